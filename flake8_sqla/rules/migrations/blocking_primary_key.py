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

The key owns the index: dropping the one drops the other, hence `if_exists=True` on the way back.

Silent: tables that the same migration makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddPrimaryKey
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(key: AddPrimaryKey, context: Context) -> Iterator[Finding]:
    """Report a primary key that has no index to take over."""
    if key.setting.direction != "upgrade" or not context.may_be("postgresql", key.setting.branch):
        return
    if key.using_index is None and key.table_exists_before is True:
        yield Finding(key.span, {"table": key.table})


RULE = Rule(
    code="SQA616",
    name="blocking-primary-key",
    impact=Impact.CRITICAL,
    message="this primary key builds its index while it holds {table} ACCESS EXCLUSIVE: readers and writers wait; "
    "build a unique index concurrently over NOT NULL columns, then attach it: ADD CONSTRAINT … PRIMARY KEY USING INDEX",
    doc=__doc__,
    on=AddPrimaryKey,
    check=check,
    sources=("M1B",),
    options=("--sqla-dialects",),
)
