"""Primary key of 32 bits.

`Integer` ends at 2 147 483 647, and rolled-back inserts, upserts that found their row, and deleted rows use numbers up as well.
When it ends, every insert fails, and the way out rewrites the table and all that point to it. `BigInteger` costs four bytes a row.

```python bad
from sqlalchemy import Integer
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)  # SQA932 "id"


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)  # SQA932 "Mapped[int]"
```

```python good
from sqlalchemy import BigInteger
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
```

Whose opinion: squawk (`prefer-bigint-over-int`), pg-migration-lint and others. What speaks against it: most tables never come near
the end, and the keys that point to them grow too. On SQLite `BigInteger` alone is not numbered by the database: write
`BigInteger().with_variant(Integer, "sqlite")` where the tests run there. Silent: projects on SQLite alone, keys of several columns,
keys that are foreign keys too, bare annotations whose base is out of sight, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_DATABASES = ("postgresql", "mysql", "mariadb", "mssql")


def _is_small(column: Column) -> str:
    """`written` or `bare`, by what makes the type a small one; empty where it is another or not known."""
    if column.type is None or column.type is UNKNOWN:
        return "bare" if column.type is None and column.python == "builtins.int" else ""
    found = sql_type(column.type)
    small = isinstance(found, SqlType) and found.name in ("integer", "smallint") and not found.dimensions
    return "written" if small else ""


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look at the type of a key of one column."""
    if context.file.migration or context.file.test or not any(map(context.may_be, _DATABASES)):
        return
    for key in table.keys:
        column = table.column(key.columns[0]) if len(key.columns) == 1 and isinstance(key.columns[0], str) else None
        if key.kind != "primary" or column is None or column.foreign_keys or not column.complete:
            continue
        if any(column.name in other.columns for other in table.foreign_keys):
            continue
        small = _is_small(column)
        if small == "written" or (small == "bare" and table.type_map is None):
            yield Finding(column.span, {"owner": table.owner, "attribute": column.attribute}, "" if small == "written" else "bare")


RULE = Rule(
    code="SQA932",
    name="small-integer-key",
    impact=Impact.LOW,
    message="the primary key {owner}.{attribute} ends at 2147483647 at most; write BigInteger",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    variants={
        "bare": "the primary key {owner}.{attribute} is an Integer, as Mapped[int] alone is, and ends at 2147483647; write BigInteger"
    },
    sources=("M1K",),
    options=("--sqla-dialects",),
)
