'''Lock without a timeout.

A migration that asks for a strong lock stands in line behind every transaction that uses the table, and everybody who comes later
stands in line behind the migration, readers too. One forgotten session in a transaction is enough to stop the application. With
`lock_timeout` the migration fails after a moment instead, and can be tried again.

```python bad
"""Users have a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))  # SQA927 "users"


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

```python good
"""Users have a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

Whose opinion: squawk (`require-timeout-settings`), eugene (E9) and others. What speaks against it: env.py can set the timeout for
all revisions, with `connect_args={"options": "-c lock_timeout=4000"}`, and so can `ALTER ROLE`; the rule reads neither, and is of
no use to a project that does so. Each upgrade is reported once, at its first lock that stops writers. Silent: upgrades with a
`SET`, or with SQL that cannot be read, before it; autocommit blocks; tables that the same upgrade makes; other databases than
PostgreSQL; downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.effect import effect_of
from flake8_sqla.effects.locks import Lock
from flake8_sqla.facts.migrations import OtherCommand, Revision, TableName, UnreadableSql
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first strong lock on a table that others use."""
    version = context.settings.postgresql_version
    for operation in revision.upgrade.operations:
        if isinstance(operation, UnreadableSql) or (isinstance(operation, OtherCommand) and operation.command == "SET"):
            return
        exists = operation.table_exists_before is True and operation.setting.autocommit is False
        if not exists or not isinstance(operation.table, TableName):
            continue
        lock = effect_of(operation, version).lock
        if isinstance(lock, Lock) and lock.blocks_writers and context.may_be("postgresql", operation.setting.branch):
            yield Finding(operation.span, {"table": operation.table, "lock": lock})
            return


RULE = Rule(
    code="SQA927",
    name="missing-lock-timeout",
    impact=Impact.MEDIUM,
    message="this waits for {lock} on {table} without limit, and all others wait behind it; begin with SET LOCAL lock_timeout = '2s'",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("M1G",),
    options=("--sqla-dialects",),
)
