"""Collection loaded by a join.

`joinedload()` of a collection sends the parent's columns again with each child: a hundred authors with fifty books each make five
thousand rows. Two collections multiply each other. `selectinload()` sends one more query, and every row once.

```python bad
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


def authors(session: Session) -> list[Author]:
    return list(session.scalars(select(Author).options(joinedload(Author.books))).unique())  # SQA303 "selectinload"
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


def authors(session: Session) -> list[Author]:
    return list(session.scalars(select(Author).options(selectinload(Author.books))))
```

Silent: to-one relationships; a statement that asks for one row, by its primary key or by `one()`, `scalar_one_or_none()` and the like, unless
the join goes on from a collection of that row; rows of which `load_only()` leaves one column or two; what cannot be told to be a collection;
tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.eager_loads import EagerLoad
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(load: EagerLoad, context: Context) -> Iterator[Finding]:
    """Report `joinedload()` of collections."""
    if context.file.test or load.strategy != "joinedload" or load.link.is_collection is not True:
        return
    if load.siblings:
        yield Finding(load.span, {"name": load.name, "other": load.siblings[0]}, "product")
    elif not load.single and not load.narrow:
        yield Finding(load.span, {"name": load.name, "parent": load.link.owner.owner})


RULE = Rule(
    code="SQA303",
    name="joined-collection-loading",
    impact=Impact.MEDIUM,
    message="joinedload() of the collection {name} repeats each {parent} for every element; use selectinload()",
    doc=__doc__,
    on=EagerLoad,
    check=check,
    variants={
        "product": "joinedload() of two collections, {name} and {other}, multiplies their rows with each other; use selectinload()",
    },
    sources=("S1-14", "S3-10"),
)
