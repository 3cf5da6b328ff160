"""Delete cascade from the child to its parent.

`cascade="all"` holds `delete`. On the side that has the foreign key it means that deleting a book deletes its author, and with the author,
if the other side cascades too, all the other books.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(cascade="all")  # SQA237 "Author"
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

`single_parent=True` says that the other object is owned, and is silent, as is a key that is unique: one belongs to one.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Report cascades that hold delete where the key is here."""
    relationship = link.relationship
    cascade = relationship.keyword("cascade")
    if cascade is None or not link.is_many_to_one or not {"all", "delete"}.intersection(relationship.cascades):
        return
    if "delete-orphan" in relationship.cascades or relationship.keyword("single_parent") or relationship.keyword("viewonly"):
        return
    columns = set(link.local[0].columns)
    if any(key.unique is not False and set(key.columns) <= columns for key in link.owner.keys):
        return
    yield Finding(cascade.span, {"owner": link.owner.owner, "attribute": relationship.attribute, "target": link.target.owner})


RULE = Rule(
    code="SQA237",
    name="delete-cascade-on-many-to-one",
    impact=Impact.HIGH,
    message="deleting one {owner} deletes its {target}, which others may share; drop delete from the cascade of {owner}.{attribute}",
    doc=__doc__,
    on=Link,
    words=frozenset({"cascade="}),
    check=check,
    sources=("P33",),
)
