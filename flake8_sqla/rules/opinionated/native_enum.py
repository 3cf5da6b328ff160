"""Enum type of the database.

PostgreSQL can add a value to an enum type and rename one, but neither drop one nor change their order without a new type and a
rewrite of the tables. Autogenerate sees none of it: a new member in Python needs a migration by hand, or the first insert fails. A
text column with a CHECK (`native_enum=False, create_constraint=True`), or a table of the values, changes like all else.

```python bad
from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Enum("new", "paid", name="order_state"))  # SQA936 "state"
```

```python good
from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Enum("new", "paid", name="order_state", native_enum=False, create_constraint=True))
```

Whose opinion: eugene (W13). What speaks against it: four bytes a value, a defined order, and every client of the database sees the
values. Silent: other databases than PostgreSQL, `Enum(**options)`, enums that come by the annotation alone (`Mapped[State]`),
tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant, Expression, Invocation
from flake8_sqla.facts.schema import Column
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_GENERIC = frozenset({"sqlalchemy.Enum", "sqlmodel.Enum"})
_NATIVE = "sqlalchemy.dialects.postgresql.ENUM"


def _is_native(written: Expression) -> bool:
    if not isinstance(written, Invocation) or written.has_starred:
        return False
    if written.function == _NATIVE:
        return True
    native = written.keyword("native_enum")
    said = native is None or (isinstance(native.value, Constant) and native.value.value is True)
    return written.function in _GENERIC and said


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Look for an enum that becomes a type of the database."""
    if context.file.migration or context.file.test or not context.may_be("postgresql"):
        return
    if column.type is not None and column.type is not UNKNOWN and _is_native(column.type):
        yield Finding(column.span, {"owner": column.owner, "attribute": column.attribute})


RULE = Rule(
    code="SQA936",
    name="native-enum",
    impact=Impact.LOW,
    message="{owner}.{attribute} becomes an enum type on PostgreSQL, of which no value can be dropped; "
    "write native_enum=False, create_constraint=True, or refer to a table",
    doc=__doc__,
    on=Column,
    check=check,
    sources=("M1F",),
    options=("--sqla-dialects",),
)
