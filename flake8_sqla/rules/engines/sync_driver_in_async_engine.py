"""Synchronous driver in an asynchronous engine.

`create_async_engine` needs a driver that is made for asyncio, and raises InvalidRequestError at once for any other. A URL without a driver
means the dialect's default, which is synchronous for SQLite, MySQL and SQL Server. `postgresql://` is a case by itself: up to SQLAlchemy 2.0
it meant psycopg2 and raises, since 2.1 it means psycopg, which does both.

```python bad
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+psycopg2://db/shop", pool_pre_ping=True)  # SQA505 "postgresql+asyncpg"
local = create_async_engine("sqlite:///app.db")  # SQA505 "sqlite+aiosqlite"
```

```python good
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg://db/shop", pool_pre_ping=True, pool_size=5, max_overflow=5, pool_recycle=1800)
local = create_async_engine("sqlite+aiosqlite:///app.db")
```

A URL from elsewhere is silent. `postgresql://` and `oracle://` are reported only where the project's dependency files admit a SQLAlchemy
before 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary import drivers


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report a URL whose driver is synchronous, named or by default."""
    url = engine.url
    if not engine.asynchronous or not isinstance(url, DatabaseUrl) or not isinstance(url.driver, str) or not isinstance(url.dialect, str):
        return
    advice = f"{url.dialect}+{drivers.ADVISED_ASYNC_DRIVERS.get(url.dialect, '…')}"
    if url.driver.lower() in drivers.SYNC_DRIVERS:
        yield Finding(url.span, {"driver": url.driver, "advice": advice})
    elif not url.driver and url.dialect in drivers.OLD_DEFAULT_DRIVERS:
        if context.project.requirements.admits_2_0:
            yield Finding(url.span, {"dialect": url.dialect, "driver": drivers.OLD_DEFAULT_DRIVERS[url.dialect], "advice": advice}, "version")
    elif not url.driver and url.dialect in drivers.DEFAULT_DRIVERS:
        yield Finding(url.span, {"driver": drivers.DEFAULT_DRIVERS[url.dialect], "advice": advice})


RULE = Rule(
    code="SQA505",
    name="sync-driver-in-async-engine",
    impact=Impact.CRITICAL,
    message="an async engine refuses the driver {driver}, which is synchronous; write {advice}://",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    variants={"version": "{dialect}:// means {driver} before SQLAlchemy 2.1, which the project allows, and an async engine refuses it; write {advice}://"},
    sources=("S1-4", "S3-2", "P58"),
)
