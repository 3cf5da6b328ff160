"""Relationship to a class that does not exist.

The class of a relationship may be given by its name, which is looked up when the mappers are configured. If no mapped class has the name,
SQLAlchemy raises InvalidRequestError then: at the first query of the program, be it about this class or any other.

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
    author: Mapped["Author"] = relationship("Auther")  # SQA230 "did you mean Author"
```

```python good
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
    author: Mapped["Author"] = relationship("Author")
```

The whole project is looked through. Silent: names that any file makes or imports, a model file by itself, and classes whose declarative base is not of the project.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for the class that each relationship names."""
    if table.model is None or context.file.test:
        return
    for relationship in table.relationships:
        if relationship.span.file or relationship.by_function or context.models.link(table.path, relationship.attribute) is not None:
            continue
        near = context.models.missing_class(relationship, table.path)
        if near is not None:
            named = next((argument for argument in relationship.arguments if not argument.keyword), None)
            place = named.span if named is not None else relationship.annotation.span if relationship.annotation else relationship.span
            values = {"owner": table.owner, "attribute": relationship.attribute, "target": relationship.target_name}
            yield Finding(place, values | {"hint": f"; did you mean {near}?" if near else ""})


RULE = Rule(
    code="SQA230",
    name="unknown-relationship-target",
    impact=Impact.HIGH,
    message="no class of the project is called {target}: {owner}.{attribute} raises InvalidRequestError at the first query{hint}",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"relationship"}),
    check=check,
    sources=("P44",),
)
