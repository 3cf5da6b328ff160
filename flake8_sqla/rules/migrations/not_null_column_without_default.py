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

Where no value is right for all rows: add the column nullable, fill it in batches, then set NOT NULL. MySQL and MariaDB fill in zeros and
empty text instead; reported there is a foreign key, which refuses the zero, and on MySQL a DATE or DATETIME, which has none. Silent: tables that
the same migration makes or empties, columns the server numbers or computes, downgrades, other columns on MySQL.
'''

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flake8_sqla.effects.implied_zeros import refused_zero
from flake8_sqla.facts.defaults import ServerDefault
from flake8_sqla.facts.migrations import AddColumn, DataChange, Operation, OtherCommand, Revision
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _fails(column: AddColumn) -> bool:
    """Whether there is no value for rows that are there, on any of the databases that ask for one."""
    required = column.nullable is False and column.has_server_default is False
    return required and isinstance(column.default, ServerDefault) and column.default.kind == "none"


def _variant(column: AddColumn, later: Sequence[Operation], context: Context) -> str | None:
    """Which message says what becomes of it on the databases there may be."""
    if any(context.may_be(dialect, column.setting.branch) for dialect in ("postgresql", "sqlite")):
        return "client" if column.definition is not None and column.definition.keyword("default") is not None else ""
    mariadb = context.project.dialects == {"mariadb"}
    return refused_zero(column, later, mariadb) if context.may_be("mysql", column.setting.branch) else None


def _fills(operation: Operation) -> bool:
    return isinstance(operation, DataChange) and operation.kind in ("insert", "merge")


def _empties(operation: Operation) -> bool:
    deletes = isinstance(operation, DataChange) and operation.kind == "delete" and operation.has_where is False
    return deletes or (isinstance(operation, OtherCommand) and operation.command == "TRUNCATE")


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a column that no row there is can have."""
    telling = [(place, step) for place, step in enumerate(revision.upgrade.operations) if _fills(step) or _empties(step)]
    for place, column in enumerate(revision.upgrade.operations):
        if not isinstance(column, AddColumn) or not _fails(column):
            continue
        variant = _variant(column, revision.upgrade.operations[place + 1 :], context)
        if variant is None:
            continue
        has_rows = column.table_exists_before is True
        for when, earlier in telling:
            # A delete by way of a model may be of this table.
            if when < place and earlier.table in (column.table, UNKNOWN) and not earlier.setting.conditional:
                has_rows = has_rows if not _fills(earlier) or column.table_exists_before is not False else True
                has_rows = has_rows and not _empties(earlier)
        if has_rows:
            yield Finding(column.span, {"column": column.column, "table": column.table}, variant)


RULE = Rule(
    code="SQA614",
    name="not-null-column-without-default",
    impact=Impact.CRITICAL,
    message="adding {column} as NOT NULL fails if {table} holds a row; give it a server_default, or add it nullable, fill it, then set NOT NULL",
    doc=__doc__,
    on=Revision, words=frozenset({"required column"}), check=check,
    variants={
        "client": "adding {column} as NOT NULL fails if {table} holds a row: default= is not for the database; "
        "use server_default, or add it nullable, fill it, then set NOT NULL",
        "date": "adding {column} as NOT NULL fails on MySQL if {table} holds a row, since no date is implied; "
        "give it a server_default, or add it nullable, fill it, then set NOT NULL",
        "key": "adding {column} as NOT NULL puts 0 into the rows of {table}, which its foreign key refuses; "
        "add it nullable, fill it, then set NOT NULL",
    },
    sources=("S2-23", "M1C"),
    options=("--sqla-dialects",),
)
