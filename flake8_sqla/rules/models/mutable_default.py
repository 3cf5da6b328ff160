"""Mutable object as a column's default.

`default={}` and `default=[]` hand the same object to every new row. A change through one of them is there in the next one that
is made, and is inserted with it: the second user has the first user's tags.

```python bad
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, str]] = mapped_column(JSON, default={})  # SQA224 "default=dict"
    tags: Mapped[list[str]] = mapped_column(JSON, default=[])  # SQA224 "default=list"
    flags: Mapped[list[str]] = mapped_column(JSON, default=["new"])  # SQA224 "lambda"
```

```python good
from sqlalchemy import JSON
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    flags: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["new"])
    options: Mapped[dict[str, str]] = mapped_column(MutableDict.as_mutable(JSON), default={})
```

Columns of a `MutableDict`, `MutableList` or `MutableSet` type are silent: they copy what they are given. So is SQLModel's
`Field(default=[])`, which Pydantic copies.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, Expression, Invocation, Reference, walk
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KINDS = {"list", "dict", "set"}


def _mutable(value: Expression) -> tuple[str, bool] | None:
    """The builtin that makes such an object, and whether it is empty."""
    if isinstance(value, Collection) and value.kind in _KINDS:
        return value.kind, not value.items and value.complete
    if isinstance(value, Invocation) and value.function.startswith("builtins.") and value.function[9:] in _KINDS:
        return value.function[9:], not value.arguments
    return None


def _copies_its_default(column: ColumnDefinition) -> bool:
    names = (
        part.function or (part.receiver.name if isinstance(part.receiver, Reference) else "") if isinstance(part, Invocation) else getattr(part, "name", "")
        for argument in column.arguments
        for part in walk(argument.value)
    )
    return any("Mutable" in name for name in names)


def check(column: ColumnDefinition, context: Context) -> Iterator[Finding]:
    """Report a display or an empty builtin as default."""
    argument = column.keyword("default") or column.keyword("insert_default")
    if argument is None or column.construct == "Field" or column.place == "operation":
        return
    found = _mutable(argument.value)
    if found is not None and not _copies_its_default(column):
        kind, empty = found
        yield Finding(argument.span, {"kind": kind, "keyword": argument.keyword}, "" if empty else "filled")


RULE = Rule(
    code="SQA224",
    name="mutable-default",
    impact=Impact.HIGH,
    message="one {kind} is shared by every row that takes this default; write {keyword}={kind}",
    doc=__doc__,
    on=ColumnDefinition,
    words=frozenset({"default=", "insert_default="}),
    check=check,
    variants={"filled": "one {kind} is shared by every row that takes this default; write {keyword}=lambda: …"},
    sources=("P37",),
)
