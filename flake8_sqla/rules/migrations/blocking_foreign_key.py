'''Foreign key that is checked while both tables are locked.

Adding a foreign key takes SHARE ROW EXCLUSIVE on the table and on the one it references, and scans the first to check every row:
writers of both wait. With NOT VALID there is no scan, so the locks last an instant; a later `VALIDATE CONSTRAINT` scans under a lock
that lets readers and writers pass. The two need two transactions: in one, the first lock is held through the scan.

```python bad
"""Orders belong to users."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_foreign_key("fk_orders_user", "orders", "users", ["user_id"], ["id"])  # SQA607 "orders and users"


def downgrade() -> None:
    op.drop_constraint("fk_orders_user", "orders", type_="foreignkey")
```

```python good
"""Orders belong to users."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_foreign_key("fk_orders_user", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)


def downgrade() -> None:
    op.drop_constraint("fk_orders_user", "orders", type_="foreignkey")
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

A column added with a foreign key is worse: Alembic sends ADD COLUMN and then a validated ADD FOREIGN KEY, which scans the table
while it is locked ACCESS EXCLUSIVE.

```python bad
"""Orders belong to users."""
import sqlalchemy as sa
from alembic import op

revision = "a3"
down_revision = "a2"


def upgrade() -> None:
    op.add_column("orders", sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id")))  # SQA607 "ACCESS EXCLUSIVE"


def downgrade() -> None:
    op.drop_column("orders", "user_id")
```

A partitioned table takes a NOT VALID key from PostgreSQL 18 on. Before, add it so to each partition and validate it there: the key of the
whole takes those over, and reads nothing.

Silent: tables that the same migration makes, other databases than PostgreSQL, downgrades, and a nullable column without default
added with `inline_references=True` (Alembic 1.18.2), where there is nothing to scan.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddForeignKey, TableName
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(key: AddForeignKey, context: Context) -> Iterator[Finding]:
    """Report a foreign key that checks the rows there are."""
    if key.setting.direction != "upgrade" or not context.may_be("postgresql", key.setting.branch):
        return
    if key.not_valid is not False or key.new_empty_column is not False or key.table_exists_before is not True:
        return
    tables = f"{key.table} and {key.references}" if isinstance(key.references, TableName) and key.references != key.table else f"{key.table}"
    yield Finding(key.span, {"tables": tables, "table": key.table}, "column" if key.setting.spelling == "column" else "")


RULE = Rule(
    code="SQA607",
    name="blocking-foreign-key",
    impact=Impact.CRITICAL,
    message="this foreign key locks {tables} SHARE ROW EXCLUSIVE while every row is checked: their writers wait; "
    "add it with postgresql_not_valid=True, validate it in a later revision",
    doc=__doc__,
    on=AddForeignKey,
    check=check,
    variants={
        "column": "ForeignKey inside add_column scans {table} while it is locked ACCESS EXCLUSIVE: readers and writers wait; "
        "add the column alone, then the key with postgresql_not_valid=True"
    },
    sources=("S0-6", "M1B"),
    options=("--sqla-dialects",),
)
