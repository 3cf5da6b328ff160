"""Annotation and `nullable=` that contradict each other.

In DDL the keyword wins, type checkers believe the annotation. `Mapped[str]` with `nullable=True` lets NULL reach code that was
checked as if there were none; `Mapped[str | None]` with `nullable=False` makes every reader test for a None that cannot come.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(nullable=True)  # SQA203 "does not allow None"
    phone: Mapped[str | None] = mapped_column(nullable=False)  # SQA203 "allows None"
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(nullable=True)
    phone: Mapped[str] = mapped_column(nullable=False)
```

Annotations whose meaning cannot be read here (an alias or class from another module) are silent. So is `nullable=True` in a child
of single-table inheritance and its mixins, where it is right: rows of the other classes have no such value.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Compare a literal `nullable=` with what the annotation says."""
    for column in mapped.columns:
        nullable = column.keyword("nullable")
        if column.annotation is None or column.annotation.wrapper != "Mapped" or nullable is None:
            continue
        if not isinstance(nullable.value, Constant) or not isinstance(nullable.value.value, bool):
            continue
        values = {"owner": mapped.name, "attribute": column.attribute}
        if nullable.value.value and column.annotation.optional is False:
            if mapped.shares_table or column.keyword("use_existing_column") is not None:
                continue
            yield Finding(nullable.span, values)
        elif not nullable.value.value and column.annotation.optional is True:
            yield Finding(nullable.span, values, "required")


RULE = Rule(
    code="SQA203",
    name="nullable-contradiction",
    impact=Impact.HIGH,
    message="{owner}.{attribute} is nullable in the database, but its annotation does not allow None; write `Mapped[… | None]` or drop nullable=True",
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"column nullable="}),
    check=check,
    variants={
        "required": "{owner}.{attribute} is NOT NULL in the database, but its annotation allows None; "
        "drop `| None` from it, or nullable=False"
    },
    sources=("S3-29", "P10"),
)
