"""Engine without `pool_pre_ping`.

A pool hands out connections that the server, a firewall or a failover may have closed meanwhile. The first statement on such a
connection fails, and with it the request of a user. `pool_pre_ping=True` tests a connection when it is taken and replaces a dead
one; it costs one round trip.

```python bad
import os

from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"])  # SQA502
```

```python good
import os

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True, pool_size=5, max_overflow=5, pool_recycle=1800)
unpooled = create_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
local = create_engine("sqlite:///app.db")
```

Silent: SQLite, pools that keep no connection (`NullPool`, `StaticPool`), a `creator` or `pool` of one's own, options that come in by
`**kwargs`, an engine that ends with the function that makes it, tests, migrations and env.py, and scripts. An engine whose URL comes from elsewhere
is reported: the advice holds for every server.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: With these the engine has no pool of its own, or one that somebody else looks after.
_OWN_POOL = ("creator", "async_creator", "pool", "strategy")
#: Pools that keep connections between uses.
_QUEUES = ("sqlalchemy.QueuePool", "sqlalchemy.AsyncAdaptedQueuePool")


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report an engine of a server that is never pinged."""
    if context.file.test or context.file.migration or context.file.environment or context.file.script:
        return
    if engine.main_guard or engine.short_lived or engine.stays_inside:
        return
    if engine.function.endswith("engine_from_config") or engine.has_starred or any(engine.keyword(name) for name in _OWN_POOL):
        return
    if isinstance(engine.url, DatabaseUrl) and engine.url.dialect == "sqlite":
        return
    if engine.pool_class != "" and engine.pool_class not in _QUEUES:
        return
    ping = engine.keyword("pool_pre_ping")
    if ping is None:
        yield Finding(engine.span, {"function": engine.function})
    elif isinstance(ping.value, Constant) and not ping.value.value:
        yield Finding(ping.span, {"function": engine.function})


RULE = Rule(
    code="SQA502",
    name="missing-pre-ping",
    impact=Impact.MEDIUM,
    message="{function}() without pool_pre_ping=True hands out connections the server has closed; the first statement then fails",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    sources=("S3-23",),
)
