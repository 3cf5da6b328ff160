'''Second revision without a parent.

A history begins once. A second revision with `down_revision = None` starts another one beside it, usually because the parent was
forgotten: its tables may be made before those they refer to, and `alembic downgrade` cannot find the way.

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


def upgrade() -> None:
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("orders")
```

```python bad file=migrations/versions/b1.py
"""Make the table of invoices."""
import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = None  # SQA710 "a1"


def upgrade() -> None:
    op.create_table("invoices", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("invoices")
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


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("users")
```

The root with most revisions behind it is taken for the oldest and is silent. So are branches that are labelled apart.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a root that is not the oldest."""
    history = context.history
    if not history.complete or revision.down_revision not in (None, ()) or len(history.roots) < 2:
        return
    own = next((root for root in history.roots if root.revision == revision.revision), None)
    oldest = history.oldest_root
    if own is None or own.revision == oldest.revision or history.are_apart(history.labels_of(own), history.labels_of(oldest)):
        return
    yield Finding(revision.parents_span, {"revision": own.revision, "oldest": oldest.revision})


RULE = Rule(
    code="SQA710",
    name="multiple-roots",
    impact=Impact.MEDIUM,
    message="{revision} starts a second history beside that of {oldest}; give it the revision it follows as down_revision",
    doc=__doc__,
    on=Revision,
    words=frozenset({"root"}),
    check=check,
    sources=("S2-32",),
)
