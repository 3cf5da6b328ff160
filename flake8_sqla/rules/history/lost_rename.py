'''Rename that autogenerate has not recognised.

Autogenerate cannot see a rename. It sees one column gone and another come, and writes a drop and an add: the schema is right
afterwards, and what stood in the column is gone.

```python bad
"""Call the address of users mail."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("mail_address", sa.String(254)))
    op.drop_column("users", "email_address")  # SQA714 "mail_address"


def downgrade() -> None:
    op.add_column("users", sa.Column("email_address", sa.String(254)))
    op.drop_column("users", "mail_address")
```

```python good
"""Add a second address of users."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("mail_address", sa.String(254)))


def downgrade() -> None:
    op.drop_column("users", "mail_address")
```

The old column's type is that with which `downgrade` brings it back. Two columns are taken for one where table and kind of type are the
same, no other column of that kind comes or goes with them, and their names have something in common; two tables where they have the
same columns. Silent where the revision writes rows, or runs SQL that cannot be read: then the data are likely carried over.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts import migrations as facts
from flake8_sqla.facts.migrations import AddColumn, CreateTable, DropColumn, DropTable, Operation, Revision
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.rule import Context, Finding, Impact, Rule

_FAMILIES = {"smallint": "integer", "bigint": "integer", "text": "varchar", "char": "varchar", "timestamptz": "timestamp", "jsonb": "json"}
_ALIKE, _FEWEST_COLUMNS = 0.6, 2


def _kind(operation: AddColumn) -> tuple[object, str, int] | None:
    found = operation.type  # the table, and the type's family
    if isinstance(found, SqlType) and isinstance(operation.column, str):
        return operation.table, _FAMILIES.get(found.name, found.name), found.dimensions
    return None


def _alike(one: str, other: str) -> bool:
    words = [{word for word in re.split(r"[^a-z0-9]+", name.lower()) if len(word) > 2} for name in (one, other)]
    shared = len(words[0] & words[1])
    if shared * 2 >= max(len(words[0]), len(words[1]), 1):
        return True
    from difflib import SequenceMatcher  # few names come to this
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _ALIKE


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a drop and an add that look like one rename."""
    operations = revision.upgrade.operations
    if any(isinstance(operation, (facts.DataChange, facts.RefusedSql, facts.UnreadableSql)) for operation in operations):
        return
    yield from _columns(operations, revision.downgrade.operations)
    yield from _tables(operations, revision.downgrade.operations)


def _columns(operations: tuple[Operation, ...], back: tuple[Operation, ...]) -> Iterator[Finding]:
    before = {(step.table, step.column): _kind(step) for step in back if isinstance(step, AddColumn)}
    added = [step for step in operations if isinstance(step, AddColumn) and step.table_exists_before is True]
    dropped = [step for step in operations if isinstance(step, DropColumn)]
    for drop in dropped:
        kind = before.get((drop.table, drop.column))
        if kind is None or not isinstance(drop.column, str):
            continue
        heirs = [str(step.column) for step in added if _kind(step) == kind]
        rivals = [step for step in dropped if before.get((step.table, step.column)) == kind]
        if len(heirs) == len(rivals) == 1 and heirs[0] != drop.column and _alike(drop.column, heirs[0]):
            yield Finding(drop.span, {"table": drop.table, "old": drop.column, "new": heirs[0]})


def _tables(operations: tuple[Operation, ...], back: tuple[Operation, ...]) -> Iterator[Finding]:
    before = {step.table: set(step.column_names) for step in back if isinstance(step, CreateTable)}
    made = {step.table: set(step.column_names) for step in operations if isinstance(step, CreateTable)}
    for drop in operations:
        columns = before.get(drop.table) if isinstance(drop, DropTable) else None
        heirs = [table for table, names in made.items() if columns and names == columns and table != drop.table]
        if columns and len(columns) >= _FEWEST_COLUMNS and len(heirs) == 1:
            yield Finding(drop.span, {"old": drop.table, "new": heirs[0]}, "table")


RULE = Rule(
    code="SQA714",
    name="lost-rename",
    impact=Impact.HIGH,
    message="{table}.{old} goes and {new} of the same kind comes: is it a rename? then its data are lost here; "
    "copy them over before the drop, or rename with alter_column(new_column_name=)",
    doc=__doc__,
    on=Revision, words=frozenset({"DropColumn", "DropTable"}), check=check,
    variants={"table": "{old} goes and {new} comes with the same columns: a rename? then its rows are lost here; use op.rename_table()"},
    sources=("S1-21",),
)
