'''Operations that an autocommit block commits half-way.

`autocommit_block()` commits the transaction that is open before it starts. Whatever the function has done by then stays, also when the
block fails; the revision is not stamped, so that the next `alembic upgrade` runs it from its first line and fails on what is there already.

```python bad
"""Index orders by state."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("orders", sa.Column("state", sa.String(20)))  # SQA604
    with op.get_context().autocommit_block():
        op.create_index("ix_orders_state", "orders", ["state"], postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_column("orders", "state")
```

```python good
"""Orders have a state."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("orders", sa.Column("state", sa.String(20)))


def downgrade() -> None:
    op.drop_column("orders", "state")
```

```python good
"""Index orders by state."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_orders_state", "orders", ["state"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_orders_state", table_name="orders", postgresql_concurrently=True)
```

Reported at the first such operation. Changes of rows count as well. Silent: downgrades, operations that run again without harm
(`if_not_exists=True`, `if_exists=True`) or stand behind a condition, other databases than PostgreSQL.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import (
    CreateIndex,
    CreateTable,
    DropTable,
    Operation,
    OtherCommand,
    RefusedSql,
    Revision,
    TransactionControl,
    UnreadableSql,
)
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NOTHING_TO_COMMIT = (RefusedSql, TransactionControl, UnreadableSql)
#: Commands that leave nothing behind, or do the same when they run again.
_HARMLESS_COMMANDS = frozenset({"ANALYZE", "COMMENT ON", "CREATE EXTENSION", "EXPLAIN", "GRANT", "LOCK TABLE", "RESET", "REVOKE", "SET", "SHOW"})


def _is_lost_half_way(operation: Operation) -> bool:
    """Whether it is committed, and would have to be undone before the revision can run again."""
    if operation.setting.autocommit is not False or operation.setting.conditional or isinstance(operation, _NOTHING_TO_COMMIT):
        return False
    match operation:
        case CreateTable(if_not_exists=again) | CreateIndex(if_not_exists=again) | DropTable(if_exists=again):
            return again is False
        case OtherCommand(command=command):
            return command not in _HARMLESS_COMMANDS
        case _:
            return True


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first operation before an autocommit block."""
    operations = [operation for operation in revision.upgrade.operations if context.may_be("postgresql", operation.setting.branch)]
    blocks = [place for place, operation in enumerate(operations) if operation.setting.autocommit is True]
    if blocks:
        early = next((operation for operation in operations[: blocks[-1]] if _is_lost_half_way(operation)), None)
        if early is not None:
            yield Finding(early.span, {})


RULE = Rule(
    code="SQA604",
    name="ddl-before-autocommit-block",
    impact=Impact.MEDIUM,
    message="autocommit_block() commits this before it starts: if the block fails, the revision can neither be rolled back nor run again; "
    "give the block a revision of its own",
    doc=__doc__,
    on=Revision, words=frozenset({"autocommit"}), check=check,
    sources=("S0-3",),
    options=("--sqla-dialects",),
)
