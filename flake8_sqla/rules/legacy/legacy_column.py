"""Untyped column in a mapped class.

`Column(…)` as an attribute of a mapped class is the 1.x form. Type checkers see a `Column`, not a value; whether NULL is allowed
is not in the type but in a keyword that is easily forgotten, and forgotten means nullable. `Mapped[…]` with `mapped_column()` says
type and nullability once.

```python bad
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)  # SQA103 "User.id"
    email = Column(String(320))  # SQA103
```

```python good
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320))


membership = Table("membership", Base.metadata, Column("user_id", ForeignKey("users.id"), primary_key=True))
```

Columns of a `Table(…)`, of `__table__`, of models frozen in a migration, and of SQLModel's `sa_column=` are silent: there `Column` is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Report each attribute made by `Column`."""
    for column in () if context.file.migration else mapped.columns:
        if column.construct == "Column":
            yield Finding(column.span, {"owner": mapped.name, "attribute": column.attribute})


RULE = Rule(
    code="SQA103",
    name="legacy-column",
    impact=Impact.CRITICAL,
    message="{owner}.{attribute} is an untyped 1.x Column; write `{attribute}: Mapped[…] = mapped_column(…)`",
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"Column"}),
    check=check,
    sources=("S1-6", "S2-2"),
)
