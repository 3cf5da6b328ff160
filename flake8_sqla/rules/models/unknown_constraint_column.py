"""Constraint over a column that the table does not have.

The names in an index or constraint are those of *columns*. A misspelt one, the name of a relationship, or that of an attribute whose
column is called otherwise raises ConstraintColumnNotFoundError when the class is made. So do columns in a list, of which all but
`ForeignKeyConstraint` make one unheard-of column.

```python bad
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("row", "nubmer"),  # SQA214 "nubmer"
        Index("ix_seats_section", "part"),  # SQA214 "section"
        UniqueConstraint(["row", "number"]),  # SQA214 "list"
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int]
    part: Mapped[str] = mapped_column("section")
```

```python good
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("row", "number", name="seats_row_number_key"),
        Index("ix_seats_section", "section"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int]
    part: Mapped[str] = mapped_column("section")
```

Silent: expressions, and tables of which not every column is in sight (a base class or mixin in another file), except for names of
attributes and relationships of the class itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import SchemaCall
from flake8_sqla.facts.expressions import Collection
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _of_table(table: SchemaTable) -> Iterator[Finding]:
    names = {column.name for column in table.columns if isinstance(column.name, str)}
    renamed = {column.attribute: column.name for column in table.columns if column.name != column.attribute}
    relationships = {relationship.attribute for relationship in table.relationships}
    spans = [(key.span, key.columns) for key in table.keys if key.origin == "item"]
    for span, columns in [*spans, *((key.span, key.columns) for key in table.foreign_keys)]:
        for name in columns:
            if not isinstance(name, str) or name in names:
                continue
            values = {"table": table.title, "column": name}
            if isinstance(renamed.get(name), str):
                yield Finding(span, {**values, "name": renamed[name]}, "attribute")
            elif name in relationships:
                yield Finding(span, values, "relationship")
            elif table.complete and not table.inherits:
                from difflib import get_close_matches  # where something is misspelt

                close = get_close_matches(name, names, 1)
                yield Finding(span, {**values, "hint": f"; did you mean {close[0]}?" if close else ""})


def check(fact: SchemaTable | SchemaCall, context: Context) -> Iterator[Finding]:
    """Compare the names in a table's keys with its columns, and look for lists of columns."""
    if isinstance(fact, SchemaTable):
        yield from _of_table(fact)
        return
    kind = fact.construct.rpartition(".")[2]
    if kind in ("UniqueConstraint", "PrimaryKeyConstraint", "Index"):
        for argument in fact.positional[1:] if kind == "Index" else fact.positional:
            if isinstance(argument.value, Collection) and argument.value.kind in ("list", "tuple"):
                yield Finding(argument.span, {"construct": kind, "kind": argument.value.kind}, "list")


RULE: Rule[SchemaTable | SchemaCall] = Rule(
    code="SQA214",
    name="unknown-constraint-column",
    impact=Impact.HIGH,
    message="table {table} has no column {column}: ConstraintColumnNotFoundError when the class is made{hint}",
    doc=__doc__,
    on=(SchemaTable, SchemaCall),
    words=frozenset({"item", "table key", "UniqueConstraint", "PrimaryKeyConstraint", "Index"}),
    check=check,
    variants={
        "attribute": "{column} is an attribute of {table}, whose column is called {name}; constraints name columns",
        "relationship": "{column} is a relationship of {table} and no column; name the column of its foreign key",
        "list": "{construct} takes its columns one by one; a {kind} of them raises ArgumentError",
    },
    sources=("S1-10", "P90"),
)
