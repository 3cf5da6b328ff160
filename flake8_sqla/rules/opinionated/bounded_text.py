"""Text with a length.

On PostgreSQL VARCHAR(n) and TEXT are stored alike and are equally fast. What the length does is refuse values that are longer, with
an error from the database in the middle of a transaction; to shorten it later rewrites the table. Where the limit is a rule of the
business, a CHECK constraint says so by name, and can be added and replaced without a rewrite.

```python bad
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))  # SQA934 "80"
```

```python good
from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
```

Whose opinion: squawk (`prefer-text-field`) and PostgreSQL's own wiki. What speaks against it: a length is a cheap guard against
nonsense, and MySQL, Oracle and SQL Server want one before they index a column. Silent: projects on other databases than PostgreSQL,
a length that is not a literal or a constant of the file, CHAR (another rule speaks of it), tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.schema import Column
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _length(column: Column) -> int:
    """The length that its type or SQLModel's `max_length=` says; zero where there is none."""
    if column.type is None:
        given = column.keyword("max_length") if column.construct == "Field" and column.python == "builtins.str" else None
        return given.value.value if given is not None and isinstance(given.value, Constant) and isinstance(given.value.value, int) else 0
    found = None if column.type is UNKNOWN else sql_type(column.type)
    if isinstance(found, SqlType) and found.name == "varchar" and found.kind == "plain" and found.arguments and not found.values:
        return found.arguments[0]
    return 0


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Look for a VARCHAR with a length."""
    if context.file.migration or context.file.test or not context.may_be("postgresql"):
        return
    length = _length(column)
    if length:
        yield Finding(column.span, {"owner": column.owner, "attribute": column.attribute, "length": length})


RULE = Rule(
    code="SQA934",
    name="bounded-text",
    impact=Impact.LOW,
    message="{owner}.{attribute} refuses more than {length} characters; write Text, and a CheckConstraint where the limit is meant",
    doc=__doc__,
    on=Column,
    check=check,
    sources=("M1K",),
    options=("--sqla-dialects",),
)
