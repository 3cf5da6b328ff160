"""Relationship that loads when it is read.

Without `lazy=` the first read of the attribute is a query: one more for each object of a list, out of sight of whoever wrote the
loop, and an error under asyncio. `lazy="raise"` turns the read into an exception, and queries say with `options(selectinload(…))`
what they need.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship()  # SQA906 "author"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(lazy="raise")
```

Whose opinion: guides for asyncio, and teams that were hit by N+1 queries. What speaks against it: lazy loading is SQLAlchemy's
default for good reasons, in scripts and small applications above all, and `raise` breaks code that relied on it. Any explicit
strategy is accepted. Silent: `DynamicMapped` and `WriteOnlyMapped`, `relationship(**options)`, SQLModel's own
`Relationship(sa_relationship_kwargs=…)`, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import MappedClass, RelationshipDefinition
from flake8_sqla.rule import Context, Finding, Impact, Rule

_STRATEGIC_WRAPPERS = ("DynamicMapped", "WriteOnlyMapped")
_SAYS_MORE = ("lazy", "sa_relationship", "sa_relationship_kwargs", "sa_relationship_args")


def _is_open(relationship: RelationshipDefinition) -> bool:
    if relationship.has_starred or any(relationship.keyword(name) for name in _SAYS_MORE):
        return False
    return relationship.annotation is None or relationship.annotation.wrapper not in _STRATEGIC_WRAPPERS


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Look for `lazy=`."""
    if context.file.migration or context.file.test:
        return
    for relationship in mapped.relationships:
        if _is_open(relationship):
            yield Finding(relationship.span, {"owner": mapped.name, "attribute": relationship.attribute})


RULE = Rule(
    code="SQA906",
    name="lazy-by-default",
    impact=Impact.LOW,
    message='{owner}.{attribute} is loaded by a query of its own when it is read; write lazy="raise", or the strategy that is meant',
    doc=__doc__,
    on=MappedClass,
    check=check,
    sources=("S1-15", "P128"),
)
