'''NOT NULL column added without a server default.

The rows there are have no value for the new column, so the database refuses it: the migration works on an empty table and fails on the
real one. `default=` is no help; it fills in what SQLAlchemy inserts later, and the database never hears of it.

```python bad
"""Orders have a state."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("orders", sa.Column("state", sa.String(20), nullable=False))  # SQA614 "orders"
    op.add_column("orders", sa.Column("priority", sa.Integer(), nullable=False, default=0))  # SQA614 "server_default"


def downgrade() -> None:
    op.drop_column("orders", "priority")
    op.drop_column("orders", "state")
```

```python good
"""Orders have a state."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("orders", sa.Column("state", sa.String(20), nullable=False, server_default="new"))
    op.add_column("orders", sa.Column("priority", sa.Integer()))


def downgrade() -> None:
    op.drop_column("orders", "priority")
    op.drop_column("orders", "state")
```

Where no value is right for all rows: add the column nullable, fill it in batches, then set NOT NULL. Silent: tables that the same
migration makes or empties, columns the server numbers or computes by itself, downgrades, MySQL (which fills in zeros and empty text).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.defaults import ServerDefault
from flake8_sqla.facts.migrations import AddColumn, DataChange, Operation, OtherCommand, Revision
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _fails(column: AddColumn) -> bool:
    """Whether there is no value for rows that are there, on any of the databases that ask for one."""
    if column.nullable is not False or column.has_server_default is not False:
        return False
    return isinstance(column.default, ServerDefault) and column.default.kind == "none"


def _fills(operation: Operation) -> bool:
    return isinstance(operation, DataChange) and operation.kind in ("insert", "merge")


def _empties(operation: Operation) -> bool:
    if isinstance(operation, DataChange):
        return operation.kind == "delete" and operation.has_where is False
    return isinstance(operation, OtherCommand) and operation.command == "TRUNCATE"


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a column that no row there is can have."""
    telling = [(place, step) for place, step in enumerate(revision.upgrade.operations) if _fills(step) or _empties(step)]
    for place, column in enumerate(revision.upgrade.operations):
        if not isinstance(column, AddColumn) or not _fails(column):
            continue
        if not any(context.may_be(dialect, column.setting.branch) for dialect in ("postgresql", "sqlite")):
            continue
        has_rows = column.table_exists_before is True
        for when, earlier in telling:
            # A delete by way of a model may be of this table.
            if when < place and earlier.table in (column.table, UNKNOWN) and not earlier.setting.conditional:
                has_rows = has_rows if not _fills(earlier) or column.table_exists_before is not False else True
                has_rows = has_rows and not _empties(earlier)
        if has_rows:
            client = column.definition is not None and column.definition.keyword("default") is not None
            yield Finding(column.span, {"column": column.column, "table": column.table}, "client" if client else "")


RULE = Rule(
    code="SQA614",
    name="not-null-column-without-default",
    impact=Impact.CRITICAL,
    message="adding {column} as NOT NULL fails if {table} holds a row; give it a server_default, or add it nullable, fill it, then set NOT NULL",
    doc=__doc__,
    on=Revision,
    check=check,
    variants={
        "client": "adding {column} as NOT NULL fails if {table} holds a row: default= is not for the database; "
        "use server_default, or add it nullable, fill it, then set NOT NULL"
    },
    sources=("S2-23", "M1C"),
    options=("--sqla-dialects",),
)
