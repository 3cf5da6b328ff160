"""Date and time without a zone.

`DateTime` is TIMESTAMP WITHOUT TIME ZONE: what zone a value is in is known only to whoever wrote it. Python's aware values lose theirs or are
refused by the driver, and values of two servers cannot be compared. `DateTime(timezone=True)` keeps the instant.

```python bad
from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(DateTime)  # SQA221 "starts_at"
    ends_at: Mapped[datetime]  # SQA221 "type_annotation_map"
```

```python good
from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True)}


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ends_at: Mapped[datetime]
```

Columns that a migration adds are read as well, but for those that a later revision changes or drops, those of a model that is reported
itself, and those that the model gives a type of its own. Silent: projects that run on SQLite, MySQL or MariaDB alone, which know no zones;
types that are not SQLAlchemy's own; a bare `Mapped[datetime]` whose base is out of sight; tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant, Invocation, Reference
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import DATETIME_TYPES

_ZONED = ("postgresql", "oracle", "mssql")


def _keeps_zone(column: Column) -> bool | None:
    """What its written type says; None where that is none of SQLAlchemy's own, or cannot be told."""
    match column.type:
        case Reference(name=name) if name in DATETIME_TYPES:
            return False
        case Invocation(function=function, arguments=arguments, has_starred=False) if function in DATETIME_TYPES:
            given = next((argument.value for argument in arguments if argument.keyword in ("timezone", "")), None)
            return False if given is None else bool(given.value) if isinstance(given, Constant) else None
        case _:
            return None


def _is_bare(column: Column, table: SchemaTable) -> bool:
    return table.type_map is None and column.type is None and column.python == "datetime.datetime" and column.complete


def check(fact: Column | SchemaTable, context: Context) -> Iterator[Finding]:
    """Look at written types of columns, and at bare annotations where the base is known to map them to nothing better."""
    if context.file.test or not any(map(context.may_be, _ZONED)):
        return
    if isinstance(fact, Column):
        known = _model_of(fact, context) if fact.place == "operation" and _keeps_zone(fact) is False else ""
        if _keeps_zone(fact) is False and known is not None:
            yield Finding(fact.span, {"owner": fact.owner, "attribute": fact.attribute, "model": known}, "model" if known else "")
    elif fact.model is not None:
        for column in fact.columns:
            if column.own and _is_bare(column, fact):
                yield Finding(column.span, {"owner": fact.owner, "attribute": column.attribute}, "bare")


def _model_of(column: Column, context: Context) -> str | None:
    """For a column of a migration: the class that gives it a zone, empty where none has it. None where it is not the one to be changed."""
    from flake8_sqla.facts.migrated_columns import is_still, mapped_columns  # for columns of migrations

    mapped = mapped_columns(column, context.models)
    if any(found.type is not None and not _keeps_zone(found) or _is_bare(found, table) for found, table in mapped):
        return None  # reported there, or a type of its own
    if not is_still(column, "timestamp", context.migrated_schemas()):
        return None
    return next((table.owner for found, table in mapped if _keeps_zone(found)), "")


RULE: Rule[Column | SchemaTable] = Rule(
    code="SQA221",
    name="naive-datetime-column",
    impact=Impact.HIGH,
    message="{owner}.{attribute} keeps no time zone; write DateTime(timezone=True)",
    doc=__doc__,
    on=(Column, SchemaTable),
    words=DATETIME_TYPES | {"datetime.datetime"},
    check=check,
    variants={
        "model": "{owner}.{attribute} keeps no time zone here, and that of {model} does; write DateTime(timezone=True)",
        "bare": "{owner}.{attribute} has no zone, as Mapped[datetime] alone; write DateTime(timezone=True), here or in type_annotation_map",
    },
    sources=("S3-27", "P130"),
)
