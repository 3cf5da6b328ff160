"""Time stamp that nobody sets.

A column `created_at` without a default relies on every place that inserts rows, an `updated_at` without `onupdate` on every place that
changes them. The one that forgets leaves NULL, an error, or a date that is long past.

```python bad
from datetime import datetime

from sqlalchemy import DateTime, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))  # SQA220 "server_default"
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())  # SQA220 "onupdate"
```

```python good
from datetime import datetime

from sqlalchemy import DateTime, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
```

Read are columns of models that hold a date and time and are named as stamps are. Silent: `server_onupdate`, `**kwargs`, annotations
from another file, update stamps of SQLModel's `Field` (Pydantic models are mostly changed by code that sets the stamp), files that listen to `before_insert`, `before_update` or `before_flush`, tests and migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Column, type_name
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import DATETIME_TYPES

_CREATED = frozenset("created_at created created_on created_date creation_date creation_time date_created time_created createdat".split())
_UPDATED = frozenset(
    "updated_at updated_on updated_date last_updated_at modified_at modified_on date_modified date_updated time_updated".split()
)
_DEFAULTS = ("default", "server_default", "insert_default", "default_factory")


def _holds_time(column: Column) -> bool:
    return column.python == "datetime.datetime" or type_name(column.type) in DATETIME_TYPES


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Judge a stamp by its name and its defaults."""
    if column.place != "class" or not column.construct or column.watched or context.file.test or context.file.migration or not _holds_time(column):
        return
    name = column.attribute.lower()
    values = {"owner": column.owner, "attribute": column.attribute}
    if name in _CREATED and column.lacks(*_DEFAULTS):
        yield Finding(column.span, values)
    elif name in _UPDATED and column.construct != "Field" and column.lacks("onupdate", "server_onupdate"):
        yield Finding(column.span, values, "update")


RULE = Rule(
    code="SQA220",
    name="timestamp-without-default",
    impact=Impact.MEDIUM,
    message="{owner}.{attribute} has no default: every insert has to think of it; add server_default=func.now()",
    doc=__doc__,
    on=Column,
    words=_CREATED | _UPDATED,
    check=check,
    variants={"update": "{owner}.{attribute} stays as it is when a row changes; add onupdate=func.now(), or server_onupdate= where a trigger does"},
    sources=("S1-8",),
)
