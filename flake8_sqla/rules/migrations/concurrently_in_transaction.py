'''Command inside a transaction that PostgreSQL refuses there.

`CREATE INDEX CONCURRENTLY`, `DROP INDEX CONCURRENTLY`, `REINDEX … CONCURRENTLY`, `DETACH PARTITION … CONCURRENTLY`, `VACUUM` and their
like fail inside a transaction block, and Alembic runs every migration in one. `autocommit_block()` leaves it for a while.

```python bad
"""Index users by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)  # SQA603 "CREATE INDEX CONCURRENTLY"


def downgrade() -> None:
    op.execute("DROP INDEX CONCURRENTLY ix_users_email")  # SQA603 "DROP INDEX CONCURRENTLY"
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
        op.execute("DROP INDEX CONCURRENTLY ix_users_email")
```

Several statements in one string are sent as one, and PostgreSQL puts a transaction around them, autocommit or not.

```python bad
"""Rebuild an index."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = '5s'; REINDEX INDEX CONCURRENTLY ix_users_email")  # SQA603 "one string"


def downgrade() -> None:
    """Nothing to undo."""
```

Silent where the migration plays with transactions itself: a `COMMIT` before, or another isolation level.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import CreateIndex, DropIndex, Operation, OtherCommand
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _command(operation: Operation) -> str:
    match operation:
        case CreateIndex():
            return "CREATE INDEX CONCURRENTLY"
        case DropIndex():
            return "DROP INDEX CONCURRENTLY"
        case OtherCommand(command=command, concurrently=concurrently):
            return f"{command} CONCURRENTLY" if concurrently else command
        case _:
            return "this command"


def check(operation: Operation, context: Context) -> Iterator[Finding]:
    """Report what cannot run in a transaction where there is one."""
    if not operation.outside_transaction_only or not context.may_be("postgresql", operation.setting.branch):
        return
    if operation.setting.autocommit is False:
        yield Finding(operation.span, {"command": _command(operation)})
    elif operation.setting.autocommit is True and operation.setting.statements_in_string > 1:
        yield Finding(operation.span, {"command": _command(operation)}, "string")


RULE = Rule(
    code="SQA603",
    name="concurrently-in-transaction",
    impact=Impact.CRITICAL,
    message="{command} fails inside the migration's transaction; put it into `with op.get_context().autocommit_block():`",
    doc=__doc__,
    on=Operation,
    check=check,
    variants={"string": "{command} fails beside other statements in one string, which PostgreSQL runs as one transaction; execute it alone"},
    sources=("S0-3", "M1A"),
    options=("--sqla-dialects",),
)
