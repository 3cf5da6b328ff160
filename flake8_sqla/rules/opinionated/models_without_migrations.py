"""Models whose tables nothing migrates.

`create_all()` makes tables that are missing, and never changes one that is there. A project without migrations has no way to add a
column to a table with rows but by hand, on each database, from memory.

```python bad file=pyproject.toml
[project]
name = "shop"
dependencies = ["sqlalchemy>=2.0"]
```

```python bad file=shop/models.py
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):  # SQA939 "Base"
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python good file=pyproject.toml
[project]
name = "shop"
dependencies = ["sqlalchemy>=2.0", "alembic"]
```

```python good file=shop/models.py
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
```

Reported once, at the first declarative base (or Flask-SQLAlchemy's `db`) by path. Migrations are: Alembic or Flask-Migrate among the dependencies, an
alembic.ini, a folder of migrations with Python or SQL files in it anywhere in the project, another tool's configuration.

Whose opinion: guides that want every change of a schema to go through Alembic. What speaks against it: a cache that may be thrown
away, a library that leaves the tables to its users, a database that another program owns. Silent: tests, scripts and examples,
projects whose dependency files do not name SQLAlchemy, SQLModel, whose base is not the project's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import DeclaredBase
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(base: DeclaredBase, context: Context) -> Iterator[Finding]:
    """Report the first base of a project that has no migrations."""
    if context.file.test or context.file.script or context.file.migration or not context.project.requirements.stated:
        return
    if not context.project.migrates and context.is_first(base):
        yield Finding(base.span, {"base": base.name})


RULE = Rule(
    code="SQA939",
    name="models-without-migrations",
    impact=Impact.LOW,
    message="nothing in the project migrates the tables of {base}: a column added to a model reaches no existing database; set up Alembic",
    doc=__doc__,
    on=DeclaredBase,
    check=check,
    sources=("S3-35",),
)
