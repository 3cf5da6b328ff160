"""Date and time without a zone.

`DateTime` is TIMESTAMP WITHOUT TIME ZONE: what zone a value is in is known only to whoever wrote it. Python's aware values lose theirs or are
refused by the driver, and values of two servers cannot be compared. `DateTime(timezone=True)` keeps the instant.

```python bad
from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


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

Columns that a migration adds are read as well. Silent: projects that run on SQLite, MySQL or MariaDB alone, which know no zones; types
that are not SQLAlchemy's own; a bare `Mapped[datetime]` whose base is out of sight; tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant, Invocation, Reference
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import DATETIME_TYPES

_ZONED = ("postgresql", "oracle", "mssql")


def _is_naive(column: Column) -> bool:
    """Whether its type is written out and keeps no zone."""
    match column.type:
        case Reference(name=name):
            return name in DATETIME_TYPES
        case Invocation(function=function, arguments=arguments) if function in DATETIME_TYPES:
            given = next((argument.value for argument in arguments if argument.keyword in ("timezone", "")), None)
            return given is None and not any(argument.starred for argument in arguments) or isinstance(given, Constant) and not given.value
        case _:
            return False


def check(fact: Column | SchemaTable, context: Context) -> Iterator[Finding]:
    """Look at written types of columns, and at bare annotations where the base is known to map them to nothing better."""
    if context.file.test or not any(map(context.may_be, _ZONED)):
        return
    if isinstance(fact, Column):
        if _is_naive(fact):
            yield Finding(fact.span, {"owner": fact.owner, "attribute": fact.attribute})
    elif fact.model is not None and fact.type_map is None:
        for column in fact.columns:
            if column.own and column.type is None and column.python == "datetime.datetime" and column.complete:
                yield Finding(column.span, {"owner": fact.owner, "attribute": column.attribute}, "bare")


RULE: Rule[Column | SchemaTable] = Rule(
    code="SQA221",
    name="naive-datetime-column",
    impact=Impact.HIGH,
    message="{owner}.{attribute} keeps no time zone; write DateTime(timezone=True)",
    doc=__doc__,
    on=(Column, SchemaTable),
    check=check,
    variants={
        "bare": "{owner}.{attribute} is a DateTime without zone, as Mapped[datetime] alone is; write DateTime(timezone=True), "
        "or say so in the base's type_annotation_map"
    },
    sources=("S3-27", "P130"),
)
