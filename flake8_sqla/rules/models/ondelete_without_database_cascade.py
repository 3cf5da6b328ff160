"""Bulk delete past a cascade that only the ORM knows.

`cascade="all, delete-orphan"` works through the session: it loads the children of each object that is deleted, and deletes them too. A
`delete()` statement loads nothing. Where the foreign key has no `ON DELETE` of its own, the database refuses the delete, or, without
constraints, keeps the children of parents that are gone.

```python bad
from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    retired: Mapped[bool]
    books: Mapped[list["Book"]] = relationship(cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)


def forget_retired(session: Session) -> None:
    session.execute(delete(Author).where(Author.retired))  # SQA254 "Author.books"
    session.commit()
```

```python good
from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    retired: Mapped[bool]
    books: Mapped[list["Book"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"), index=True)


def forget_retired(session: Session) -> None:
    session.execute(delete(Author).where(Author.retired))
    session.commit()
```

The models may live in other files; `query(Author).delete()` is read too. Silent: tests, migrations, keys with any `ondelete`, functions that delete from the child's table
as well, and relationships that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import RelationshipDefinition
from flake8_sqla.facts.statements import BulkDelete
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _deletes(relationship: RelationshipDefinition) -> bool:
    return bool({"all", "delete"} & set(relationship.cascades))


def check(deletion: BulkDelete, context: Context) -> Iterator[Finding]:
    """Look through the relationships of the class for children that only the session would delete."""
    table = context.models.table(deletion.model)
    if table is None or context.file.test or context.file.migration:
        return
    for relationship in table.relationships:
        link = context.models.link(deletion.model, relationship.attribute) if _deletes(relationship) else None
        if link is None or link.direction != "one-to-many" or len(link.remote) != 1 or link.remote[0].ondelete is not None:
            continue
        if link.target.owner in deletion.beside:
            continue
        child = link.remote[0]
        names = ", ".join(name if isinstance(name, str) else "…" for name in child.columns)
        values = {"owner": table.owner, "attribute": relationship.attribute, "child": link.target.title, "column": names}
        yield Finding(deletion.span, values)
        return


RULE = Rule(
    code="SQA254",
    name="ondelete-without-database-cascade",
    impact=Impact.MEDIUM,
    message="a bulk delete skips the cascade of {owner}.{attribute}, and {child}.{column} has no ondelete: the rows there stop it, or stay; "
    'add ondelete="CASCADE", or delete through the session',
    doc=__doc__,
    on=BulkDelete,
    check=check,
    sources=("P124",),
)
