"""Primary key by SERIAL.

On PostgreSQL an integer primary key becomes SERIAL unless it is told otherwise: a sequence beside the table, with permissions of
its own, and a default that anybody may override with a number that the sequence gives out later again. `Identity(always=True)` is
the standard's word for it: the number belongs to the column, and INSERT cannot set it by mistake.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)  # SQA933 "id"
```

```python good
from sqlalchemy import Identity
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
```

Whose opinion: squawk (`prefer-identity`) and PostgreSQL's own wiki. What speaks against it: SERIAL works, to change it needs a
migration for each table, and SQLAlchemy does not need the difference. Silent: other databases than PostgreSQL, keys of several
columns, keys that are foreign keys too or have a default, a sequence or `autoincrement=False`, bare annotations whose base is out
of sight, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant, Invocation
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NUMBERED_OTHERWISE = frozenset({"sqlalchemy.Identity", "sqlalchemy.Sequence", "sqlalchemy.Computed", "sqlalchemy.FetchedValue"})


def _is_serial(column: Column, table: SchemaTable) -> bool:
    if column.foreign_keys or any(column.name in other.columns for other in table.foreign_keys):
        return False
    if not column.lacks("default", "insert_default", "default_factory", "server_default"):
        return False
    numbered = column.keyword("autoincrement")
    if numbered is not None and not (isinstance(numbered.value, Constant) and numbered.value.value in (True, "auto")):
        return False
    given = [argument.value for argument in column.arguments if not argument.keyword]
    if any(isinstance(value, Invocation) and value.function in _NUMBERED_OTHERWISE for value in given):
        return False
    if column.type is None:
        return column.python == "builtins.int" and table.type_map is None
    found = UNKNOWN if column.type is UNKNOWN else sql_type(column.type)
    return isinstance(found, SqlType) and found.name in ("smallint", "integer", "bigint") and not found.dimensions


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look at a key of one column that SQLAlchemy makes a SERIAL of."""
    if context.file.migration or context.file.test or not context.may_be("postgresql"):
        return
    for key in table.keys:
        column = table.column(key.columns[0]) if len(key.columns) == 1 and isinstance(key.columns[0], str) else None
        if key.kind == "primary" and column is not None and _is_serial(column, table):
            yield Finding(column.span, {"owner": table.owner, "attribute": column.attribute})


RULE = Rule(
    code="SQA933",
    name="serial-key",
    impact=Impact.LOW,
    message="{owner}.{attribute} becomes a SERIAL on PostgreSQL; add Identity(always=True)",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    sources=("M1K",),
    options=("--sqla-dialects",),
)
