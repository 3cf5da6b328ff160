'''Constraint validated in the transaction that added it.

NOT VALID is worth its trouble only when the transaction ends before `VALIDATE CONSTRAINT` starts. In one transaction the lock of ADD
CONSTRAINT is still held while VALIDATE reads the table: writers wait through the scan, as they would have without NOT VALID.

```python bad
"""Orders belong to users."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_foreign_key("fk_orders_user", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user")  # SQA609 "orders"


def downgrade() -> None:
    op.drop_constraint("fk_orders_user", "orders", type_="foreignkey")
```

```python good
"""Check that orders belong to users; the revision before added the key with postgresql_not_valid=True."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user")


def downgrade() -> None:
    """A constraint that was checked need not be unchecked."""
```

Two revisions are two transactions only where env.py sets `transaction_per_migration=True`, or where they are deployed one after the
other. Silent: a VALIDATE behind an `autocommit_block()`, tables that the same migration makes, other databases than PostgreSQL.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import steps
from flake8_sqla.facts.migrations import AddCheckConstraint, AddForeignKey, Revision, ValidateConstraint
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a validation while the lock of ADD CONSTRAINT is held."""
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        validation = step.operation
        if not isinstance(validation, ValidateConstraint) or validation.table_exists_before is not True:
            continue
        for added in step.transaction:
            if isinstance(added, (AddForeignKey, AddCheckConstraint)) and added.not_valid is True:
                if added.table == validation.table and added.name == validation.name:
                    lock = "SHARE ROW EXCLUSIVE" if isinstance(added, AddForeignKey) else "ACCESS EXCLUSIVE"
                    yield Finding(validation.span, {"table": validation.table, "lock": lock})
                    break


RULE = Rule(
    code="SQA609",
    name="validation-under-lock",
    impact=Impact.HIGH,
    message="this validation reads {table} while ADD CONSTRAINT in the same transaction still holds it {lock}; validate in a later revision",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S0-7", "S0-10", "M1B"),
    options=("--sqla-dialects",),
)
