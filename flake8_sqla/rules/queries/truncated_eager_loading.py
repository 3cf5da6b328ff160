"""Collection cut off by LIMIT.

`contains_eager()` fills a collection from the rows of the statement's own join. A `limit()` counts these rows, not the parents: the
last parent gets only a part of its collection, and nothing tells that some is missing.

```python bad
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, contains_eager, mapped_column, relationship


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


def page(session: Session) -> list[Author]:
    statement = select(Author).join(Author.books).options(contains_eager(Author.books))  # SQA304 "limit"
    return list(session.scalars(statement.order_by(Author.id).limit(20)).unique())
```

```python good
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


def page(session: Session) -> list[Author]:
    return list(session.scalars(select(Author).options(selectinload(Author.books)).order_by(Author.id).limit(20)))
```

Silent: to-one relationships, `limit(None)`, what cannot be told to be a collection, a limit within a subquery.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.eager_loads import EagerLoad
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(load: EagerLoad, context: Context) -> Iterator[Finding]:
    """Report `contains_eager()` of collections in statements that are cut off."""
    if load.strategy == "contains_eager" and load.limit and load.link.is_collection is True:
        yield Finding(load.span, {"name": load.name, "limit": load.limit})


RULE = Rule(
    code="SQA304",
    name="truncated-eager-loading",
    impact=Impact.MEDIUM,
    message="{limit}() counts joined rows: contains_eager() loads only a part of {name}; load it with selectinload()",
    doc=__doc__,
    on=EagerLoad,
    check=check,
    sources=("P117",),
)
