'''Check constraint that reads the table under lock.

Adding a check takes ACCESS EXCLUSIVE and reads every row before it lets go: nobody reads or writes the table meanwhile. With NOT VALID
there is nothing to read; a later `VALIDATE CONSTRAINT` reads under a lock that lets everybody pass. The two need two transactions.

```python bad
"""Prices are positive."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_check_constraint("ck_products_price", "products", "price > 0")  # SQA608 "products"


def downgrade() -> None:
    op.drop_constraint("ck_products_price", "products", type_="check")
```

```python good
"""Prices are positive."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_check_constraint("ck_products_price", "products", "price > 0", postgresql_not_valid=True)


def downgrade() -> None:
    op.drop_constraint("ck_products_price", "products", type_="check")
```

```python good
"""Check the prices there are."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE products VALIDATE CONSTRAINT ck_products_price")


def downgrade() -> None:
    """A constraint that was checked need not be unchecked."""
```

A check that comes with a column of `add_column`, as a `CheckConstraint` or by `Enum(native_enum=False, create_constraint=True)`, reads
the whole table as well. Silent: tables that the same migration makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddCheckConstraint
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(constraint: AddCheckConstraint, context: Context) -> Iterator[Finding]:
    """Report a check that reads the rows there are."""
    if constraint.setting.direction != "upgrade" or not context.may_be("postgresql", constraint.setting.branch):
        return
    if constraint.not_valid is False and constraint.table_exists_before is True:
        yield Finding(constraint.span, {"table": constraint.table}, "column" if constraint.setting.spelling == "column" else "")


RULE = Rule(
    code="SQA608",
    name="blocking-check-constraint",
    impact=Impact.CRITICAL,
    message="adding this check reads {table} while it is locked ACCESS EXCLUSIVE: readers and writers wait; "
    "add it with postgresql_not_valid=True, validate it in a later revision",
    doc=__doc__,
    on=AddCheckConstraint,
    check=check,
    variants={
        "column": "a check inside add_column reads the whole of {table} while it is locked ACCESS EXCLUSIVE; "
        "add the column alone, then the check with postgresql_not_valid=True"
    },
    sources=("S0-9", "M1B"),
    options=("--sqla-dialects",),
)
