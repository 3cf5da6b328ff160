'''Revision id used twice.

A migration was copied and its id kept. Alembic warns that the revision is present more than once. It may count it twice among the heads,
and then `alembic upgrade head` fails; what it runs is one of the two files, whichever it reads last: the other never runs.

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a1_users.py
"""Make the table of users."""
import sqlalchemy as sa
from alembic import op

revision = "a1"  # SQA711 "a1_orders.py"
down_revision = None


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("users")
```

```python bad file=migrations/versions/a1_orders.py
"""Make the table of orders."""
import sqlalchemy as sa
from alembic import op

revision = "a1"  # SQA711 "a1_users.py"
down_revision = None


def upgrade() -> None:
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("orders")
```

```python good file=migrations/env.py
"""Alembic's environment."""
```

```python good file=migrations/versions/a1_users.py
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
'''

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from flake8_sqla.facts.migrations import Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report each file that shares its id with another."""
    if not isinstance(revision.revision, str):
        return
    claimants = context.history.by_revision.get(revision.revision, ())
    own = PurePath(context.file.path).name
    others = [PurePath(header.path).name for header in claimants if PurePath(header.path).name != own]
    # A copy in a folder that Alembic may not read (an archive) does no harm.
    if len(claimants) > 1 and (context.history.complete or len({PurePath(header.path).parent for header in claimants}) == 1):
        yield Finding(revision.span, {"revision": revision.revision, "other": others[0] if others else own})


RULE = Rule(
    code="SQA711",
    name="duplicate-revision",
    impact=Impact.HIGH,
    message="{revision} is the id of {other} too: Alembic will run only one of them; give this one an id of its own",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S2-39",),
)
