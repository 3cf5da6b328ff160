"""Enum type without a name.

On PostgreSQL an enum is a type of its own and needs a name: `Enum("new", "done")` fails with CompileError when the table is made. An
enum made of a Python class takes the class's name. Members in a list raise TypeError at import.

```python bad
from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Enum("new", "done"))  # SQA247 "name"
    kind: Mapped[str] = mapped_column(Enum(["a", "b"], name="job_kind"))  # SQA247 "list"
```

```python good
from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Enum("new", "done", name="job_state"))
    kind: Mapped[str] = mapped_column(Enum("a", "b", native_enum=False))
```

The missing name is reported where the project may run on PostgreSQL. Silent: `native_enum=False`, which makes a VARCHAR, and calls with
`*members`, which may be an enum class.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, Constant
from flake8_sqla.facts.models import SchemaCall
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import ENUM_TYPES


def check(call: SchemaCall, context: Context) -> Iterator[Finding]:
    """Look at the members and the name."""
    if call.construct not in ENUM_TYPES:
        return
    kind = call.construct.rpartition(".")[2]
    members = [argument.value for argument in call.positional]
    for argument in call.positional:
        if isinstance(argument.value, Collection) and argument.value.kind in ("list", "tuple", "set"):
            yield Finding(argument.span, {"construct": kind, "kind": argument.value.kind}, "list")
            return
    if any(argument.starred and not argument.keyword for argument in call.arguments) and not members:
        return
    native = call.keyword("native_enum")
    if call.keyword("name") is not None or native is not None:
        return
    texts = [isinstance(member, Constant) and isinstance(member.value, str) for member in members]
    if texts and all(texts) and not call.has_starred and context.may_be("postgresql"):
        yield Finding(call.span, {"construct": kind})


RULE = Rule(
    code="SQA247",
    name="unnamed-enum-type",
    impact=Impact.HIGH,
    message="PostgreSQL needs a name for this {construct} and raises CompileError without; add name=",
    doc=__doc__,
    on=SchemaCall,
    words=frozenset(name.rpartition(".")[2] for name in ENUM_TYPES),
    check=check,
    variants={"list": "{construct} takes its members one by one, or an enum class; a {kind} raises TypeError at import"},
    sources=("P88",),
)
