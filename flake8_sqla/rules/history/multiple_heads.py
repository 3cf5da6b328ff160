'''Two revisions that both claim to be the last.

Two branches were merged that each brought a migration with the same parent. `alembic upgrade head` refuses to choose and fails,
in production as on every developer's machine. `alembic merge heads` writes the revision that joins them; where one of them has not
run anywhere yet, giving it the other as `down_revision` is simpler. (Their common parent is left out here.)

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a2.py
"""Make the table of orders."""
import sqlalchemy as sa
from alembic import op

revision = "a2"  # SQA709 "a3"
down_revision = "a1"


def upgrade() -> None:
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("orders")
```

```python bad file=migrations/versions/a3.py
"""Make the table of invoices."""
import sqlalchemy as sa
from alembic import op

revision = "a3"  # SQA709 "a2"
down_revision = "a1"


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

```python good file=migrations/versions/a2.py
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

Silent for heads of branches that are labelled apart (`branch_labels`), which are meant to stay apart, and where a revision of the
environment cannot be read.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report this revision where it is a head and another head is on the same branch."""
    history = context.history
    if not history.complete or revision.revision in history.children or len(history.heads) < 2:
        return
    own = next((head for head in history.heads if head.revision == revision.revision), None)
    if own is None:
        return
    labels = history.labels_of(own)
    rivals = [head.revision for head in history.heads if head.revision != own.revision and not history.are_apart(labels, history.labels_of(head))]
    if rivals:
        yield Finding(revision.span, {"revision": own.revision, "rivals": ", ".join(rivals[:3])})


RULE = Rule(
    code="SQA709",
    name="multiple-heads",
    impact=Impact.HIGH,
    message="{revision} is a head beside {rivals}: `alembic upgrade head` fails; merge them, or give one the other as down_revision",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S2-32", "M1J"),
)
