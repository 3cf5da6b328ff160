"""Something read from the database behind the session's end.

What a session loaded outlives it, but only what was loaded: a relationship that was not read raises `DetachedInstanceError` once the
session is closed, a column that a commit expired does too, and a result that nobody has read raises when it is. Load what is needed in
the session's block, and leave it with lists and values.

```python bad
from sqlalchemy import Engine, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


def count(engine: Engine, key: int) -> int:
    with Session(engine) as session:
        author = session.get_one(Author, key)
    return len(author.books)  # SQA418 "selectinload(Author.books)"


def create(engine: Engine) -> int:
    with Session(engine) as session:
        author = Author()
        session.add(author)
        session.commit()
    return author.id  # SQA418 "author.id"
```

```python good
from sqlalchemy import Engine, ForeignKey
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


def count(engine: Engine, key: int) -> int:
    with Session(engine) as session:
        author = session.get_one(Author, key, options=[selectinload(Author.books)])
    return len(author.books)
```

Silent: relationships that the statement, the mapping or an earlier read loaded; objects that a session gets again (`add`, `merge`);
asynchronous sessions, which fetch whole results (their relationships are SQA416's); results of columns; tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expired_objects import read_when_detached
from flake8_sqla.facts.object_use import ObjectUse
from flake8_sqla.facts.relationship_reads import RelationshipRead
from flake8_sqla.facts.results import ClosedResult
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: RelationshipRead | ObjectUse | ClosedResult, context: Context) -> Iterator[Finding]:
    """Report what is read too late."""
    if context.file.test or context.file.migration:
        return
    if isinstance(fact, ClosedResult):
        yield Finding(fact.span, {"model": fact.model}, "result")
    elif isinstance(fact, RelationshipRead):
        if fact.detached and fact.first and not fact.perhaps_loaded and not fact.assigned and fact.is_loaded is False:
            yield Finding(fact.span, {"read": f"{fact.owner}.{fact.attribute}", "option": fact.option})
    elif not fact.asynchronous and fact.expires and (event := read_when_detached(fact, context.models)) is not None:
        yield Finding(event.span, {"read": f"{fact.name}.{event.attribute}", "object": fact.name}, "expired")


RULE: Rule[RelationshipRead | ObjectUse | ClosedResult] = Rule(
    code="SQA418",
    name="detached-lazy-load",
    impact=Impact.HIGH,
    message="the session of {read} is closed, and reading it raises DetachedInstanceError; load it with the object: {option}",
    doc=__doc__,
    on=(RelationshipRead, ObjectUse, ClosedResult),
    words=frozenset({"expires"}),
    check=check,
    variants={
        "expired": "the commit expired {read} and the session is closed: it raises DetachedInstanceError; read it in the block",
        "result": "these rows of {model} are fetched when the session is closed, which raises; read them in the block: .all()",
    },
    sources=("P87",),
)
