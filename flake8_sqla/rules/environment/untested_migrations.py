'''Migrations that no test runs.

A migration is code that runs once, in production, on data that cannot be brought back. The simplest test of all migrations upgrades an
empty database to the head and downgrades it again; it finds names that are wrong, objects that are left behind, and revisions out of order.
`pytest-alembic` brings such tests ready made.

```python bad file=tests/test_orders.py
def test_total() -> None:
    assert sum([1, 2]) == 3
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

```python bad file=migrations/env.py
"""Alembic's environment."""  # SQA813 "no test"
from alembic import context

from shop.models import Base


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=tests/test_migrations.py
from alembic import command
from alembic.config import Config


def test_there_and_back() -> None:
    command.upgrade(Config("alembic.ini"), "head")
    command.downgrade(Config("alembic.ini"), "base")
```

Reported once, on the first line of env.py (of several with revisions, of the first by path). Silent where there are no tests or no
revisions at all, and where the automation (workflows, Makefile, tox, shell scripts) speaks of running them.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report what nothing in the project tests."""
    untested = context.surroundings.read_untested()
    if untested:
        yield Finding(FILE_START, variant="downgrades" if untested == "downgrades" else "")


RULE = Rule(
    code="SQA813",
    name="untested-migrations",
    impact=Impact.MEDIUM,
    message="no test of the project runs the migrations; upgrade an empty database to the head in one, and downgrade it again",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    variants={"downgrades": "the migrations are run forwards only; downgrade the database in a test too"},
    sources=("S2-34",),
)
