"""`passive_deletes` and a database that does nothing.

`passive_deletes=True` leaves the children to the database: SQLAlchemy does not load them to delete them. Unless the foreign key says
`ondelete`, the database does nothing of the sort: the delete fails, or leaves rows that point to nothing.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)  # SQA239 "author_id"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"), index=True)
```

`passive_deletes="all"` asks for nothing to be done and is silent, as are relationships that several keys may serve.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Hold a passive collection against the key it hangs on."""
    given = link.relationship.keyword("passive_deletes")
    if given is None or not isinstance(given.value, Constant) or given.value.value is not True:
        return
    keys = link.local if link.is_self_referential else link.remote
    if len(keys) != 1 or (link.local and not link.is_self_referential) or link.relationship.keyword("secondary") or link.is_many_to_one:
        return
    if keys[0].ondelete is None:
        columns = ", ".join(str(name) for name in keys[0].columns)
        yield Finding(given.span, {"target": link.target.title, "columns": columns, "attribute": link.relationship.attribute})


RULE = Rule(
    code="SQA239",
    name="passive-deletes-without-ondelete",
    impact=Impact.HIGH,
    message='{attribute} leaves deletes to the database, but {target}.{columns} has no ondelete; add ondelete="CASCADE" to its ForeignKey',
    doc=__doc__,
    on=Link,
    words=frozenset({"passive_deletes="}),
    check=check,
    sources=("P51",),
)
