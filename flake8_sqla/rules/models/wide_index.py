"""Index on many columns.

An index that is not unique pays for each of its columns at every write and on disk. Past two or three, the later ones hardly narrow
anything down any more: the first columns have done that.

```python bad
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Visit(Base):
    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_all", "country", "city", "page", "browser"),)  # SQA207 "4 columns"
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    city: Mapped[str]
    page: Mapped[str]
    browser: Mapped[str]
```

```python good
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Visit(Base):
    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_page_city", "page", "city", postgresql_include=["country", "browser"]),)
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    city: Mapped[str]
    page: Mapped[str]
    browser: Mapped[str]
```

Models, tables, `op.create_index` and `CREATE INDEX` in SQL are read alike. Not counted is an `id` at the end, which
makes the order of pages certain and never changes. Silent: unique indexes, included columns, downgrades, and the methods that have one entry for each column anyway (gin, gist, brin, bloom).
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.migrations import CreateIndex
from flake8_sqla.facts.models import SchemaCall
from flake8_sqla.rule import Context, Finding, Impact, Rule

_ORDERED = ("", "btree")
#: As the last column it makes the order of pages certain, and no row ever changes it.
_TIE_BREAKER = "id"


def _of_call(call: SchemaCall) -> int:
    """How many columns a plain `Index(…)` has; none where it is unique, of another method, or not all in sight."""
    if call.construct != "sqlalchemy.Index" or call.has_starred:
        return 0
    for argument in call.arguments:
        value = argument.value.value if isinstance(argument.value, Constant) else None
        if argument.keyword == "unique" and value is not False:
            return 0
        if argument.keyword.endswith("_using") and (not isinstance(value, str) or value.lower() not in _ORDERED):
            return 0
    last = call.positional[-1].value if call.positional else None
    return len(call.positional) - 1 - (isinstance(last, Constant) and last.value == _TIE_BREAKER)


def _of_operation(operation: CreateIndex) -> int:
    if operation.setting.direction != "upgrade" or operation.unique is not False or not isinstance(operation.columns, tuple):
        return 0
    method = operation.method
    if not isinstance(method, str) or method.lower() not in _ORDERED:
        return 0
    return len(operation.columns) - (operation.columns[-1:] == (_TIE_BREAKER,))


def check(index: SchemaCall | CreateIndex, context: Context) -> Iterator[Finding]:
    """Count the columns."""
    count = _of_call(index) if isinstance(index, SchemaCall) else _of_operation(index)
    most = context.settings.max_index_columns
    if count > most:
        yield Finding(index.span, {"count": count, "most": most})


RULE: Rule[SchemaCall | CreateIndex] = Rule(
    code="SQA207",
    name="wide-index",
    impact=Impact.MEDIUM,
    message="an index on {count} columns is written at each change of any of them; keep to the {most} that select best, or include the others",
    doc=__doc__,
    on=(SchemaCall, CreateIndex),
    words=frozenset({"Index"}),
    check=check,
    sources=("S0-11",),
    options=("--sqla-max-index-columns",),
)
