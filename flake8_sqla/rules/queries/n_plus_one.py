"""One query for each row (N+1).

A relationship that nothing loaded is loaded when it is read: one query more for each row of the loop. A page of a hundred authors
takes a hundred and one round trips to the database, and nobody sees it until the tables have grown.

```python bad
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)
    author: Mapped[Author] = relationship(back_populates="books")


def titles(session: Session) -> list[str]:
    return [book.title for author in session.scalars(select(Author)) for book in author.books]  # SQA301 "selectinload(Author.books)"


def lines(session: Session) -> list[str]:
    return [f"{book.title} by {book.author.name}" for book in session.scalars(select(Book))]  # SQA301 "joinedload(Book.author)"
```

```python good
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)
    author: Mapped[Author] = relationship(back_populates="books")


def titles(session: Session) -> list[str]:
    authors = session.scalars(select(Author).options(selectinload(Author.books)))
    return [book.title for author in authors for book in author.books]


def lines(session: Session) -> list[str]:
    return [f"{book.title} by {book.author.name}" for book in session.scalars(select(Book).options(joinedload(Book.author)))]
```

A to-one relationship costs one query for each *different* object it leads to: an object that the session holds already is not asked for
again. Rows that are handed to a function of the same file are followed into it.

Silent: relationships that the statement (`selectinload`, `joinedload`, `subqueryload`, `contains_eager`, …, also chained) or the mapping
(`lazy="selectin"`) loads; statements with options that cannot be read; the way back (`for book in author.books: book.author`); a
statement that asks for the rows of one parent; tests and migrations; asynchronous code, where reading raises (SQA416).
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.relationship_reads import RelationshipRead
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(read: RelationshipRead, context: Context) -> Iterator[Finding]:
    """Report relationships read on another row each time, which nothing loaded."""
    if context.file.test or context.file.migration or read.in_async or read.by_async or read.assigned:
        return
    if not read.first or not read.repeated or read.at_hand or read.perhaps_loaded or read.is_loaded is not False:
        return
    to_one = read.link.is_collection is False
    values = {
        "read": f"{read.owner}.{read.attribute}",
        "model": read.model,
        "target": read.link.target.owner,
        "option": read.option,
        "function": read.inside,
        "there": f" in {read.giver}()" if read.giver else "",
    }
    yield Finding(read.span, values, "handed" if read.inside else "to-one" if to_one else "")


RULE = Rule(
    code="SQA301",
    name="n-plus-one",
    impact=Impact.HIGH,
    message="{read} sends one query for each {model}; load it with the rows{there}: .options({option})",
    doc=__doc__,
    on=RelationshipRead,
    check=check,
    variants={
        "to-one": "{read} sends one query for each different {target}; load it with the rows{there}: .options({option})",
        "handed": "{function}() reads {read}: one query for each row; load it with the rows{there}: .options({option})",
    },
    sources=("S1-13", "S3-5", "P101"),
)
