'''Primary key that builds its index under lock.

`ADD PRIMARY KEY` takes ACCESS EXCLUSIVE and builds a unique index while it holds it; where a column may be NULL, it reads the table once
more for that. Built beforehand, unique and concurrently, over columns that are NOT NULL already, the index is taken over in an instant.

```python bad
"""Readings get a primary key."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_primary_key("pk_readings", "readings", ["sensor_id", "taken_at"])  # SQA616 "readings"


def downgrade() -> None:
    op.drop_constraint("pk_readings", "readings", type_="primary")
```

```python good
"""Build the index for the primary key of readings."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("pk_readings", "readings", ["sensor_id", "taken_at"], unique=True, postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("pk_readings", table_name="readings", if_exists=True, postgresql_concurrently=True)
```

```python good
"""Readings get a primary key."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE readings ADD CONSTRAINT pk_readings PRIMARY KEY USING INDEX pk_readings")


def downgrade() -> None:
    op.drop_constraint("pk_readings", "readings", type_="primary")
```

The key owns the index: dropping the one drops the other, hence `if_exists=True` on the way back. An index taken over whose columns
may be NULL, by what this and earlier revisions say, is reported too: PostgreSQL sets them NOT NULL on the way, and reads the table.

Silent: tables that the same migration makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import Step, steps
from flake8_sqla.facts.migrations import AddPrimaryKey, CreateIndex, Revision, TableName
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _nullable(key: AddPrimaryKey, step: Step, context: Context) -> list[str]:
    """The columns of the index that may hold NULL by all that is known, with no check to prove that they do not."""
    before = context.schema_before()
    if before is None or not isinstance(key.table, TableName) or not isinstance(key.using_index, str):
        return []
    schema = before.after(step.before)
    index = schema.index(key.using_index, key.table)
    found = []
    for name in index.columns if isinstance(index, CreateIndex) and isinstance(index.columns, tuple) else ():
        column = schema.column(key.table, name) if isinstance(name, str) else None
        if isinstance(column, ColumnShape) and column.nullable is True and not schema.proves_not_null(key.table, column.name):
            found.append(column.name)
    return found


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a primary key that has no index to take over, or one over columns that take NULL."""
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        key = step.operation
        if not isinstance(key, AddPrimaryKey) or key.table_exists_before is not True:
            continue
        if key.using_index is None:
            yield Finding(key.span, {"table": key.table})
            continue
        columns = _nullable(key, step, context)
        if columns:
            yield Finding(key.span, {"table": key.table, "columns": " and ".join(columns)}, "nullable")


RULE = Rule(
    code="SQA616",
    name="blocking-primary-key",
    impact=Impact.CRITICAL,
    message="this primary key builds its index while it holds {table} ACCESS EXCLUSIVE: readers and writers wait; "
    "build a unique index concurrently over NOT NULL columns, then attach it: ADD CONSTRAINT … PRIMARY KEY USING INDEX",
    doc=__doc__,
    on=Revision,
    words=frozenset({"AddPrimaryKey"}),
    check=check,
    variants={
        "nullable": "this primary key makes {columns} NOT NULL, and reads {table} for that while it is locked ACCESS EXCLUSIVE; "
        "prove it before, by a validated CHECK (… IS NOT NULL), and set NOT NULL"
    },
    sources=("M1B",),
    options=("--sqla-dialects",),
)
