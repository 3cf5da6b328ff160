'''Destruction without a word of a backup.

What a dropped table or column held comes back from a backup or not at all: `downgrade` brings back the column, empty. Who runs the revision
reads its docstring; there it has to say what goes, and that a backup is to be made, or how.

```python bad
"""Users no longer have a fax number."""  # SQA716 "users.fax"
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_column("users", "fax")


def downgrade() -> None:
    op.add_column("users", sa.Column("fax", sa.Text()))
```

```python good
"""Users no longer have a fax number.

Destroys users.fax. Backup before: pg_dump --table=users
"""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_column("users", "fax")


def downgrade() -> None:
    op.add_column("users", sa.Column("fax", sa.Text()))
```

Tables and columns dropped, tables truncated or emptied, and types into which not every value fits count. `--sqla-backup-pattern` says
what a word of a backup is. Silent: what the revision itself has made before,
what an INSERT or UPDATE above the drop has read, DELETE with a WHERE, downgrades.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.destruction import destroyed
from flake8_sqla.facts.migrations import Revision
from flake8_sqla.facts.place import Span
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first thing that goes, at the docstring that says nothing of a backup."""
    found = [what for _, what in destroyed(revision.upgrade.operations)]
    if not found or re.search(context.settings.backup_pattern, revision.docstring, re.IGNORECASE):
        return
    place = revision.docstring_span
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    yield Finding(Span(place.line, place.column, place.line, place.column), {"what": found[0] + more})


RULE = Rule(
    code="SQA716",
    name="destructive-without-backup-note",
    impact=Impact.MEDIUM,
    message="this destroys {what}, and the docstring says nothing of a backup; say there that one is to be made, and how",
    doc=__doc__,
    on=Revision,
    words=frozenset({"DropTable", "DropColumn", "TRUNCATE", "DataChange", "AlterColumn"}),
    check=check,
    sources=("S2-25",),
    options=("--sqla-backup-pattern",),
)
