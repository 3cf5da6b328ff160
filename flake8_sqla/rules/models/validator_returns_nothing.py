"""Validator or type processor that may return nothing.

What a `@validates` function returns is what is stored. One that only checks, and falls off its end, stores NULL in place of the value
it has just found to be right. The same goes for `process_bind_param` and `process_result_value` of a `TypeDecorator`.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]

    @validates("email")
    def check_email(self, key: str, value: str) -> str:  # SQA249 "check_email"
        if "@" not in value:
            raise ValueError(value)
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]

    @validates("email")
    def check_email(self, key: str, value: str) -> str:
        if "@" not in value:
            raise ValueError(value)
        return value
```

`return None` that is written out is taken as meant. Functions that always raise, and abstract ones, are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.behaviours import ValueFunction
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(function: ValueFunction, context: Context) -> Iterator[Finding]:
    """Report functions with a path that returns nothing."""
    if function.can_fall_off:
        yield Finding(function.span, {"owner": function.owner, "name": function.name}, "" if function.kind == "validates" else "type")


RULE = Rule(
    code="SQA249",
    name="validator-returns-nothing",
    impact=Impact.HIGH,
    message="{owner}.{name} may end without returning the value, and what it returns is stored: the attribute becomes NULL; return the value",
    doc=__doc__,
    on=ValueFunction,
    check=check,
    variants={"type": "{owner}.{name} may end without returning a value, and None takes the value's place; return it on every path"},
    sources=("P100",),
)
