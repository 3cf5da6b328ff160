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
other: a VALIDATE in the revision right after the one that adds the constraint is reported where env.py runs both in one transaction;
a merge between them counts for nothing.
Silent: a VALIDATE behind an `autocommit_block()`, tables that the same migration makes, other databases than PostgreSQL.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import Step, steps
from flake8_sqla.facts.migrations import AddCheckConstraint, AddForeignKey, Operation, Revision, ValidateConstraint
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _lock(added: AddForeignKey | AddCheckConstraint) -> str:
    return "SHARE ROW EXCLUSIVE" if isinstance(added, AddForeignKey) else "ACCESS EXCLUSIVE"


def _is_added(added: Operation, validation: ValidateConstraint) -> bool:
    """Whether an operation adds the constraint, NOT VALID."""
    if not isinstance(added, (AddForeignKey, AddCheckConstraint)) or added.not_valid is not True:
        return False
    return added.table == validation.table and added.name == validation.name


def _added_before(validation: ValidateConstraint, step: Step, revision: Revision, context: Context) -> tuple[str, str] | None:
    """The revision before this one that adds the constraint, and the lock it still holds in the transaction they share."""
    if context.history.one_transaction is not True or not isinstance(revision.down_revision, tuple):
        return None
    if any(operation.setting.autocommit is not False for operation in (*step.before, validation)) or validation.table is UNKNOWN:
        return None
    for parent in context.history.right_before(revision.down_revision):
        operations = context.history.operations_in(parent, validation.table.name)
        for place, added in enumerate(operations):
            if _is_added(added, validation) and all(other.setting.autocommit is False for other in operations[place:]):
                assert isinstance(added, (AddForeignKey, AddCheckConstraint))
                return parent, _lock(added)
    return None


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a validation while the lock of ADD CONSTRAINT is held."""
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        validation = step.operation
        if not isinstance(validation, ValidateConstraint) or validation.table_exists_before is not True:
            continue
        added = next((operation for operation in step.transaction if _is_added(operation, validation)), None)
        if isinstance(added, (AddForeignKey, AddCheckConstraint)):
            yield Finding(validation.span, {"table": validation.table, "lock": _lock(added)})
            continue
        before = _added_before(validation, step, revision, context)
        if before is not None:
            yield Finding(validation.span, {"table": validation.table, "parent": before[0], "lock": before[1]}, "before")


RULE = Rule(
    code="SQA609",
    name="validation-under-lock",
    impact=Impact.HIGH,
    message="this validation reads {table} while ADD CONSTRAINT in the same transaction still holds it {lock}; validate in a later revision",
    doc=__doc__,
    on=Revision,
    words=frozenset({"ValidateConstraint"}),
    check=check,
    variants={
        "before": "{parent} adds this constraint, and env.py runs both revisions in one transaction: this reads {table} while ADD CONSTRAINT "
        "still holds it {lock}; pass transaction_per_migration=True, or validate inside autocommit_block()"
    },
    sources=("S0-7", "S0-10", "M1B"),
    options=("--sqla-dialects",),
)
