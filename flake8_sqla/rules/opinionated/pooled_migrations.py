"""Pool of connections in env.py.

A run of migrations needs one connection, once. With a pool the connection stays open when the migrations are done, counts against the
server's limit, and keeps whatever the migrations have set on it; on some servers it keeps a lock of its session too. Alembic's templates
pass `poolclass=pool.NullPool`, which opens a connection when it is asked for and closes it afterwards.

```python bad file=migrations/env.py
from alembic import context
from sqlalchemy import engine_from_config

from shop.models import Base


def run() -> None:
    engine = engine_from_config(context.config.get_section("alembic", {}), prefix="sqlalchemy.")  # SQA919 "NullPool"
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()
```

```python good file=migrations/env.py
from alembic import context
from sqlalchemy import engine_from_config, pool

from shop.migrating import drop_empty
from shop.models import Base


def run() -> None:
    section = context.config.attributes["section"]
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_server_default=True,
            process_revision_directives=drop_empty,
        )
        with context.begin_transaction():
            context.run_migrations()
```

Whose opinion: Alembic's own templates, and guides that ask for it. What speaks against it: the process ends a moment later, and the pool
with it; it matters where the program itself runs its migrations and goes on. Silent: engines that env.py takes from the application or
is given, SQLite in memory, pools that cannot be read, calls with `**options`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: Pools that hold no connection back, or the one that everybody shares.
_FINE = ("sqlalchemy.NullPool", "sqlalchemy.StaticPool")


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report an engine of an env.py by the pool it gets."""
    if not context.file.environment or context.file.test or engine.has_starred:
        return
    pool = engine.pool_class
    if pool is UNKNOWN or pool in _FINE or (pool and not pool.startswith("sqlalchemy.")) or engine.keyword("creator") is not None:
        return
    if isinstance(engine.url, DatabaseUrl) and engine.url.memory:
        return
    given = engine.keyword("poolclass") or engine.keyword("pool")
    yield Finding(given.span if given is not None else engine.span, {"function": engine.function})


RULE = Rule(
    code="SQA919",
    name="pooled-migrations",
    impact=Impact.LOW,
    message="{function}() in env.py keeps its connection in a pool when the migrations are done; pass poolclass=pool.NullPool",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    sources=("S2-13",),
)
