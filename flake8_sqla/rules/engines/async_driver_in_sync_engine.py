"""Asynchronous driver in a synchronous engine.

`create_engine` takes `postgresql+asyncpg://` without complaint; the first connection then fails with MissingGreenlet, far from the line
that is wrong.

```python bad
from sqlalchemy import create_engine

engine = create_engine("postgresql+asyncpg://db/shop", pool_pre_ping=True)  # SQA506 "asyncpg"
```

```python good
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg://db/shop", pool_pre_ping=True, pool_size=5, max_overflow=5, pool_recycle=1800)
beside = create_engine("postgresql+psycopg://db/shop", pool_pre_ping=True, pool_size=5, max_overflow=5, pool_recycle=1800)
```

Silent: an engine handed straight to `AsyncEngine(…)`, psycopg and oracledb (which do both), and URLs from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.drivers import ASYNC_DRIVERS


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report a URL whose driver works under an event loop alone."""
    url = engine.url
    if engine.asynchronous or engine.wrapped or not isinstance(url, DatabaseUrl) or not isinstance(url.driver, str):
        return
    if url.driver.lower() in ASYNC_DRIVERS:
        yield Finding(url.span, {"driver": url.driver, "function": engine.function})


RULE = Rule(
    code="SQA506",
    name="async-driver-in-sync-engine",
    impact=Impact.CRITICAL,
    message="{function}() with {driver} fails at its first connection (MissingGreenlet); use create_async_engine(), or a synchronous driver",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    sources=("P58", "S1-4"),
)
