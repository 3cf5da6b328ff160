"""Constraint or index that is an attribute of the class.

A constraint over column *names* must be told which table it belongs to, and `__table_args__` is where a class tells it. As an attribute
of its own the object is made and thrown away: no error, no constraint in the database.

```python bad
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int]
    one_of_each = UniqueConstraint("row", "number")  # SQA211 "UniqueConstraint"
    positive = CheckConstraint("number > 0", name="number_positive")  # SQA211 "CheckConstraint"
    by_row = Index("ix_seats_row", "row")  # SQA211 "Index"
```

```python good
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int] = mapped_column()
    by_number = Index("ix_seats_number", number)
    __table_args__ = (
        UniqueConstraint("row", "number", name="seats_row_number_key"),
        CheckConstraint("number > 0", name="number_positive"),
    )
```

Silent: constraints over column objects, which find their table by them, and those that `__table_args__` names.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, Constant, Invocation, Opaque, walk
from flake8_sqla.facts.models import MappedClass, SchemaItem
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _is_over_names(item: SchemaItem) -> bool:
    """Whether all that the constraint knows of its columns are strings."""
    parts = [argument.value for argument in (item.positional[1:] if item.kind == "Index" else item.positional)]
    if item.has_starred or not parts or any(argument.keyword == "_table" for argument in item.arguments):
        return False
    if item.kind == "ForeignKeyConstraint":
        parts = list(parts[0].items) if isinstance(parts[0], Collection) else []
    texts = [isinstance(part, Constant) or (isinstance(part, Invocation) and part.function == "sqlalchemy.text") for part in parts]
    return bool(texts) and all(texts)


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Report items in the class body that nothing attaches to the table."""
    if isinstance(mapped.table_args, Opaque):
        return
    attached = {part.span for part in walk(mapped.table_args)} if mapped.table_args is not None else set()
    for item in mapped.schema_items:
        if item.span not in attached and _is_over_names(item):
            yield Finding(item.span, {"owner": mapped.name, "kind": item.kind, "attribute": item.attribute})


RULE = Rule(
    code="SQA211",
    name="constraint-outside-table-args",
    impact=Impact.HIGH,
    message="{owner}.{attribute} is never created: a {kind} over names belongs into __table_args__",
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"item"}),
    check=check,
    sources=("P40",),
)
