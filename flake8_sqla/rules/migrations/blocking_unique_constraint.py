'''Unique constraint that builds its index under lock.

`ADD CONSTRAINT … UNIQUE` takes ACCESS EXCLUSIVE and builds the index while it holds it: nobody reads or writes the table until it
is done. Built beforehand, unique and concurrently, the index is only taken over, in an instant. Alembic has no keyword for that
(`postgresql_using_index` does not exist and raises), so the second step is SQL.

```python bad
"""Make emails unique."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_unique_constraint("uq_users_email", "users", ["email"])  # SQA605 "users"


def downgrade() -> None:
    op.drop_constraint("uq_users_email", "users", type_="unique")
```

```python good
"""Build the index for unique emails."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("uq_users_email", "users", ["email"], unique=True, postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("uq_users_email", table_name="users", if_exists=True, postgresql_concurrently=True)
```

```python good
"""Make emails unique."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE USING INDEX uq_users_email")


def downgrade() -> None:
    op.drop_constraint("uq_users_email", "users", type_="unique")
```

The constraint owns the index: dropping the one drops the other, hence `if_exists=True` on the way back.

`add_column` with `unique=True` sends the same ADD CONSTRAINT after the column. Silent: tables that the same migration makes, other
databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddUniqueConstraint
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(constraint: AddUniqueConstraint, context: Context) -> Iterator[Finding]:
    """Report a unique constraint that has no index to take over."""
    if constraint.setting.direction != "upgrade" or not context.may_be("postgresql", constraint.setting.branch):
        return
    if constraint.using_index is None and constraint.table_exists_before is True:
        yield Finding(constraint.span, {"table": constraint.table})


RULE = Rule(
    code="SQA605",
    name="blocking-unique-constraint",
    impact=Impact.CRITICAL,
    message="this unique constraint builds its index while it holds {table} ACCESS EXCLUSIVE: readers and writers wait; "
    "build a unique index concurrently, then attach it: ADD CONSTRAINT … UNIQUE USING INDEX",
    doc=__doc__,
    on=AddUniqueConstraint,
    check=check,
    sources=("S0-5", "M1B"),
    options=("--sqla-dialects",),
)
