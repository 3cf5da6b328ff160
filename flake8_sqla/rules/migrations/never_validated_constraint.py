'''Constraint that is NOT VALID for good.

NOT VALID is the first of two steps: new rows are checked, old ones are not. Without the second, `VALIDATE CONSTRAINT`, nobody may rely
on the constraint: the planner does not, and rows that break it turn up in the next backfill or dump.

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a1.py
"""Orders belong to users."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.create_foreign_key("fk_orders_user", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)  # SQA610 "fk_orders_user"


def downgrade() -> None:
    op.drop_constraint("fk_orders_user", "orders", type_="foreignkey")
```

```python bad file=migrations/versions/a2.py
"""Users have a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

```python good
"""Check that orders belong to users."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user")


def downgrade() -> None:
    """A constraint that was checked need not be unchecked."""
```

The newest revision has its grace: the validation may be about to be written. Silent where the constraint or its table is dropped
later, where a later revision that names it cannot be read whole, and where the history is not known whole.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts import migrations as facts
from flake8_sqla.facts.migrations import Operation, Revision, TableName
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _ends(later: Operation, name: str, table: TableName) -> bool:
    """Whether a later operation validates the constraint, takes it away, or may do either."""
    if isinstance(later, (facts.UnreadableSql, facts.RefusedSql)):
        return True
    if isinstance(later, facts.DropTable):
        return later.table == table
    return isinstance(later, (facts.ValidateConstraint, facts.DropConstraint)) and not (isinstance(later.name, str) and later.name != name)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a NOT VALID constraint that no later revision validates."""
    history = context.history
    if not history.complete or not isinstance(revision.revision, str) or revision.revision not in history.children:
        return
    for operation in revision.upgrade.operations:
        if not isinstance(operation, (facts.AddForeignKey, facts.AddCheckConstraint)) or operation.not_valid is not True:
            continue
        if not isinstance(operation.name, str) or not isinstance(operation.table, TableName):
            continue
        if not context.may_be("postgresql", operation.setting.branch):
            continue
        named = history.later_operations(revision.revision, operation.name)
        of_table = (later for later in history.later_operations(revision.revision, operation.table.name) if isinstance(later, facts.DropTable))
        if not any(_ends(later, operation.name, operation.table) for later in (*revision.upgrade.operations, *named, *of_table)):
            yield Finding(operation.span, {"name": operation.name, "table": operation.table})


RULE = Rule(
    code="SQA610",
    name="never-validated-constraint",
    impact=Impact.MEDIUM,
    message="{name} on {table} is NOT VALID and no later revision validates it; add one with VALIDATE CONSTRAINT",
    doc=__doc__,
    on=Revision,
    words=frozenset({"AddForeignKey", "AddCheckConstraint"}),
    check=check,
    sources=("S0-7",),
    options=("--sqla-dialects",),
)
