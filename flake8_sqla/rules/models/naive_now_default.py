"""Default that takes the time without its zone.

`datetime.utcnow` gives UTC without saying so, and is deprecated since Python 3.12; `datetime.now` without a zone gives the local time of
whichever machine runs it. In a column with a time zone the first is off by the server's offset, the second right by luck.

```python bad
from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=datetime.utcnow)  # SQA222 "utcnow"
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now())  # SQA222 "now"
```

```python good
from datetime import UTC, datetime

from sqlalchemy import DateTime, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
```

Read are `default`, `onupdate`, `insert_default` and `default_factory`. A call in their place is another rule's: it runs once, at import.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Callback, Expression, Invocation, Reference
from flake8_sqla.facts.schema import Column
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEYWORDS = ("default", "onupdate", "insert_default", "default_factory")
_NAIVE = frozenset({"datetime.datetime.utcnow", "datetime.datetime.now", "datetime.datetime.today"})


def _naive(value: Expression) -> str:
    """The function that takes the time without a zone, or empty."""
    match value:
        case Reference(name=name) if name in _NAIVE:
            return name
        case Callback(body=Invocation(function=function, arguments=())) if function in _NAIVE:
            return function
        case _:
            return ""


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Look at each Python-side default."""
    for keyword in _KEYWORDS:
        argument = column.keyword(keyword)
        function = _naive(argument.value) if argument is not None else ""
        if argument is not None and function:
            yield Finding(argument.span, {"keyword": keyword, "function": function.removeprefix("datetime.")})


RULE = Rule(
    code="SQA222",
    name="naive-now-default",
    impact=Impact.MEDIUM,
    message="{keyword}={function} has no time zone; write lambda: datetime.now(UTC), or let the server do it: func.now()",
    doc=__doc__,
    on=Column,
    words=frozenset(f"{name}=" for name in _KEYWORDS),
    check=check,
    sources=("S3-27",),
)
