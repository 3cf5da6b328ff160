"""Server default that is no SQL.

`server_default` wants a string or a SQL expression. A number, a boolean, a Python function or `func.now` without its parentheses raises
ArgumentError when the module is imported. Python values belong to `default`.

```python bad
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    retries: Mapped[int] = mapped_column(server_default=0)  # SQA226 "text('0')"
    done: Mapped[bool] = mapped_column(server_default=False)  # SQA226 "false()"
    made_at: Mapped[datetime] = mapped_column(server_default=func.now)  # SQA226 "func.now()"
    changed_at: Mapped[datetime] = mapped_column(server_default=datetime.utcnow)  # SQA226 "default="
```

```python good
from datetime import datetime

from sqlalchemy import DateTime, false, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    retries: Mapped[int] = mapped_column(server_default=text("0"))
    done: Mapped[bool] = mapped_column(server_default=false())
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
```

Names and calls whose value is out of sight are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Callback, Collection, Constant, Expression, Invocation, Reference
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.rule import Context, Finding, Impact, Rule

_PYTHON = ("datetime.", "uuid.", "time.", "builtins.dict", "builtins.list", "builtins.set", "decimal.")
_TEXTS = ("builtins.str", "builtins.format", "builtins.repr")


def _complaint(value: Expression) -> tuple[str, str] | None:
    """What is given, and what to write."""
    match value:
        case Constant(value=bool() as flag):
            return str(flag), f"server_default={str(flag).lower()}()"
        case Constant(value=(int() | float()) as number):
            return str(number), f"server_default=text('{number}')"
        case Reference(name=name) if name.startswith("sqlalchemy.func."):
            return f"func.{name[16:]}, not called,", f"server_default=func.{name[16:]}()"
        case Reference(name=name) if name.startswith(_PYTHON):
            return f"the function {name}", f"default={name}"
        case Invocation(function=function) if function.startswith(_PYTHON) and not function.startswith(_TEXTS):
            return f"the value of {function}()", "a SQL expression, or default="
        case Callback():
            return "a lambda", "default="
        case Collection(kind=kind):
            return f"a {kind}", "text(…) with the value as SQL"
        case _:
            return None


def check(column: ColumnDefinition, context: Context) -> Iterator[Finding]:
    """Report server defaults that are certainly neither strings nor SQL."""
    argument = column.keyword("server_default")
    complaint = _complaint(argument.value) if argument is not None else None
    if argument is not None and complaint is not None:
        yield Finding(argument.span, {"given": complaint[0], "meant": complaint[1]})


RULE = Rule(
    code="SQA226",
    name="server-default-wrong-type",
    impact=Impact.HIGH,
    message="{given} is neither a string nor SQL, so server_default raises ArgumentError at import; write {meant}",
    doc=__doc__,
    on=ColumnDefinition,
    words=frozenset({"server_default="}),
    check=check,
    sources=("P16",),
)
