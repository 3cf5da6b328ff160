'''Enum type that outlives its table.

On PostgreSQL a native enum is a type of its own. `create_table` makes it, `drop_table` and `drop_column` leave it; the next upgrade fails.

```python bad
"""Orders have a status."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("status", sa.Enum("open", "closed", name="order_status"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("orders")  # SQA717 "order_status"
```

```python good
"""Orders have a status."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("status", sa.Enum("open", "closed", name="order_status"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("orders")
    sa.Enum(name="order_status").drop(op.get_bind())
```

Silent: a type that upgrade looks for first (`checkfirst=True`, the default of `postgresql.ENUM.create`), one that either function drops, a
downgrade with SQL that cannot be read, other databases than PostgreSQL.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.inverses import can_be_read
from flake8_sqla.facts.migrations import AddColumn, CreateTable, DropColumn, DropTable, Operation, Revision, TypeCommand
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _left(revision: Revision, context: Context) -> list[str]:
    """The types that upgrade makes without looking, and nothing drops."""
    made: dict[str, None] = {}
    for operation in revision.upgrade.operations:
        if isinstance(operation, TypeCommand) and isinstance(operation.object_name, str):
            if operation.command == "CREATE TYPE" and operation.guarded is False and not operation.setting.conditional:
                if context.may_be("postgresql", operation.setting.branch):
                    made[operation.object_name.lower()] = None
            elif operation.command != "ALTER TYPE ADD VALUE":
                made.pop(operation.object_name.lower(), None)
    for operation in revision.downgrade.operations:
        if isinstance(operation, TypeCommand) and operation.command in ("DROP TYPE", "ALTER TYPE RENAME"):
            if operation.object_name is UNKNOWN:
                return []
            made.pop(operation.object_name.lower(), None)
    return list(made)


def _undoes(operation: Operation, name: str, upgrade: tuple[Operation, ...]) -> bool:
    """Whether an operation of downgrade takes away a table or column of this type that upgrade made."""
    if not isinstance(operation, (DropTable, DropColumn)) or operation.table is UNKNOWN:
        return False
    for done in upgrade:
        if done.table != operation.table:
            continue
        if isinstance(done, CreateTable) and isinstance(operation, DropTable) and _has_type(done, name):
            return True
        if isinstance(done, AddColumn) and isinstance(operation, DropColumn) and done.column == operation.column:
            return isinstance(done.type, SqlType) and done.type.name == name
    return False


def _has_type(table: CreateTable, name: str) -> bool:
    kinds = (sql_type(argument.value) for column in table.columns for argument in column.arguments if argument.keyword in ("", "type_"))
    return any(isinstance(kind, SqlType) and kind.name == name for kind in kinds)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report where downgrade takes the last of a type and leaves the type."""
    operations = revision.downgrade.operations
    for name in _left(revision, context) if operations and can_be_read(operations) else ():
        undoing = [operation for operation in operations if _undoes(operation, name, revision.upgrade.operations)]
        for operation in undoing[-1:]:
            yield Finding(operation.span, {"what": "drop_table" if isinstance(operation, DropTable) else "drop_column", "type": name})


RULE = Rule(
    code="SQA717",
    name="enum-type-left-behind",
    impact=Impact.MEDIUM,
    message="{what}() leaves the type {type} behind, and the next upgrade fails because it exists; "
    "drop it too: sa.Enum(name='{type}').drop(op.get_bind())",
    doc=__doc__,
    on=Revision, words=frozenset({"TypeCommand"}), check=check,
    sources=("S2-38", "M1I"),
    options=("--sqla-dialects",),
)
