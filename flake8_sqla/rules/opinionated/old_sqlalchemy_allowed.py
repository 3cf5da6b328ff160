"""Dependency that admits SQLAlchemy 1.x.

`Mapped`, `mapped_column` and the typed results came with 2.0. A project that states `sqlalchemy>=1.4`, or no version at all, may be
installed with a release for which its own code does not run; and as long as 1.4 is admitted nobody can rely on what 2.0 brings.

```python bad file=pyproject.toml
[project]
name = "shop"
dependencies = ["sqlalchemy>=1.4", "alembic"]
```

```python bad file=shop/models.py
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):  # SQA945 "from 1.4 on"
    pass
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

Reported once, at the first declarative base (or Flask-SQLAlchemy's `db`) by path: flake8 reads Python only. Where several files speak of SQLAlchemy
(`pyproject.toml`, `setup.cfg`, `setup.py`, `Pipfile`, requirements), the strictest counts.

Whose opinion: guides that are for SQLAlchemy 2.0 alone. What speaks against it: a library serves its users longer if it runs on both,
and an application's lock file pins the version anyway. Silent where no file names SQLAlchemy, in tests, scripts and examples.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import DeclaredBase
from flake8_sqla.rule import Context, Finding, Impact, Rule

_WANTED = (2,)


def check(base: DeclaredBase, context: Context) -> Iterator[Finding]:
    """Report the first base of a project whose dependencies admit a release before 2.0."""
    required = context.project.requirements
    if not required.stated or required.lowest >= _WANTED or context.file.test or context.file.script or context.file.migration:
        return
    if not context.is_first(base):
        return
    version = ".".join(map(str, required.lowest))
    yield Finding(base.span, {"version": version}, "" if any(required.lowest) else "unbounded")


RULE = Rule(
    code="SQA945",
    name="old-sqlalchemy-allowed",
    impact=Impact.LOW,
    message="the project's dependencies admit SQLAlchemy from {version} on; require sqlalchemy>=2.0",
    doc=__doc__,
    on=DeclaredBase,
    check=check,
    variants={"unbounded": "the project's dependencies admit every version of SQLAlchemy; require sqlalchemy>=2.0"},
    sources=("S3-40",),
)
