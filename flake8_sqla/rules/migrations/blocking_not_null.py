'''SET NOT NULL that reads the table under lock.

SET NOT NULL takes ACCESS EXCLUSIVE and reads every row to see that none holds NULL. From PostgreSQL 12 it believes a validated CHECK
that says so, and takes an instant: add the check as NOT VALID, validate it in a later revision, then set NOT NULL.

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


def downgrade() -> None:
    op.alter_column("users", "email", nullable=True)
```

Silent: `existing_nullable=False`, a check validated before (or dropped after) in this function or added and validated by earlier
revisions (PostgreSQL 12 and later), tables that the same migration makes, other databases, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.effect import PROVEN_NOT_NULL, effect_of
from flake8_sqla.effects.order import Step, steps
from flake8_sqla.facts.migrations import AddCheckConstraint, AlterColumn, DropConstraint, Operation, Revision, ValidateConstraint
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _is_helper_gone(operation: Operation) -> bool:
    return isinstance(operation, DropConstraint) and operation.kind in ("check", "", UNKNOWN)


def is_proven(step: Step, column: str) -> bool:
    """Whether a validated check of the table proves the column: seen validated before, or dropped afterwards as no longer needed."""
    before = [operation for operation in step.before if operation.table == step.operation.table]
    after = [operation for operation in step.after if operation.table == step.operation.table]
    if any(map(_is_helper_gone, before)):
        return False  # dropped first, it proves nothing any more
    checks = [found for found in before if isinstance(found, AddCheckConstraint) and found.not_valid is False and column in found.not_null]
    return bool(checks) or any(isinstance(found, ValidateConstraint) for found in before) or any(map(_is_helper_gone, after))


def is_free(step: Step, change: AlterColumn, context: Context) -> bool:
    """Whether the column is NOT NULL already, or a check validated by earlier revisions or this function proves it."""
    column = context.column_at(step, change)
    if column is not None and column.nullable is False:
        return True
    if context.settings.postgresql_version < PROVEN_NOT_NULL or change.table is UNKNOWN or change.column is UNKNOWN:
        return False
    return context.schema_at(step).proves_not_null(change.table, change.column)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report SET NOT NULL where every row is read."""
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        change = step.operation
        if not isinstance(change, AlterColumn) or change.nullable is not False or change.table_exists_before is not True:
            continue
        if not isinstance(change.column, str) or change.existing_nullable in (False, UNKNOWN):
            continue
        alone = AlterColumn(span=change.span, table=change.table, column=change.column, nullable=False)  # a new type has its rule
        proven = is_proven(step, change.column)
        if effect_of(alone, context.settings.postgresql_version, proven_not_null=proven).work and not is_free(step, change, context):
            yield Finding(change.span, {"table": change.table, "column": change.column})


RULE = Rule(
    code="SQA613",
    name="blocking-not-null",
    impact=Impact.CRITICAL,
    message="SET NOT NULL on {table}.{column} reads the table while it is locked ACCESS EXCLUSIVE; "
    "prove it first by a CHECK ({column} IS NOT NULL) added as NOT VALID and validated in a later revision",
    doc=__doc__,
    on=Revision,
    words=frozenset({"AlterColumn"}),
    check=check,
    sources=("S2-23", "M1D"),
    options=("--sqla-dialects", "--sqla-postgresql-version"),
)
