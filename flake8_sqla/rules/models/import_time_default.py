"""Default that is computed once, when the module is imported.

`default=datetime.now(UTC)` calls the function there and then: every row gets the moment the process started, every `uuid4()` key
is the same key. SQLAlchemy wants the function itself, or one without arguments that calls it.

```python bad
import uuid
from datetime import UTC, datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4())  # SQA223 "uuid.uuid4()"
    created_at: Mapped[datetime] = mapped_column(default=datetime.now(UTC))  # SQA223
```

```python good
import uuid
from datetime import UTC, datetime

from sqlalchemy import DateTime, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
```

SQL functions (`func.now()`) are right: they are called by the server for each row. Functions of the project or of other packages
are silent, since they may build a SQL expression.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Expression, Invocation
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: Functions of the standard library and of two date libraries that give another value at each call.
_CHANGING = frozenset(
    """
    datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today time.time time.time_ns
    time.monotonic uuid.uuid1 uuid.uuid4 uuid.uuid6 uuid.uuid7 random.random random.randint random.randrange random.choice
    secrets.token_hex secrets.token_urlsafe secrets.token_bytes secrets.choice secrets.randbelow os.urandom
    arrow.now arrow.utcnow pendulum.now pendulum.today django.utils.timezone.now
    """.split()
)
_BUILT_FROM = frozenset({"builtins.str", "builtins.int", "builtins.float", "builtins.round"})
_KEYWORDS = ("default", "onupdate", "insert_default")


def _changing_call(value: Expression) -> str:
    """The function whose value changes, through `str(…)`, arithmetic on it, and methods of its result; empty if none."""
    if not isinstance(value, Invocation):
        left = getattr(value, "left", None)
        return _changing_call(left) if left is not None else ""
    if value.function in _CHANGING:
        return value.function
    if value.function in _BUILT_FROM and value.positional:
        return _changing_call(value.positional[0].value)
    return _changing_call(value.receiver) if value.receiver is not None else ""


def check(column: ColumnDefinition, context: Context) -> Iterator[Finding]:
    """Report defaults that call instead of naming the function."""
    for keyword in _KEYWORDS:
        argument = column.keyword(keyword)
        if argument is not None:
            function = _changing_call(argument.value)
            if function:
                yield Finding(argument.span, {"keyword": keyword, "function": function})


RULE = Rule(
    code="SQA223",
    name="import-time-default",
    impact=Impact.HIGH,
    message="{keyword}={function}() is called once, at import: every row gets the same value; give the function, or a lambda that calls it",
    doc=__doc__,
    on=ColumnDefinition,
    words=frozenset(f"{name}=" for name in _KEYWORDS),
    check=check,
    sources=("P9",),
)
