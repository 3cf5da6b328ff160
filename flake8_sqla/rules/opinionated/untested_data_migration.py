'''Migration of rows that no test tries on rows.

A test that upgrades an empty database finds wrong names. What a migration does to rows it cannot find: the UPDATE that meets NULL, the
cast that meets a letter, the DELETE that takes too much. Such a test upgrades to the revision before, inserts rows like those in
production, upgrades further, and looks at them.

```python bad file=tests/test_orders.py
def test_total() -> None:
    assert sum([1, 2]) == 3
```

```python bad file=migrations/versions/a1_round.py
"""Round the prices of all orders."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.execute("UPDATE orders SET price = round(price) WHERE price <> round(price)")


def downgrade() -> None:
    """Irreversible: what was rounded off is gone."""
```

```python bad file=migrations/env.py
"""Alembic's environment."""  # SQA925 "a1_round.py"
from alembic import context

from shop.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
```

```python good file=tests/test_migrations.py
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text


def test_prices_are_rounded(engine: Engine) -> None:
    command.upgrade(Config("alembic.ini"), "a0")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO orders (price) VALUES (1.25)"))
    command.upgrade(Config("alembic.ini"), "a1")
    command.downgrade(Config("alembic.ini"), "base")
```

Reported once, on the first line of env.py, with the first revision that updates or deletes rows or copies them. The words of the tests
are taken generously: a test file that speaks of migrations, upgrades twice and writes rows is believed, and so are pytest-alembic's
ways to bring rows.

Whose opinion: guides that ask for production-like data; pytest-alembic has a page on it. What speaks against it: such a test is
written for one run, and a dump of production tells more than rows one has thought of. Silent: projects without tests, revisions that
only fill tables they made.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report the first revision that changes rows, where no test brings any."""
    revision = context.surroundings.read_untried_data()
    if revision:
        yield Finding(FILE_START, {"revision": revision})


RULE = Rule(
    code="SQA925",
    name="untested-data-migration",
    impact=Impact.LOW,
    message="{revision} changes rows, and no test takes rows through a migration; upgrade to the revision before it, insert some, go on",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    sources=("S2-26",),
)
