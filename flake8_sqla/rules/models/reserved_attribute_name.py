"""Mapped attribute named `metadata` or `registry`.

Declarative classes have both already: `metadata` holds the tables, `registry` the classes. Up to SQLAlchemy 2.0 a column of that name
raises InvalidRequestError; 2.1 warns and replaces what everybody else takes for the MetaData.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class File(Base):
    __tablename__ = "files"
    id: Mapped[int] = mapped_column(primary_key=True)
    metadata: Mapped[str]  # SQA242 "metadata"
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class File(Base):
    __tablename__ = "files"
    id: Mapped[int] = mapped_column(primary_key=True)
    file_metadata: Mapped[str] = mapped_column("metadata")
```

The column may keep its name; only the attribute must have another. SQLModel classes without a table are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import ColumnDefinition, MappedClass, RelationshipDefinition
from flake8_sqla.rule import Context, Finding, Impact, Rule

_RESERVED = ("metadata", "registry")


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Look for columns and relationships of these names."""
    if mapped.decorated or (mapped.flavour == "sqlmodel" and mapped.role != "model"):
        return
    mapped_attributes: tuple[ColumnDefinition | RelationshipDefinition, ...] = (*mapped.columns, *mapped.relationships)
    for found in mapped_attributes:
        if found.attribute in _RESERVED:
            yield Finding(found.span, {"owner": mapped.name, "attribute": found.attribute})


RULE = Rule(
    code="SQA242",
    name="reserved-attribute-name",
    impact=Impact.MEDIUM,
    message='{owner}.{attribute} hides what declarative classes keep there; rename the attribute, the column may stay: mapped_column("{attribute}")',
    doc=__doc__,
    on=MappedClass,
    words=frozenset(_RESERVED),
    check=check,
    sources=("P148",),
)
