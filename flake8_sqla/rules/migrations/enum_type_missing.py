'''Column of an enum type that nobody made.

`create_table` makes the types of its native enums, `add_column` and `alter_column` do not: they name the type and fail with
`type … does not exist`. It has to be made before, by `create()` of the enum or in SQL.

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a1.py
"""Orders have a status."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("status", sa.Enum("open", "closed", name="order_status")))  # SQA629 "order_status"


def downgrade() -> None:
    op.drop_column("orders", "status")
```

```python good file=migrations/env.py
"""Alembic's environment."""
```

```python good file=migrations/versions/a1.py
"""Orders have a status."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None

status = sa.Enum("open", "closed", name="order_status")


def upgrade() -> None:
    status.create(op.get_bind(), checkfirst=True)
    op.add_column("orders", sa.Column("status", status))


def downgrade() -> None:
    op.drop_column("orders", "status")
    status.drop(op.get_bind(), checkfirst=True)
```

Silent: a type that this or an earlier revision makes, or that a column has already; a history of which not every revision can be read
whole; enums with `native_enum=False`; other databases than PostgreSQL; downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import steps
from flake8_sqla.facts.migrations import AddColumn, AlterColumn, Operation, Revision
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: MySQL's enums are types without a name.
_OF_MYSQL = "enum"


def _wanted(operation: Operation) -> str:
    """The enum type that an operation takes for granted; empty where it takes none."""
    if operation.setting.spelling == "sql" or not isinstance(operation, (AddColumn, AlterColumn)):
        return ""
    kind = operation.type if isinstance(operation, AddColumn) else operation.new_type
    return kind.name if isinstance(kind, SqlType) and kind.kind == "enum" and kind.name != _OF_MYSQL else ""


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report an enum column whose type certainly is not there."""
    schema = None
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        operation, wanted = step.operation, _wanted(step.operation)
        schema = context.schema_before() if wanted and schema is None else schema
        if wanted and schema is not None and schema.after(step.before).has_type(wanted) is False:
            assert isinstance(operation, (AddColumn, AlterColumn))
            values = {"type": wanted, "table": operation.table, "column": operation.column}
            if UNKNOWN not in (operation.table, operation.column):
                yield Finding(operation.span, {**values, "method": "add_column" if isinstance(operation, AddColumn) else "alter_column"})


RULE = Rule(
    code="SQA629",
    name="enum-type-missing",
    impact=Impact.HIGH,
    message="{method}() does not create the type {type} of {table}.{column}, and nothing before it does: this fails on PostgreSQL; "
    "create it first: sa.Enum(…, name='{type}').create(op.get_bind(), checkfirst=True)",
    doc=__doc__,
    on=Revision,
    words=frozenset({"enum column", "AlterColumn"}),
    check=check,
    sources=("M1C",),
    options=("--sqla-dialects",),
)
