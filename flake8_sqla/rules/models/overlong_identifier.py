"""Name that is longer than the database keeps.

PostgreSQL keeps 63 bytes of a name, MySQL 64 characters. SQLAlchemy refuses longer names of indexes and constraints when the table is made.
Longer names of tables and columns it sends as they are: PostgreSQL cuts them, and two that begin alike become one.

```python bad
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Booking(Base):
    __tablename__ = "bookings"
    __table_args__ = (
        Index("ix_bookings_on_the_number_of_the_seat_and_the_letter_of_the_row_of_it", "seat"),  # SQA253 "69"
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    seat: Mapped[int]
```

```python good
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Booking(Base):
    __tablename__ = "bookings"
    __table_args__ = (Index("ix_bookings_seat", "seat"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seat: Mapped[int]
```

Names of tables, columns, indexes and constraints are read, in models and in migrations. The limit is that of the narrowest database the project
may run on. Names that a convention makes are shortened by SQLAlchemy, and silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.migrations import AddColumn, CreateIndex, CreateTable, TableName
from flake8_sqla.facts.models import SchemaCall
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import LONGEST_NAMES

_NAMED = ("Index", "UniqueConstraint", "CheckConstraint", "ForeignKeyConstraint", "PrimaryKeyConstraint", "ForeignKey")
Fact = SchemaCall | SchemaTable | CreateIndex | CreateTable | AddColumn


def _names(fact: Fact) -> Iterator[tuple[Span, str, object]]:
    """(place, what it is, name) of each name that is written out."""
    match fact:
        case SchemaCall():
            kind = fact.construct.rpartition(".")[2]
            given = fact.keyword("name") or (fact.positional[0] if kind == "Index" and fact.positional else None)
            if kind in _NAMED and given is not None and isinstance(given.value, Constant):
                yield given.span, "constraint" if kind != "Index" else "index", given.value.value
        case SchemaTable():
            yield fact.span, "table", fact.name
            yield from ((column.span, "column", column.name) for column in fact.columns if column.own)
        case CreateIndex():
            yield fact.span, "index", fact.name
        case CreateTable():
            yield fact.span, "table", fact.table.name if isinstance(fact.table, TableName) else None
            yield from ((fact.span, "column", name) for name in fact.column_names)
        case AddColumn():
            yield fact.span, "column", fact.column


def check(fact: Fact, context: Context) -> Iterator[Finding]:
    """Measure every name."""
    for span, kind, name in _names(fact):
        if not isinstance(name, str) or len(name.encode()) <= 63:
            continue
        for dialect, longest in LONGEST_NAMES.items():
            length = len(name.encode()) if dialect == "postgresql" else len(name)
            if length > longest and context.may_be(dialect):
                refused = kind in ("index", "constraint") or dialect != "postgresql"
                values = {"kind": kind, "length": length, "longest": longest, "dialect": dialect, "end": "refused" if refused else "cut"}
                yield Finding(span, values)
                break


RULE: Rule[Fact] = Rule(
    code="SQA253",
    name="overlong-identifier",
    impact=Impact.MEDIUM,
    message="the name of this {kind} has {length} characters, {dialect} keeps {longest}: it is {end}; shorten it",
    doc=__doc__,
    on=(SchemaCall, SchemaTable, CreateIndex, CreateTable, AddColumn),
    check=check,
    sources=("M1K",),
)
