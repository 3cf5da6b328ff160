"""Relationship that asynchronous code reads and nothing loaded.

Reading a relationship that is not loaded sends a query, which nobody awaits in asynchronous code: SQLAlchemy raises `MissingGreenlet`.
Load what is read along with the object, refresh it by name, or read it through `awaitable_attrs`.

```python bad
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


async def keys(session: AsyncSession) -> list[int]:
    return [book.id for author in await session.scalars(select(Author)) for book in author.books]  # SQA416 "selectinload(Author.books)"
```

```python good
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


class Base(AsyncAttrs, DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


async def keys(session: AsyncSession) -> list[int]:
    authors = await session.scalars(select(Author).options(selectinload(Author.books)))
    return [book.id for author in authors for book in author.books]


async def count(session: AsyncSession, key: int) -> int:
    author = await session.get_one(Author, key)
    return len(await author.awaitable_attrs.books)
```

Objects count that an asynchronous session of this file loads or has flushed, and those of another file's functions and repositories whose
annotations name their class; they are followed into functions of the same file. Assigning a collection reads what it held before.

Silent: what the statement or the mapping loads (`lazy="selectin"`, …) or refuses (`"raise"`); options that cannot be read; `run_sync`;
to-one relationships whose object the function already has; functions that may load more (an option that names the relationship, an
awaited call with the object); tests, which would have failed.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.flushed_objects import unloaded_after_flush
from flake8_sqla.facts.object_use import ObjectUse
from flake8_sqla.facts.relationship_reads import RelationshipRead
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: RelationshipRead | ObjectUse, context: Context) -> Iterator[Finding]:
    """Report the first read of each relationship that nothing loaded."""
    if context.file.test or context.file.migration:
        return
    if isinstance(fact, RelationshipRead):
        yield from _of_loaded(fact)
    elif fact.asynchronous:
        for event in unloaded_after_flush(fact, context.models):
            yield Finding(event.span, {"owner": fact.name, "attribute": event.attribute}, "made")


def _of_loaded(read: RelationshipRead) -> Iterator[Finding]:
    if not (read.in_async and read.by_async and read.first) or read.perhaps_loaded or read.at_hand or read.is_loaded is not False:
        return
    if not read.assigned or read.link.is_collection is True:
        there = f" in {read.giver}()" if read.giver else ""
        values = {"read": f"{read.owner}.{read.attribute}", "option": read.option, "function": read.inside, "there": there}
        yield Finding(read.span, values, "handed" if read.inside else "assigned" if read.assigned else "got" * (read.origin == "got"))


RULE: Rule[RelationshipRead | ObjectUse] = Rule(
    code="SQA416",
    name="async-lazy-load",
    impact=Impact.CRITICAL,
    message="{read} is not loaded, and raises MissingGreenlet in asynchronous code; load it with the rows{there}: .options({option})",
    doc=__doc__,
    on=(RelationshipRead, ObjectUse), words=frozenset({"asynchronous"}), check=check,
    variants={
        "got": "{read} is not loaded, and raises MissingGreenlet in asynchronous code; load it with the object{there}: options=[{option}]",
        "assigned": "assigning {read} first reads what it held, which raises MissingGreenlet in asynchronous code; load it: {option}",
        "handed": "{function}() reads {read}, which is not loaded and raises MissingGreenlet in asynchronous code; load it: {option}",
        "made": "{owner}.{attribute} is not loaded, and raises MissingGreenlet in asynchronous code; "
        'give it to the class, or await session.refresh({owner}, ["{attribute}"])',
    },
    sources=("S3-21", "P62"),
)
