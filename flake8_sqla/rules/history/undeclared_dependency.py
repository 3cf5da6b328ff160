'''Table of another branch, without `depends_on`.

Branches have no order among themselves: Alembic may run either first. A revision that changes a table which only another branch makes
works where that branch happens to have run, and fails on the next new database. `depends_on` says what has to run before.

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a1.py
"""Users of the shop."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None
branch_labels = ("shop",)


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.BigInteger(), primary_key=True))


def downgrade() -> None:
    op.drop_table("users")
```

```python bad file=migrations/versions/b1.py
"""Users have a plan."""
import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = None
branch_labels = ("billing",)


def upgrade() -> None:
    op.add_column("users", sa.Column("plan", sa.Text()))  # SQA713 "made by a1"


def downgrade() -> None:
    op.drop_column("users", "plan")
```

```python good
"""Users have a plan."""
import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = None
branch_labels = ("billing",)
depends_on = "a1"


def upgrade() -> None:
    op.add_column("users", sa.Column("plan", sa.Text()))


def downgrade() -> None:
    op.drop_column("users", "plan")
```

Silent: histories without branches, tables that no revision makes, or that one makes which runs before this one for certain.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import CreateTable, DropTable, OtherCommand, Operation, Revision, TableName
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _needed(operation: Operation) -> list[TableName]:
    """The tables that have to be there for an operation."""
    found: list[object] = []
    if not isinstance(operation, (CreateTable, DropTable, OtherCommand)) and operation.table_exists_before is True:
        found.append(operation.table)
    if isinstance(operation, CreateTable):
        found.extend(reference.table for reference in operation.references)
    else:
        found.append(getattr(operation, "references", None))
    return [table for table in found if isinstance(table, TableName)]


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first operation on each table that only another branch makes."""
    history, own = context.history, revision.revision
    if not isinstance(own, str) or history.is_one_line:
        return
    made = {operation.table for operation in revision.upgrade.operations if isinstance(operation, CreateTable)}
    for operation in revision.upgrade.operations:
        if operation.setting.conditional:
            continue
        for table in _needed(operation):
            if table in made:
                continue
            made.add(table)
            makers = history.makers(table)
            if makers and not any(maker == own or history.runs_before(maker, own) for maker in makers):
                apart = [maker for maker in makers if not history.runs_before(own, maker)]
                if apart:
                    yield Finding(operation.span, {"table": table, "maker": apart[0]})


RULE = Rule(
    code="SQA713",
    name="undeclared-dependency",
    impact=Impact.MEDIUM,
    message='{table} is made by {maker}, on a branch that need not have run before this one; say depends_on = "{maker}"',
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S2-33",),
)
