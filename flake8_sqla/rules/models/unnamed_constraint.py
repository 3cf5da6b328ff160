"""Constraint without a name.

Where no naming convention gives it one, the database makes a name up, and each database another. The migration that drops or changes
the constraint later has nothing to call it by. A check constraint without a name under a convention that uses its name raises.

```python bad
from sqlalchemy import CheckConstraint, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("row", "number"),  # SQA217 "UniqueConstraint"
        CheckConstraint("number > 0"),  # SQA217 "InvalidRequestError"
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int]
```

```python good
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.metadata import make_metadata


class Base(DeclarativeBase):
    metadata = make_metadata()


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("row", "number", name="seats_row_number_key"),
        CheckConstraint("number > 0", name="seats_number_check"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int]
```

Keys and unique flags of single columns have no place for a name and are silent, as are tests, migrations, and classes whose metadata
are out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.models import SchemaItem
from flake8_sqla.facts.schema import NamingConvention, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEYS = {"UniqueConstraint": "uq", "CheckConstraint": "ck", "ForeignKeyConstraint": "fk", "Index": "ix"}


def _is_unnamed(item: SchemaItem) -> bool:
    if item.has_starred:
        return False
    given = item.keyword("name")
    value = given.value if given is not None else item.positional[0].value if item.kind == "Index" and item.positional else None
    return value is None or (isinstance(value, Constant) and value.value is None)


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for names where the convention is known to give none."""
    convention: NamingConvention | Unknown | None = table.convention
    if convention is UNKNOWN or context.file.migration or context.file.test:
        return
    for item in table.items:
        key = _KEYS.get(item.kind)
        if key is None or not _is_unnamed(item):
            continue
        given = convention.format(key) if isinstance(convention, NamingConvention) else None
        if given is None:
            yield Finding(item.span, {"table": table.title, "kind": item.kind})
        elif item.kind == "CheckConstraint" and isinstance(given, str) and "%(constraint_name)s" in given:
            yield Finding(item.span, {"table": table.title}, "raises")


RULE = Rule(
    code="SQA217",
    name="unnamed-constraint",
    impact=Impact.MEDIUM,
    message="a {kind} of {table} has no name and no convention gives it one: no migration can drop it by name; add name=",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset(_KEYS),
    check=check,
    variants={"raises": "the convention puts the constraint's name into that of its checks, and this one of {table} has none: InvalidRequestError; add name="},
    sources=("S1-11",),
)
