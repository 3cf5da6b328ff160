"""Two relationships that face each other and do not know it.

`Author.books` and `Book.author` are two ends of one thing. Where only one of them names the other, SQLAlchemy keeps them in step one way
only: here `author.books.append(book)` sets `book.author`, but `book.author = author` puts no book into `author.books` until it is loaded
anew. Where neither names the other both write the same column, which it warns of.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship()  # SQA228 "books"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")
```

Where neither names the other the later one is reported. Silent: `viewonly`, `overlaps`, `backref`, joins of one's own, and pairs of tables
with several relationships or keys between them, where it is not certain which of them face each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.models import RelationshipDefinition
from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule

_OWN_WAYS = ("viewonly", "overlaps", "backref", "primaryjoin", "secondary", "foreign_keys", "sync_backref")


def _named(relationship: RelationshipDefinition) -> str:
    argument = relationship.keyword("back_populates")
    return argument.value.value if argument is not None and isinstance(argument.value, Constant) and isinstance(argument.value.value, str) else ""


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Report the end that does not name the other."""
    own = link.relationship
    if link.is_self_referential or len(link.local) + len(link.remote) != 1 or own.keyword("back_populates") is not None:
        return
    facing = [other for other in link.target.relationships if other.target_name == link.owner.owner]
    siblings = [other for other in link.owner.relationships if other.target_name == link.target.owner]
    if len(facing) != 1 or len(siblings) != 1:
        return
    other = facing[0]
    if any(end.has_starred or end.by_function or any(end.keyword(name) for name in _OWN_WAYS) for end in (own, other)):
        return
    named = _named(other)
    if named == own.attribute or (other.keyword("back_populates") is None and other.span < own.span):
        values = {"owner": link.owner.owner, "attribute": own.attribute, "other": f"{link.target.owner}.{other.attribute}", "name": other.attribute}
        yield Finding(own.span, values, "" if named else "neither")


RULE = Rule(
    code="SQA228",
    name="missing-back-populates",
    impact=Impact.HIGH,
    message='{other} names {owner}.{attribute}, but not the other way round: changes here do not show there; add back_populates="{name}"',
    doc=__doc__,
    on=Link,
    words=frozenset({"one key"}),
    check=check,
    variants={
        "neither": "{owner}.{attribute} and {other} face each other and both write one key; give each the other's name: "
        'back_populates="{name}" here'
    },
    sources=("S3-7", "P28"),
)
