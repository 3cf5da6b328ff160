"""Mapped column without an annotation.

`name = mapped_column(String)` maps a column all the same, but nothing knows its type, and it is silently nullable: with an
annotation the type says whether NULL is allowed, without one the default of the 1.x `Column` holds, which is yes.

```python bad
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email = mapped_column(String(320))  # SQA201 "User.email"
```

```python good
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320))
```

An annotation other than `Mapped[…]` is another defect with another rule. Models frozen in a migration are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Report each `mapped_column` that has no annotation at all."""
    for column in () if context.file.migration else mapped.columns:
        if column.construct == "mapped_column" and column.annotation is None:
            nullable = column.keyword("nullable") is None and column.keyword("primary_key") is None and not column.has_starred
            yield Finding(column.span, {"owner": mapped.name, "attribute": column.attribute}, "" if nullable else "typed")


RULE = Rule(
    code="SQA201",
    name="unannotated-column",
    impact=Impact.CRITICAL,
    message="{owner}.{attribute} has no annotation: untyped and silently nullable; write `{attribute}: Mapped[…]`",
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"unannotated"}),
    check=check,
    variants={"typed": "{owner}.{attribute} has no annotation, so nothing knows its type; write `{attribute}: Mapped[…]`"},
    sources=("S1-6", "P137"),
)
