"""Pool arguments that contradict each other.

`pool_size`, `max_overflow`, `pool_timeout` and `pool_use_lifo` belong to a queue of connections. With `NullPool` or `StaticPool` they raise
TypeError when the engine is made, and so do all but `pool_size` for SQLite in memory, which has one connection a thread. An asynchronous
engine refuses `QueuePool` (its own is called `AsyncAdaptedQueuePool`), a synchronous one refuses that.

```python bad
import os

from sqlalchemy import NullPool, QueuePool, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

url = os.environ["DATABASE_URL"]
unpooled = create_engine(url, poolclass=NullPool, pool_size=5)  # SQA507 "pool_size"
engine = create_async_engine(url, poolclass=QueuePool)  # SQA507 "QueuePool"
memory = create_engine("sqlite://", max_overflow=2)  # SQA507 "max_overflow"
```

```python good
import os

from sqlalchemy import NullPool, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

url = os.environ["DATABASE_URL"]
unpooled = create_engine(url, poolclass=NullPool, pool_recycle=1800, pool_pre_ping=True)
engine = create_async_engine(url, pool_size=5, max_overflow=5, pool_recycle=1800, pool_pre_ping=True)
```

`pool_recycle` and `pool_pre_ping` pass with every pool. A pool class that cannot be read is silent, and so are options in `**kwargs`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary import pools


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report arguments the pool does not take, and pools the engine does not take."""
    if engine.pool_class is UNKNOWN:
        return
    name = _pool_of(engine)
    given = engine.keyword("poolclass")
    if given is not None and name in (pools.NOT_ASYNC if engine.asynchronous else pools.ONLY_ASYNC) and not engine.wrapped:
        yield Finding(given.span, {"pool": name}, "async" if engine.asynchronous else "sync")
        return
    for argument in engine.arguments:
        if argument.keyword in pools.POOL_ARGUMENTS and name in pools.TAKEN_BY and argument.keyword not in pools.TAKEN_BY[name]:
            yield Finding(argument.span, {"keyword": argument.keyword, "pool": name})


def _pool_of(engine: EngineCreation) -> str:
    """The pool's class: given, or the one that SQLite in memory has."""
    if isinstance(engine.pool_class, str) and engine.pool_class:
        return engine.pool_class.rpartition(".")[2] if engine.pool_class.startswith("sqlalchemy.") else ""
    if isinstance(engine.url, DatabaseUrl) and engine.url.memory in ("name", "mode") and engine.url.literal and not engine.has_starred:
        return "StaticPool" if engine.asynchronous else "SingletonThreadPool"
    return ""


RULE = Rule(
    code="SQA507",
    name="conflicting-pool-arguments",
    impact=Impact.HIGH,
    message="{keyword}= raises TypeError with {pool}, which has no such argument; drop one of the two",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    variants={
        "async": "an async engine refuses {pool} with ArgumentError; leave it out, or take AsyncAdaptedQueuePool or NullPool",
        "sync": "a sync engine refuses {pool} with ArgumentError; leave it out, or take QueuePool or NullPool",
    },
    sources=("S1-25", "P59"),
)
