'''Destructive revision without a word on how it was tried.

What an upgrade drops does not come back with the downgrade. A line in the docstring that says on what copy it was run, or what
backup there is, costs a minute and shows that somebody has thought of it.

```python bad
"""Drop the badges."""  # SQA924 "badges"
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_table("badges")


def downgrade() -> None:
    raise NotImplementedError
```

```python good
"""Drop the badges.

Tested on staging with a copy of production; backup badges-2026-01.dump is kept for a year.
"""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_table("badges")


def downgrade() -> None:
    """Irreversible: the rows are gone."""
```

Whose opinion: guides with a checklist for migrations. What speaks against it: a sentence proves nothing, and pull requests have
templates for it. Destructive are dropped columns and tables, TRUNCATE, and DELETE without WHERE. A note is any of the words
staging, tested, rehearsed, verified, backup, dump, snapshot, copy, archived, restore in the docstring. Silent: downgrades, and what
the same upgrade has made itself.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import AddColumn, DataChange, DropColumn, DropTable, Operation, OtherCommand, Revision, TableName
from flake8_sqla.facts.place import Span
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NOTE = lazy_pattern(r"\b(?:staging|tested|rehears|verified|back(?:ed)?[ -]?up|dump|snapshot|cop(?:y|ied)|archive|restore)", re.IGNORECASE)


def _destroyed(operation: Operation) -> str:
    """What goes for good, in words; empty where nothing does."""
    if operation.table_exists_before is not True or not isinstance(operation.table, TableName):
        return ""
    match operation:
        case DropTable() if not operation.table.name.startswith("_alembic_tmp_"):
            return f"table {operation.table}"
        case DropColumn(column=str() as column):
            return f"column {operation.table}.{column}"
        case OtherCommand(command="TRUNCATE") | DataChange(kind="delete", has_where=False):
            return f"rows of {operation.table}"
        case _:
            return ""


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first thing that goes, at the docstring that says nothing of it."""
    if _NOTE.search(revision.docstring):
        return
    operations = revision.upgrade.operations
    added = {(operation.table, operation.column) for operation in operations if isinstance(operation, AddColumn)}
    for operation in operations:
        what = _destroyed(operation)
        if what and not (isinstance(operation, DropColumn) and (operation.table, operation.column) in added):
            place = revision.docstring_span
            yield Finding(Span(place.line, place.column, place.line, place.column), {"what": what})
            return


RULE = Rule(
    code="SQA924",
    name="unstaged-destruction",
    impact=Impact.LOW,
    message="{what} goes for good, and nothing says that this was tried on a copy or that there is a backup; note it in the docstring",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S2-27",),
)
