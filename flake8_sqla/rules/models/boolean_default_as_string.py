"""Boolean with a word as server default.

`server_default="false"` is right on PostgreSQL, which reads the word. SQLite has no booleans: it stores the text 'false', and every text but
a zero reads back as True. MySQL refuses the table. `sqlalchemy.false()` is right everywhere.

```python bad options="--sqla-dialects=sqlite"
from sqlalchemy import Boolean
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    is_admin: Mapped[bool] = mapped_column(Boolean, server_default="false")  # SQA227 "false()"
```

```python good options="--sqla-dialects=sqlite"
from sqlalchemy import Boolean, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    is_admin: Mapped[bool] = mapped_column(Boolean, server_default=false())
```

Reported where the project may run on SQLite or MySQL. `"0"` and `"1"` are right there, and silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.schema import Column, type_name
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import BOOLEAN_TYPES

_FALSE = frozenset({"false", "f", "no", "n", "off"})
_TRUE = frozenset({"true", "t", "yes", "y", "on"})


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Look at the words of boolean columns."""
    argument = column.keyword("server_default")
    if argument is None or not isinstance(argument.value, Constant) or not isinstance(argument.value.value, str):
        return
    if type_name(column.type) not in BOOLEAN_TYPES and not (column.type is None and column.python == "builtins.bool"):
        return
    word = argument.value.value.strip().lower()
    values = {"owner": column.owner, "attribute": column.attribute, "word": argument.value.value}
    if word in _FALSE and context.may_be("sqlite"):
        yield Finding(argument.span, values)
    elif word in _FALSE | _TRUE and context.may_be("mysql"):
        yield Finding(argument.span, {**values, "meant": "false()" if word in _FALSE else "true()"}, "mysql")


RULE = Rule(
    code="SQA227",
    name="boolean-default-as-string",
    impact=Impact.MEDIUM,
    message="SQLite stores the text '{word}' in {owner}.{attribute}, which reads back as True; write server_default=false()",
    doc=__doc__,
    on=Column,
    words=frozenset({"server_default="}),
    check=check,
    variants={"mysql": "MySQL refuses '{word}' as default of the boolean {owner}.{attribute}; write server_default={meant}"},
    sources=("P17",),
)
