"""Constraint name that repeats what the convention adds.

A convention with `%(constraint_name)s` in it wraps the names one gives. `name="ck_seats_number"` under `ck_%(table_name)s_…` is created
as `ck_seats_ck_seats_number`, and that is what migrations must then call it.

```python bad
from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CONVENTION = {"ix": "%(column_0_label)s_idx", "ck": "ck_%(table_name)s_%(constraint_name)s"}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENTION)


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (CheckConstraint("number > 0", name="ck_seats_number"),)  # SQA218 "ck_seats_"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
```

```python good
from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import conv

CONVENTION = {
    "ix": "%(column_0_label)s_idx",
    "uq": "%(table_name)s_%(column_0_name)s_key",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENTION)


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("number < 1000", name=conv("ck_seats_number_max")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
```

Names in `conv(…)` or `op.f(…)` are taken as they are, and are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.schema import NamingConvention, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEYS = {"UniqueConstraint": "uq", "CheckConstraint": "ck", "ForeignKeyConstraint": "fk", "PrimaryKeyConstraint": "pk"}
_TOKEN = "%(constraint_name)s"


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Hold each literal name against what stands before it in the convention's format."""
    if not isinstance(table.convention, NamingConvention):
        return
    for item in table.items:
        given, key = item.keyword("name"), _KEYS.get(item.kind, "")
        text = table.convention.format(key) if key else None
        if given is None or not isinstance(given.value, Constant) or not isinstance(given.value.value, str):
            continue
        if not isinstance(text, str) or _TOKEN not in text:
            continue
        added = text.partition(_TOKEN)[0]
        if isinstance(table.name, str):
            added = added.replace("%(table_name)s", table.name)
        plain = added.partition("%(")[0]
        if plain and given.value.value.startswith(f"{key}_") and plain.startswith(f"{key}_"):
            made = added + given.value.value if "%(" not in added else f"{plain}…{given.value.value}"
            yield Finding(given.span, {"name": given.value.value, "added": plain, "made": made})


RULE = Rule(
    code="SQA218",
    name="doubled-constraint-prefix",
    impact=Impact.MEDIUM,
    message="the convention puts {added} before this name: it becomes {made}; give the bare name, or conv('{name}')",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset(_KEYS),
    check=check,
    sources=("S1-11",),
)
