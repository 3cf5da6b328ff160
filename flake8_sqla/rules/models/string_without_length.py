"""String without a length on MySQL.

MySQL's VARCHAR must have a length: `String` and a bare `Mapped[str]` raise CompileError when the table is made there. On PostgreSQL and
SQLite they are right, which is how they get written. `Text` needs no length, but MySQL puts it into no key or index.

```python bad options="--sqla-dialects=mysql"
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String, unique=True)  # SQA248 "write String(n)"
    name: Mapped[str]  # SQA248 "or Text"
```

```python good options="--sqla-dialects=mysql"
from sqlalchemy import String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {str: String(255)}


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str]
    notes: Mapped[str] = mapped_column(Text)
```

Reported where the project may run on MySQL or MariaDB. Silent: a bare annotation whose base is out of sight; tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant, Invocation, Reference
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import LENGTH_TYPES

_KEYS = ("primary_key", "unique", "index")


def _lacks_length(column: Column) -> bool:
    match column.type:
        case Reference(name=name):
            return name in LENGTH_TYPES
        case Invocation(function=function, arguments=arguments) if function in LENGTH_TYPES:
            given = [argument for argument in arguments if argument.starred or argument.keyword in ("", "length")]
            return not given or all(isinstance(argument.value, Constant) and argument.value.value is None for argument in given)
        case _:
            return False


def check(fact: Column | SchemaTable, context: Context) -> Iterator[Finding]:
    """Look at written types, and at bare annotations whose base is known to say nothing of str."""
    if context.file.test or not context.may_be("mysql"):
        return
    if isinstance(fact, Column):
        if _lacks_length(fact):
            keyed = any(fact.keyword(name) is not None for name in _KEYS)
            yield Finding(fact.span, {"owner": fact.owner, "attribute": fact.attribute}, "key" if keyed else "")
    elif fact.model is not None and fact.type_map is None:
        for column in fact.columns:
            if column.own and column.type is None and column.python == "builtins.str" and column.complete and not column.foreign_keys:
                yield Finding(column.span, {"owner": fact.owner, "attribute": column.attribute})


RULE: Rule[Column | SchemaTable] = Rule(
    code="SQA248",
    name="string-without-length",
    impact=Impact.HIGH,
    message="{owner}.{attribute} is a VARCHAR without length, for which MySQL raises CompileError; write String(n), or Text",
    doc=__doc__,
    on=(Column, SchemaTable),
    words=LENGTH_TYPES | {"builtins.str"},
    check=check,
    variants={"key": "{owner}.{attribute} is a VARCHAR without length, for which MySQL raises CompileError; write String(n)"},
    sources=("P133",),
)
