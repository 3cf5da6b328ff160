"""`__table_args__` of a shape SQLAlchemy refuses.

It is a tuple, of which the last element may be a dict, or a dict. A single constraint in parentheses without a comma is no tuple,
a list is none either, and a dict anywhere but last is taken for a constraint: ArgumentError when the class is made, which is when
the application starts.

```python bad
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("row", "number"))  # SQA209 "comma"
    row: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


class Row(Base):
    __tablename__ = "rows"
    __table_args__ = [UniqueConstraint("name")]  # SQA209 "list"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Hall(Base):
    __tablename__ = "halls"
    __table_args__ = ({"schema": "theatre"}, UniqueConstraint("name"))  # SQA209 "last"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
```

```python good
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("row", "number", name="seats_row_number_key"), {"schema": "theatre"})
    row: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
```

What a function returns, and tuples put together at run time, are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, Constant, Invocation
from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule

_SCHEMA_ITEMS = ("Index", "Constraint")


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Judge the shape of `__table_args__` where it is written out."""
    given = mapped.table_args
    match given:
        case Invocation(function=function) if function.startswith("sqlalchemy.") and function.endswith(_SCHEMA_ITEMS):
            yield Finding(given.span, {"owner": mapped.name})
        case Collection(kind=("list" | "set") as kind):
            yield Finding(given.span, {"owner": mapped.name, "kind": kind}, "kind")
        case Constant(value=str()):
            yield Finding(given.span, {"owner": mapped.name, "kind": "string"}, "kind")
        case Collection(kind="tuple", items=items):
            for item in items[:-1]:
                if isinstance(item, Collection) and item.kind == "dict":
                    yield Finding(item.span, {"owner": mapped.name}, "order")
        case _:
            pass


RULE = Rule(
    code="SQA209",
    name="malformed-table-args",
    impact=Impact.HIGH,
    message="{owner}.__table_args__ is a bare constraint and raises ArgumentError; a tuple of one needs a comma: `(…,)`",
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"__table_args__"}),
    check=check,
    variants={
        "kind": "{owner}.__table_args__ is a {kind} and raises ArgumentError; make it a tuple",
        "order": "the dict in {owner}.__table_args__ must come last; here it is taken for a constraint and raises ArgumentError",
    },
    sources=("S1-10", "P38"),
)
