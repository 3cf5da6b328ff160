'''Tables made behind the migrations' back.

`create_all()` makes what is missing and changes nothing that is there; it notes no revision. On the next upgrade the migration that
creates the same table fails, because it exists. Leave tables to the migrations; a new database is made by `alembic upgrade head`.

```python bad file=alembic.ini
[alembic]
script_location = migrations
```

```python bad file=shop/database.py
from sqlalchemy import Engine
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


def prepare(engine: Engine) -> None:
    Base.metadata.create_all(engine)  # SQA815 "Base.metadata.create_all"
```

```python good file=alembic.ini
[alembic]
script_location = migrations
```

```python good file=shop/database.py
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from shop.models import Base


def prepare(engine: Engine) -> None:
    Base.metadata.create_all(engine)
    command.stamp(Config("alembic.ini"), "head")
```

Silent in projects without Alembic, in tests and scripts, in migrations and env.py, for SQLite in memory, and in files that stamp the database
with the head revision, which is Alembic's own recipe for a new one.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import DirectSchemaChange
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(change: DirectSchemaChange, context: Context) -> Iterator[Finding]:
    """Report the call where it stands."""
    file = context.file
    if change.in_memory or file.test or file.script or file.migration or file.environment:
        return
    if context.project.requirements.uses_alembic:
        yield Finding(change.span, {"call": change.call})


RULE = Rule(
    code="SQA815",
    name="schema-outside-migrations",
    impact=Impact.MEDIUM,
    message="{call} changes the schema without a revision, so the migrations no longer fit it; leave tables to Alembic",
    doc=__doc__,
    on=DirectSchemaChange,
    check=check,
    sources=("S2-28",),
)
