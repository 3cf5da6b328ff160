'''Index built while writers wait.

A plain `CREATE INDEX` takes a SHARE lock: every INSERT, UPDATE and DELETE on the table waits until the index is built, which on a
large table means minutes. `CONCURRENTLY` builds it beside the traffic. It cannot run inside a transaction, hence the autocommit
block; a build that fails leaves an invalid index behind, which has to be dropped before the next try.

```python bad
"""Index users by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_index("ix_users_email", "users", ["email"])  # SQA601 "users"


def downgrade() -> None:
    op.drop_index("ix_users_email", table_name="users")
```

```python good
"""Index users by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_users_email", table_name="users", postgresql_concurrently=True)
```

A flag of a column does the same: `add_column` with `index=True` sends ADD COLUMN, then a plain CREATE INDEX while the table is
locked ACCESS EXCLUSIVE.

```python bad
"""Add a tenant to users."""
import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("users", sa.Column("tenant_id", sa.Integer(), index=True))  # SQA601


def downgrade() -> None:
    op.drop_column("users", "tenant_id")
```

A partitioned table takes no CONCURRENTLY: create the index `ON ONLY` it, build one concurrently on each partition, and attach these
(`ALTER INDEX … ATTACH PARTITION …`); with the last one it becomes valid.

Silent: tables and materialized views that the same migration makes, `CREATE INDEX … ON ONLY` a partitioned table (which builds
nothing), other databases than PostgreSQL, tables whose name is not known, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import CreateIndex
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(index: CreateIndex, context: Context) -> Iterator[Finding]:
    """Report a plain build on a table that was there before."""
    if index.setting.direction != "upgrade" or not context.may_be("postgresql", index.setting.branch):
        return
    if index.concurrently is False and index.table_exists_before is True and not index.only:
        yield Finding(index.span, {"table": index.table}, "column" if index.setting.spelling == "column" else "")


RULE = Rule(
    code="SQA601",
    name="blocking-index-creation",
    impact=Impact.CRITICAL,
    message="creating this index locks {table} SHARE: its writers wait until it is built; "
    "use postgresql_concurrently=True inside autocommit_block()",
    doc=__doc__,
    on=CreateIndex,
    check=check,
    variants={
        "column": "index=True builds the index while ADD COLUMN holds {table} ACCESS EXCLUSIVE: readers and writers wait; "
        "add the column alone, then create_index concurrently"
    },
    sources=("S0-1", "M1A"),
    options=("--sqla-dialects",),
)
