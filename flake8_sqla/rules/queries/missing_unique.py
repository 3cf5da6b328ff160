"""Joined collection read without unique().

A collection that is joined repeats its parent in each row. SQLAlchemy 2.x does not take the repeated parents out by itself: it
raises InvalidRequestError, "The unique() method must be invoked on this Result", when the rows are read.

```python bad
from collections.abc import Sequence

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


def authors(session: Session) -> Sequence[Author]:
    statement = select(Author).options(joinedload(Author.books))  # SQA303
    return session.scalars(statement).all()  # SQA302 "Author.books"
```

```python good
from collections.abc import Sequence

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)


def authors(session: Session) -> Sequence[Author]:
    return session.scalars(select(Author).options(selectinload(Author.books))).all()


def author(session: Session, key: int) -> Author:
    return session.scalars(select(Author).where(Author.id == key).options(joinedload(Author.books))).unique().one()
```

`contains_eager()` joins as `joinedload()` does, and so does a mapping with `lazy="joined"`, also behind a to-one relationship that is
joined. Silent: `first()`, `scalar()`, `session.get()` and legacy queries, which do not raise; options that cannot be read; collections
below a `selectinload()`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.eager_loads import RepeatedRows
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(rows: RepeatedRows, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    method = "a loop" if rows.method == "for" else f"{rows.method}()"
    yield Finding(rows.span, {"method": method, "name": rows.name}, "mapping" if rows.by_mapping else "")


RULE = Rule(
    code="SQA302",
    name="missing-unique",
    impact=Impact.HIGH,
    message="{method} raises: the collection {name} is joined and repeats the rows; call unique() first, or use selectinload()",
    doc=__doc__,
    on=RepeatedRows,
    check=check,
    variants={
        "mapping": '{method} raises: the mapping joins the collection {name} (lazy="joined") and repeats the rows; call unique() first',
    },
    sources=("S3-22", "S3-6", "P26"),
)
