"""Relationship without a Mapped annotation.

Without one nobody knows whether the attribute is a list or one object, or whether it may be None: type checkers see `Any`, and
SQLAlchemy guesses the direction from the foreign keys. `Mapped[list["Book"]]`, `Mapped["Author"]` and `Mapped["Author | None"]` say
it, and name the target at the same time.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books = relationship("Book", back_populates="author")  # SQA204 "Author.books"
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")
```

A relationship that is set on the class from outside cannot carry an annotation and is silent; so are SQLModel's own
`Relationship()` and models frozen in a migration. One annotated with something other than `Mapped[…]` is another defect with another rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Report each relationship that has no annotation."""
    for relationship in () if context.file.migration else mapped.relationships:
        if relationship.annotation is None:
            yield Finding(relationship.span, {"owner": mapped.name, "attribute": relationship.attribute})


RULE = Rule(
    code="SQA204",
    name="untyped-relationship",
    impact=Impact.HIGH,
    message='{owner}.{attribute} has no annotation: list or single, None or not; write `{attribute}: Mapped[list["…"]]` or `Mapped["…"]`',
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"unannotated"}),
    check=check,
    sources=("S1-7",),
)
