"""`JSON` column on PostgreSQL.

PostgreSQL's json keeps the text as it was written and has no equality: DISTINCT, GROUP BY, UNION and `=` over such a column fail, and it cannot
be indexed. jsonb has all of that and is read faster.

```python bad
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, str]] = mapped_column(JSON)  # SQA252 "payload"
```

```python good
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    payload: Mapped[dict[str, str]] = mapped_column(JSONB)
```

SQLAlchemy's general `JSON` is reported only in projects known to run on PostgreSQL and nothing else; it is right for several databases, best
as `JSON().with_variant(JSONB, "postgresql")`. Models, tables and the columns that migrations add are read alike; of the last, those that
are still so when all revisions have run, and that no model declares as anything else than JSONB.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Column, type_name
from flake8_sqla.rule import Context, Finding, Impact, Rule


_JSONB = "sqlalchemy.dialects.postgresql.JSONB"


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Look at the types of columns."""
    name = type_name(column.type)
    only_postgresql = context.project.dialects == frozenset({"postgresql"})
    if name == "sqlalchemy.dialects.postgresql.JSON" or (name == "sqlalchemy.JSON" and only_postgresql):
        if context.may_be("postgresql") and not context.file.test and (column.place != "operation" or _is_to_be_changed(column, context)):
            yield Finding(column.span, {"owner": column.owner, "attribute": column.attribute})


def _is_to_be_changed(column: Column, context: Context) -> bool:
    """Whether a migration's column is json to this day, and is not reported where a model declares it."""
    from flake8_sqla.facts.migrated_columns import is_still, mapped_columns  # for columns of migrations

    declared = {type_name(found.type) for found, _ in mapped_columns(column, context.models)}
    return declared <= {_JSONB} and is_still(column, "json", context.migrated_schemas())


RULE = Rule(
    code="SQA252",
    name="json-column-without-equality",
    impact=Impact.MEDIUM,
    message="{owner}.{attribute} is json, which PostgreSQL can neither compare nor index; write JSONB",
    doc=__doc__,
    on=Column,
    words=frozenset({_JSONB, "sqlalchemy.JSON", "sqlalchemy.dialects.postgresql.JSON"}),
    check=check,
    sources=("M1C",),
)
