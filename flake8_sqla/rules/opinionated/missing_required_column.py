"""Model without a column that every table has.

A team that wants to know of each row when it was made, or to whom it belongs, finds out in a year that three tables cannot say. The
columns of `--sqla-required-columns` are asked of every mapped class; `orders.deleted_at` asks one of a single table.

```python bad options="--sqla-required-columns=created_at"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):  # SQA937 "created_at"
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python good options="--sqla-required-columns=created_at"
from datetime import datetime

from sqlalchemy import DateTime, MetaData, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Stamped:
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class User(Stamped, Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
```

Columns of mixins and abstract bases count, in this file or another. A column may be named by its attribute.

Whose opinion: the project's own, or that of guides that want a creation stamp in each table. What speaks against it: a table of two
foreign keys needs no history. Silent without the option, for `Table` objects (a name with a dot is asked of those too), for children
in joined inheritance, for classes whose bases are out of sight, in tests and migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _wanted(table: SchemaTable, required: tuple[str, ...]) -> Iterator[str]:
    """The columns that are asked of a table."""
    for entry in required:
        owner, dot, column = entry.rpartition(".")
        if dot and table.is_called(owner) is True:
            yield column
        elif not dot and table.model is not None and not table.inherits:
            yield column


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Report the columns that a table lacks, all at once."""
    if not table.complete or context.file.test or context.file.migration:
        return
    present = {name for column in table.columns for name in (column.name, column.attribute)}
    missing = [name for name in _wanted(table, context.settings.required_columns) if name not in present]
    if missing:
        yield Finding(table.span, {"owner": table.owner, "columns": ", ".join(dict.fromkeys(missing))})


RULE = Rule(
    code="SQA937",
    name="missing-required-column",
    impact=Impact.LOW,
    message="{owner} lacks {columns}, which this project wants; declare it, or take it from a mixin",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    sources=("S1-8", "S3-31"),
    options=("--sqla-required-columns",),
)
