'''Exclusion constraint on a table in use.

An exclusion constraint builds its index under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done. PostgreSQL knows no
NOT VALID for it, and takes no index that was built before. It belongs to a table from its birth; on a large one it wants a window, or a
new table that the rows move to.

```python bad
"""Bookings must not overlap."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_exclude_constraint("ex_bookings", "bookings", ("room_id", "="), ("period", "&&"), using="gist")  # SQA617 "bookings"


def downgrade() -> None:
    op.drop_constraint("ex_bookings", "bookings")
```

```python good
"""Bookings that cannot overlap; a job moves the old ones."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSRANGE, ExcludeConstraint

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_table(
        "bookings_without_overlap",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("period", TSRANGE(), nullable=False),
        ExcludeConstraint(("room_id", "="), ("period", "&&"), name="ex_bookings_without_overlap", using="gist"),
    )


def downgrade() -> None:
    op.drop_table("bookings_without_overlap")
```

Silent: tables that the same migration makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddExcludeConstraint
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(constraint: AddExcludeConstraint, context: Context) -> Iterator[Finding]:
    """Report an exclusion constraint on a table that was there before."""
    if constraint.setting.direction != "upgrade" or not context.may_be("postgresql", constraint.setting.branch):
        return
    if constraint.table_exists_before is True:
        yield Finding(constraint.span, {"table": constraint.table})


RULE = Rule(
    code="SQA617",
    name="blocking-exclude-constraint",
    impact=Impact.HIGH,
    message="this exclusion constraint builds its index while it holds {table} ACCESS EXCLUSIVE, and there is no other way to add it; "
    "add it in a window, or move the rows to a new table that has it",
    doc=__doc__,
    on=AddExcludeConstraint,
    check=check,
    sources=("M1B",),
    options=("--sqla-dialects",),
)
