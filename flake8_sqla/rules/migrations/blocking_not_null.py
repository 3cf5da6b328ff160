'''SET NOT NULL that reads the table under lock.

SET NOT NULL takes ACCESS EXCLUSIVE and reads every row to see that none holds NULL. From PostgreSQL 12 it believes a validated CHECK
that says so, and takes an instant: add the check as NOT VALID, validate it in a later revision, then set NOT NULL and drop the check.

```python bad
"""Every user has an email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column("users", "email", nullable=False)  # SQA613 "users.email"


def downgrade() -> None:
    op.alter_column("users", "email", nullable=True)
```

```python good
"""Every user has an email, from now on."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_check_constraint("ck_users_email", "users", "email IS NOT NULL", postgresql_not_valid=True)


def downgrade() -> None:
    op.drop_constraint("ck_users_email", "users", type_="check")
```

```python good
"""Every user has an email."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_users_email")
    op.alter_column("users", "email", nullable=False)
    op.drop_constraint("ck_users_email", "users", type_="check")


def downgrade() -> None:
    op.create_check_constraint("ck_users_email", "users", "email IS NOT NULL", postgresql_not_valid=True)
    op.alter_column("users", "email", nullable=True)
```

Silent: `existing_nullable=False`, a check of this table that is validated before or dropped after in the same function (on PostgreSQL
12 and later), tables that the same migration makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.effect import effect_of
from flake8_sqla.effects.order import Step, steps
from flake8_sqla.facts.migrations import AddCheckConstraint, AlterColumn, DropConstraint, Operation, Revision, ValidateConstraint
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _is_proven(step: Step, column: object) -> bool:
    """Whether a validated check of the table proves the column: seen validated before, or dropped afterwards as no longer needed."""

    def says_so(operation: Operation) -> bool:
        if isinstance(operation, AddCheckConstraint):
            return operation.not_valid is False and column in operation.not_null
        return isinstance(operation, ValidateConstraint)

    def is_helper(operation: Operation) -> bool:
        return isinstance(operation, DropConstraint) and operation.kind in ("check", "", UNKNOWN)

    table = step.operation.table
    if any(operation.table == table and is_helper(operation) for operation in step.before):
        return False  # dropped first, it proves nothing any more
    return any(operation.table == table and says_so(operation) for operation in step.before) or any(
        operation.table == table and is_helper(operation) for operation in step.after
    )


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report SET NOT NULL where every row is read."""
    version = context.settings.postgresql_version
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        change = step.operation
        if not isinstance(change, AlterColumn) or change.nullable is not False or change.table_exists_before is not True:
            continue
        if not isinstance(change.column, str) or change.existing_nullable in (False, UNKNOWN):
            continue
        # Only SET NOT NULL is asked about: a new type has a rule of its own.
        alone = AlterColumn(span=change.span, table=change.table, column=change.column, nullable=False)
        if effect_of(alone, version, proven_not_null=_is_proven(step, change.column)).work:
            yield Finding(change.span, {"table": change.table, "column": change.column})


RULE = Rule(
    code="SQA613",
    name="blocking-not-null",
    impact=Impact.CRITICAL,
    message="SET NOT NULL on {table}.{column} reads the table while it is locked ACCESS EXCLUSIVE; "
    "prove it first by a CHECK ({column} IS NOT NULL) added as NOT VALID and validated in a later revision",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S2-23", "M1D"),
    options=("--sqla-dialects", "--sqla-postgresql-version"),
)
