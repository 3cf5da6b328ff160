"""`delete-orphan` on the wrong side.

An orphan is a child without its one parent. On the side of the child, or where each has many of the other, SQLAlchemy cannot tell who is whose
and raises ArgumentError at the first query. The cascade belongs to the parent's collection.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    tags: Mapped[list["Tag"]] = relationship(secondary="author_tags", cascade="all, delete-orphan")  # SQA236 "many-to-many"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(cascade="all, delete-orphan")  # SQA236 "many-to-one"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")
```

`single_parent=True` promises that there is one owner after all, and is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import RelationshipDefinition
from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: RelationshipDefinition | Link, context: Context) -> Iterator[Finding]:
    """Many-to-many can be told by the relationship alone; many-to-one by where the key is."""
    relationship = fact if isinstance(fact, RelationshipDefinition) else fact.relationship
    cascade = relationship.keyword("cascade")
    if cascade is None or "delete-orphan" not in relationship.cascades or relationship.keyword("single_parent") or relationship.has_starred:
        return
    if isinstance(fact, Link):
        if fact.is_many_to_one:
            yield Finding(cascade.span, {"attribute": relationship.attribute, "kind": "many-to-one"})
    elif relationship.keyword("secondary") is not None:
        yield Finding(cascade.span, {"attribute": relationship.attribute, "kind": "many-to-many"})


RULE: Rule[RelationshipDefinition | Link] = Rule(
    code="SQA236",
    name="misplaced-delete-orphan",
    impact=Impact.HIGH,
    message="{attribute} is {kind}, where delete-orphan raises ArgumentError at the first query; move it to the one-to-many side",
    doc=__doc__,
    on=(RelationshipDefinition, Link),
    words=frozenset({"cascade="}),
    check=check,
    sources=("S3-30", "P32"),
)
