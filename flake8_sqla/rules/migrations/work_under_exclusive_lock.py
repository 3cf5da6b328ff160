'''Long work while a table is locked.

A lock is held until the transaction ends. An `add_column` holds ACCESS EXCLUSIVE for an instant when it is alone; with a backfill, a
validation or a rebuild after it in the same transaction, everybody waits for that table until the long work is done, whichever table the
work is about.

```python bad
"""Orders have a state."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user")  # SQA622 "users"


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

```python good
"""Orders belong to users, and users have a nickname: the long work first."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user")
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

Better still, each in a revision of its own, with `transaction_per_migration=True` in env.py. Silent: work that another rule reports at
the same place for its own lock, changes of a few rows, tables that the same migration makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.locks import Lock
from flake8_sqla.effects.order import Step, steps
from flake8_sqla.facts.migrations import (
    AddCheckConstraint,
    AddForeignKey,
    DataChange,
    Operation,
    OtherCommand,
    Revision,
    ValidateConstraint,
)
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _work(step: Step) -> str:
    """The long work of one operation that no other rule reports, in words; empty where there is none."""
    match step.operation:
        case ValidateConstraint(name=name) as validation:
            return "" if any(_adds(earlier, validation) for earlier in step.transaction) else f"VALIDATE CONSTRAINT {name}"
        case DataChange(kind="update" | "delete" as kind, has_where=True, many=True):
            return f"{kind.upper()} of {step.operation.table}"
        case OtherCommand(command="REFRESH MATERIALIZED VIEW", concurrently=True):
            return "REFRESH MATERIALIZED VIEW"
        case _:
            return ""


def _adds(operation: Operation, validation: ValidateConstraint) -> bool:
    """Whether validation-under-lock speaks of this pair."""
    return (
        isinstance(operation, (AddForeignKey, AddCheckConstraint))
        and operation.not_valid is True
        and (operation.table, operation.name) == (validation.table, validation.name)
    )


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report long work after an ACCESS EXCLUSIVE lock in its transaction."""
    version = context.settings.postgresql_version
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        if step.operation.table_exists_before is not True:
            continue
        work = _work(step)
        held = step.held(Lock.ACCESS_EXCLUSIVE, version) if work else {}
        if held:
            yield Finding(step.operation.span, {"work": work, "tables": " and ".join(map(str, held))})


RULE = Rule(
    code="SQA622",
    name="work-under-exclusive-lock",
    impact=Impact.HIGH,
    message="{work} runs while this transaction holds {tables} ACCESS EXCLUSIVE: readers and writers wait for it; "
    "do it before the lock is taken, or in a revision of its own",
    doc=__doc__,
    on=Revision,
    words=frozenset({"ValidateConstraint", "many rows", "REFRESH MATERIALIZED VIEW"}),
    check=check,
    sources=("M1A", "M1G"),
    options=("--sqla-dialects",),
)
