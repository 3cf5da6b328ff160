"""Index outside of its class.

An index that is made behind the class is a part of the table all the same, but whoever reads the class does not see it, and one
that stands in another place is lost when that is no longer imported.

```python bad
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


Index("ix_users_name", User.name)  # SQA910 "User"
```

```python good
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    __table_args__ = (Index("ix_users_name", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
```

Whose opinion: guides that want all of a table in `__table_args__`. What speaks against it: an index on an expression is easier to
write where the class's attributes are there; SQLAlchemy's documentation shows both. Silent: children in single-table inheritance, which
can have no `__table_args__` with columns of their own, tables made by `Table(…)`, tests,
migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for indexes of a class that stand alone."""
    if context.file.migration or context.file.test or table.model is None:
        return
    for key in table.keys:
        if key.kind == "index" and key.origin == "standing":
            yield Finding(key.span, {"owner": table.owner})


RULE = Rule(
    code="SQA910",
    name="index-outside-table-args",
    impact=Impact.LOW,
    message="an index of {owner} stands outside of the class; put it into __table_args__",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    sources=("S1-10",),
)
