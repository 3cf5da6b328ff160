"""Relationship between tables that nothing joins.

SQLAlchemy reads the join from the foreign keys. Where there is none in either table it raises NoForeignKeysError at the first query of the
program, be it about these classes or not.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()  # SQA233 "Author.books"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int]
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
```

Silent: relationships with a `primaryjoin`, `secondary` or `foreign_keys` of their own, and classes of which not every column, key or base
is in sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Report links that are certain to have no key."""
    if not link.certain or link.local or link.remote or link.joins_itself or link.relationship.by_function:
        return
    yield Finding(link.span, {"owner": link.owner.owner, "attribute": link.relationship.attribute, "target": link.target.owner})


RULE = Rule(
    code="SQA233",
    name="relationship-without-foreign-key",
    impact=Impact.HIGH,
    message="no foreign key joins {owner} and {target}: {owner}.{attribute} raises NoForeignKeysError at the first query; add one, or primaryjoin=",
    doc=__doc__,
    on=Link,
    words=frozenset({"keyless"}),
    check=check,
    sources=("P95",),
)
