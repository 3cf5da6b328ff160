"""Query that no index can serve.

Where no condition of a query is on a column that an index, a unique constraint or a key begins with, the database reads the whole table to
find the rows: nobody notices with a hundred rows, and with a million each call takes seconds, holds a connection and reads the table into
memory. Such a query in a login or a webhook is what takes an application down when it grows.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    active: Mapped[bool]


def by_email(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email, User.active.is_(True))).one_or_none()  # SQA324 "users.email"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(index=True)
    active: Mapped[bool]


def by_email(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email, User.active.is_(True))).one_or_none()
```

What counts is `==`, `<`, `in_`, `between` and the like with a value that is known at run time only. One condition that an index begins with is
enough, that of a migration counts as one of the model, and each arm of an `or_` needs its own. Each set of columns is reported once a file.
Silent: columns of flags and states (`Boolean`, `Enum`, values that are written out), of which an index would find half the table; tests for
NULL, `!=`, `LIKE '%…'` and functions, which a plain index does not serve; conditions that stand in a branch, since the query without them reads
everything anyway; the first rows in the order of an index; foreign keys where MySQL indexes them; tables with a base, a mixin or a key
out of sight; tables that are read whole in a moment, which are those of `--sqla-small-tables`, those named after types, priorities or settings,
and those whose rows are set up by hand (a column `enabled`, `default` or `sort_order`, and none of a user), and keys to such as `country_id`; tests,
scripts, commands below `cli`, and migrations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.filters import Filter
from flake8_sqla.facts.indexes import Indexes
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.facts.settings_tables import is_settings
from flake8_sqla.facts.unknown import Unknown
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NAMED = 3
#: Where commands lie that somebody runs now and then, and nobody waits for.
_BY_HAND = re.compile(r"(^|/)(cli/|cli\.py$|management/commands/)")
_INDEXING_ITSELF = frozenset({"mysql", "mariadb"})


def check(query: Filter, context: Context) -> Iterator[Finding]:
    """Report the first condition that an index would serve, where none serves any."""
    if _BY_HAND.search(context.file.inside):
        return
    dialects = context.project.dialects
    indexes = Indexes(context.models, bool(dialects) and dialects <= _INDEXING_ITSELF)
    if indexes.serve_any(query.terms) is not False or any(context.models.table(path) is None for path in query.joined):
        return
    wanting = indexes.wanted_by(query.terms)
    if not wanting or indexes.are_walked_by(query):
        return
    small = context.settings.small_tables
    if any(table.name in small or is_settings(table) or _is_led_by_migration(table, column, context) for _, table, column in wanting):
        return
    first, table, _ = wanting[0]
    names = list(dict.fromkeys(f"{owner.title}.{column.name}" for _, owner, column in wanting if owner is table))
    yield Finding(first.span, {"columns": " or ".join(names[:_NAMED]), "table": table.title})


def _is_led_by_migration(table: SchemaTable, column: Column, context: Context) -> bool:
    """Whether revisions made an index that the model does not mention, or may have."""
    if not isinstance(table.name, str) or not isinstance(column.name, str) or isinstance(table.schema, Unknown):
        return True
    from flake8_sqla.facts.migrations import TableName  # loaded where there is something to report

    name = TableName(table.name, table.schema or "")
    return any(schema.index_begins(name, column.name) is not False for schema in context.migrated_schemas())


RULE = Rule(
    code="SQA324",
    name="unindexed-query",
    impact=Impact.HIGH,
    message="no index begins with {columns}, and this query reads all of {table}; add index=True or an Index",
    doc=__doc__,
    on=Filter,
    check=check,
    sources=("S0-4", "S3-12"),
    options=("--sqla-small-tables",),
)
