'''Transaction control inside a migration.

Alembic opens the transaction, runs the revision, notes its number and commits. A `COMMIT` in between makes what came before
permanent while the number is still the old one, so that after a failure the next attempt stumbles over its own half; a `ROLLBACK`
takes away what Alembic believes done; `begin()` on the connection raises because a transaction is open already. What has to run
outside the transaction has a block of its own.

```python bad
"""Index users by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("COMMIT")  # SQA625 "COMMIT"
    op.execute("CREATE INDEX CONCURRENTLY ix_users_email ON users (email)")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_users_email", table_name="users", postgresql_concurrently=True)
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

Silent: savepoints, `begin_nested()`, what stands in an `autocommit_block()`, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import TransactionControl
from flake8_sqla.rule import Context, Finding, Impact, Rule

_EFFECTS = {
    "BEGIN": "collides with",
    "COMMIT": "ends",
    "ROLLBACK": "throws away",
    "PREPARE TRANSACTION": "takes away",
}


def check(control: TransactionControl, context: Context) -> Iterator[Finding]:
    """Report what meddles with Alembic's own transaction."""
    if control.setting.direction == "upgrade" and control.setting.autocommit is not True and control.command in _EFFECTS:
        yield Finding(control.span, {"command": control.command, "effect": _EFFECTS[control.command]})


RULE = Rule(
    code="SQA625",
    name="transaction-control",
    impact=Impact.HIGH,
    message="{command} {effect} the transaction that Alembic runs this migration in; leave it to Alembic, or use "
    "`with op.get_context().autocommit_block():`",
    doc=__doc__,
    on=TransactionControl,
    check=check,
    sources=("S2-30", "M1G"),
)
