'''Model of the application in a migration.

A revision has to do the same for ever; a model changes with the next release. As soon as it has a column that a later revision adds,
every SELECT of an earlier revision asks for it and fails, on each new machine and in every test that begins with an empty database.
A table with the columns that this revision needs, written into it, stays as it is.

```python bad
"""Spell emails in lower case."""
from alembic import op
from sqlalchemy import func, update

from app.models import User

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute(update(User).where(User.verified.is_(True)).values(email=func.lower(User.email)))  # SQA706 "app.models"


def downgrade() -> None:
    """Nothing to undo."""
```

```python good
"""Spell emails in lower case."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"

users = sa.table("users", sa.column("email"), sa.column("verified"))


def upgrade() -> None:
    op.execute(users.update().where(users.c.verified.is_(True)).values(email=sa.func.lower(users.c.email)))


def downgrade() -> None:
    """Nothing to undo."""
```

Reported once a class, where it is first used as one: in `select`, `update`, `session.query`, `session.add`, or for its `metadata` or
`__table__`. Silent: classes that the revision defines for itself, enums, constants, column types and functions of the application.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.scripts import ModelUse
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(use: ModelUse, context: Context) -> Iterator[Finding]:
    """Report a model of the application."""
    yield Finding(use.span, {"name": use.name, "module": use.module})


RULE = Rule(
    code="SQA706",
    name="model-in-migration",
    impact=Impact.HIGH,
    message="{name} of {module} will have changed when this revision is run again; "
    "write the table it needs into the revision: sa.table(…, sa.column(…))",
    doc=__doc__,
    on=ModelUse,
    check=check,
    sources=("S2-29", "M1H"),
)
