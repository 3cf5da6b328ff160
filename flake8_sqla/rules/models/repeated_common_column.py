"""Common column written out in each class.

Timestamps, soft-delete flags and UUID keys are the same in every table, and should be made in one place. Written out class by class they
drift apart: here `created_at` has a server default, there a Python default, elsewhere none and another time zone.

```python bad
from datetime import datetime

from sqlalchemy import DateTime, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())  # SQA219 "User"
```

```python good
from datetime import datetime

from sqlalchemy import DateTime, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Stamped:
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class User(Stamped, Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Stamped, Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
```

The whole project is looked through, tests left out. Reported is each class but the first, in the order of the files; where a mixin or an
abstract base has the column, each class that could take it from there. Read are `created_at`, `updated_at`, `is_deleted` and their like,
and `id` where it is a UUID. Silent: mixins, abstract bases, and classes that a mixin's column would not fit (type, `onupdate`).
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.known_models import Offer
from flake8_sqla.facts.schema import Column, SchemaTable, type_name
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NAMES = frozenset("id created created_at created_on updated updated_at updated_on modified_at deleted_at is_deleted".split())


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for the same column elsewhere in the project."""
    if table.model is None or table.model.role != "model" or table.inherits or context.file.test or context.file.migration:
        return
    for column in table.columns:
        if column.own and not column.span.file and column.attribute in _NAMES and _is_meant(column.attribute, column):
            yield from _elsewhere(table, column, context)


def _elsewhere(table: SchemaTable, column: Column, context: Context) -> Iterator[Finding]:
    name, root = column.attribute, context.models.root(table.path)
    mixins = [offer for offer in context.models.mixins_offering(name) if offer.root in ("", root) and _is_meant(name, offer.column)]
    if mixins:
        fitting = next((offer for offer in mixins if _fits(table, column, offer)), None)
        if fitting is not None and table.model is not None and table.model.is_dataclass is fitting.is_dataclass:
            yield Finding(column.span, _values(table, column, fitting), "mixin")
        return
    models = (offer for offer in context.models.declaring(name) if root and offer.root == root and _is_meant(name, offer.column))
    first = next(models, None)
    if first is not None and first.path != table.path:
        yield Finding(column.span, _values(table, column, first))


def _values(table: SchemaTable, column: Column, other: Offer) -> dict[str, str]:
    same_file = other.path.rpartition(".")[0] == table.path.rpartition(".")[0]
    return {"owner": table.owner, "attribute": column.attribute, "other": other.owner, "place": "" if same_file else f" ({other.file})"}


def _is_meant(name: str, column: Column) -> bool:
    """Whether the column is one of those that tables have in common: keys are if they are UUIDs."""
    return name != "id" or type_name(column.type).rpartition(".")[2].lower() in ("uuid", "guid") or column.python == "uuid.UUID"


def _fits(table: SchemaTable, column: Column, offer: Offer) -> bool:
    """Whether the mixin would change nothing: it brings no other columns, and this one as it is."""
    one, two = type_name(column.type), type_name(offer.column.type)
    updated, there = (bool(each.keyword("onupdate") or each.keyword("server_onupdate")) for each in (column, offer.column))
    if not offer.columns <= {each.attribute for each in table.columns} or (one and two and one != two) or updated is not there:
        return False
    return all(getattr(column, flag) is getattr(offer.column, flag) for flag in ("nullable", "index", "unique", "primary_key"))


RULE = Rule(
    code="SQA219",
    name="repeated-common-column",
    impact=Impact.HIGH,
    message="{owner}.{attribute} is written out here and in other classes, first in {other}{place}; make it once, in a mixin",
    doc=__doc__,
    on=SchemaTable, words=_NAMES, check=check,
    variants={"mixin": "{owner} writes out {attribute}, which {other}{place} offers; derive from it"},
    sources=("S1-8",),
)
