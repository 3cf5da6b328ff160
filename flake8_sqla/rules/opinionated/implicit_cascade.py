"""Collection that does not say what becomes of its members.

When the owner of a collection is deleted by the session, SQLAlchemy loads its members and sets their foreign
keys to NULL. If the key is NOT NULL, the delete fails. `cascade="all, delete-orphan"` deletes the members, `passive_deletes="all"`
leaves them to the database. The members of a write-only collection cannot be loaded, so the delete fails whatever their key is.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")  # SQA916 "Author.books"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")
```

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, WriteOnlyMapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: WriteOnlyMapped["Book"] = relationship(back_populates="author")  # SQA916 "passive_deletes=True"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")
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

Whose opinion: guides that want a cascade on every collection. What speaks against it: many owners are never deleted, and then the
error is the right answer. Reported where the key is NOT NULL. Silent: nullable keys, `viewonly=True`, joins of their own, a class that
relates to itself, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule

_DECISIONS = ("cascade", "passive_deletes", "viewonly")


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Look at the side of the one whose many cannot be without it."""
    relationship = link.relationship
    if context.file.migration or context.file.test or link.is_self_referential or link.joins_itself or not link.keys_known:
        return
    if link.local or len(link.remote) != 1 or any(relationship.keyword(name) for name in _DECISIONS):
        return
    columns = [link.target.column(name) for name in link.remote[0].columns if isinstance(name, str)]
    if columns and all(column is not None and column.nullable is False for column in columns):
        values = {"owner": link.owner.owner, "attribute": relationship.attribute, "target": link.target.owner}
        yield Finding(relationship.span, values, "write-only" if link.lazy == "write_only" else "")


RULE = Rule(
    code="SQA916",
    name="implicit-cascade",
    impact=Impact.LOW,
    message="deleting one {owner} sets the NOT NULL key of its {target} to NULL and fails; "
    "give {owner}.{attribute} cascade= or passive_deletes=",
    doc=__doc__,
    on=Link,
    check=check,
    variants={
        "write-only": "deleting one {owner} fails, as the write-only {owner}.{attribute} cannot be loaded; give it passive_deletes=True"
    },
    sources=("S3-30", "P53"),
)
