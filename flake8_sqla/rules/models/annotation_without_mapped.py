"""Mapped attribute whose annotation is not `Mapped`.

In a declarative class SQLAlchemy reads the annotations itself. `name: str = mapped_column()` and `author: "Author" = relationship()`
say something it cannot use, and it raises MappedAnnotationError while the class is made.

```python bad
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: str = mapped_column(String(80))  # SQA202 "Author.name"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: "Author" = relationship()  # SQA202 "Book.author"
```

```python good
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship()
```

Silent: classes with `__allow_unmapped__ = True` and what derives from them, a class whose bases are elsewhere and may set it, SQLModel,
`ClassVar`, annotations that are an alias of something out of sight, and `Column(…)`, which SQLAlchemy takes whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import Annotation
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: Names that are certainly classes and no alias of `Mapped[…]`.
_PLAIN = ("builtins.", "datetime.", "decimal.", "uuid.", "<local>.")


def _is_plain(annotation: Annotation, relationship: bool, context: Context) -> bool:
    """Whether it is certainly a class, or a collection of one; a name of another file may be an alias of `Mapped[…]`."""
    if annotation.wrapper:
        return False
    if annotation.container or annotation.name.startswith(_PLAIN):
        return True
    # A class that is named in quotes, and one that the relationship leads to.
    return relationship and bool(annotation.name) and ("." not in annotation.name or context.models.table(annotation.name) is not None)


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Report annotated columns and relationships without a wrapper, where nothing allows them."""
    model = table.model
    if model is None or not table.bases_known or table.allows_unmapped or model.flavour == "sqlmodel":
        return
    for column in model.columns:
        if column.construct == "mapped_column" and not column.by_function and column.annotation and _is_plain(column.annotation, False, context):
            yield Finding(column.annotation.span, {"owner": model.name, "attribute": column.attribute})
    for relationship in model.relationships:
        if relationship.annotation is not None and not relationship.by_function and _is_plain(relationship.annotation, True, context):
            yield Finding(relationship.annotation.span, {"owner": model.name, "attribute": relationship.attribute})


RULE = Rule(
    code="SQA202",
    name="annotation-without-mapped",
    impact=Impact.HIGH,
    message="the annotation of {owner}.{attribute} is not Mapped[…]: SQLAlchemy raises MappedAnnotationError when the class is made; wrap it",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"unwrapped"}),
    check=check,
    sources=("P92",),
)
