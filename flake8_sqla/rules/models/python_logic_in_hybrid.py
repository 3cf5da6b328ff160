"""Hybrid whose getter needs Python.

A hybrid is run twice over: on an object with its values, and on the class with its columns. `and`, `or`, `not`, `is`, `in`, `if` and
loops work on values alone. Over columns they raise, or silently drop half of the condition. Such a hybrid needs an expression of its own,
or is a plain property.

```python bad
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str | None]
    name: Mapped[str]

    @hybrid_property
    def display_name(self) -> str:
        return self.nickname or self.name  # SQA251 "or"
```

```python good
from sqlalchemy import ColumnElement, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str | None]
    name: Mapped[str]

    @hybrid_property
    def display_name(self) -> str:
        return self.nickname or self.name

    @display_name.inplace.expression
    @classmethod
    def _display_name(cls) -> ColumnElement[str]:
        return func.coalesce(cls.nickname, cls.name)
```

Reported once a hybrid, at the first such place. Silent: hybrids with an `expression` or `comparator`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.behaviours import HybridAttribute
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(hybrid: HybridAttribute, context: Context) -> Iterator[Finding]:
    """Report the first part that only Python can do."""
    if hybrid.has_expression or not hybrid.python:
        return
    part = min(hybrid.python, key=lambda part: part.span)
    yield Finding(part.span, {"owner": hybrid.owner, "name": hybrid.name, "word": part.word, "attribute": part.on})


RULE = Rule(
    code="SQA251",
    name="python-logic-in-hybrid",
    impact=Impact.HIGH,
    message="'{word}' over {attribute} is Python's alone: {owner}.{name} fails or lies in a query; "
    "add @{name}.inplace.expression, or make it a plain property",
    doc=__doc__,
    on=HybridAttribute,
    check=check,
    sources=("P20", "S3-42"),
)
