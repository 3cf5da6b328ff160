'''Dependency on a revision that runs before anyway.

`depends_on` is for revisions of another branch. One that is already an ancestor by `down_revision` runs earlier without being
named; the entry only makes readers look for a branch that is not there.

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a1.py
"""Make the table of users."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("users")
```

```python bad file=migrations/versions/a2.py
"""Make the table of orders."""
import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"
depends_on = "a1"  # SQA712 "a1"


def upgrade() -> None:
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("orders")
```

```python good file=migrations/env.py
"""Alembic's environment."""
```

```python good file=migrations/versions/a1.py
"""Make the table of users."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None
depends_on = None


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("users")
```
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report dependencies among the ancestors."""
    if not isinstance(revision.revision, str) or not isinstance(revision.depends_on, tuple):
        return
    ancestors = context.history.ancestors(revision.revision)
    for dependency in revision.depends_on:
        if dependency in ancestors:
            yield Finding(revision.dependency_span, {"dependency": dependency})


RULE = Rule(
    code="SQA712",
    name="redundant-dependency",
    impact=Impact.LOW,
    message="depends_on {dependency} says nothing: it is an ancestor of this revision already",
    doc=__doc__,
    on=Revision,
    words=frozenset({"depends_on"}),
    check=check,
    sources=("S2-33",),
)
