"""Column without a comment.

A comment is stored in the database: whoever looks at the table from a console, a report or a data catalogue reads there what the
column means. Docstrings and `doc=` stay in Python.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True, comment="given out by the database")
    quota: Mapped[int] = mapped_column()  # SQA902 "quota"
    score: Mapped[int]  # SQA902 "score"
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True, comment="given out by the database")
    quota: Mapped[int] = mapped_column(comment="in bytes")
```

Whose opinion: flake8-sqlalchemy's SQA200, which this rule replaces. What speaks against it: most columns are told by their names,
comments that say the same again help nobody, each change of one is a migration, and SQLite stores none. Silent: columns whose
arguments may come from elsewhere (`**options`, an alias from another module), projects that run on SQLite alone, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Column
from flake8_sqla.rule import Context, Finding, Impact, Rule

_STORING = ("postgresql", "mysql", "mariadb", "oracle", "mssql")


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Look for `comment=`."""
    if context.file.migration or context.file.test or not any(map(context.may_be, _STORING)):
        return
    if column.own and column.lacks("comment"):
        yield Finding(column.span, {"owner": column.owner, "attribute": column.attribute})


RULE = Rule(
    code="SQA902",
    name="column-without-comment",
    impact=Impact.LOW,
    message="{owner}.{attribute} has no comment in the database; add comment=",
    doc=__doc__,
    on=Column,
    check=check,
    sources=("flake8-sqlalchemy SQA200",),
    options=("--sqla-dialects",),
)
