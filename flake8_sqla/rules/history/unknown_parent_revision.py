'''Revision whose parent does not exist.

`down_revision` or `depends_on` names a revision that no file of the environment has, mostly because a branch was merged without it
or a file was renamed by hand. Alembic cannot build the graph: every command fails with a KeyError or says that it cannot locate the
revision. A revision that comes before itself fails just so.

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

```python bad file=migrations/versions/a3.py
"""Make the table of invoices."""
import sqlalchemy as sa
from alembic import op

revision = "a3"
down_revision = "a2"  # SQA708 "a2"


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

The revisions of an environment are the files below the folder of its env.py, and below the `version_locations` of alembic.ini.
Silent where one of them cannot be read, or has an id that is not literal.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report parents and dependencies that are nowhere, and a revision among its own ancestors."""
    history = context.history
    if not history.complete or not isinstance(revision.revision, str):
        return
    for parent in revision.down_revision if isinstance(revision.down_revision, tuple) else ():
        if parent not in history.by_revision:
            yield Finding(revision.parents_span, {"name": "down_revision", "parent": parent})
    for parent in revision.depends_on if isinstance(revision.depends_on, tuple) else ():
        if not history.resolves(parent):
            yield Finding(revision.dependency_span, {"name": "depends_on", "parent": parent})
    if history.follows_itself(revision.revision):
        yield Finding(revision.parents_span, {"revision": revision.revision}, "cycle")


RULE = Rule(
    code="SQA708",
    name="unknown-parent-revision",
    impact=Impact.HIGH,
    message="{name} names {parent}, which no revision of this environment is; every alembic command will fail",
    doc=__doc__,
    on=Revision,
    check=check,
    variants={"cycle": "{revision} comes before itself by its chain of down_revision and depends_on; every alembic command will fail"},
    sources=("S2-39",),
)
