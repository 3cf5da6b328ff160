"""Synchronous session in asynchronous code.

While a synchronous session waits for the database the whole event loop waits: every other request of the process stands still.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


async def names(factory: sessionmaker[Session]) -> list[str]:
    with factory() as session:  # SQA411 "session"
        return [user.name for user in session.scalars(select(User))]
```

```python good
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.models import User


async def names(factory: async_sessionmaker[AsyncSession]) -> list[str]:
    async with factory() as session:
        return [user.name for user in await session.scalars(select(User))]
```

Reported once for each session of a function, where it is made or first used. Functions handed to `run_sync`, `to_thread` or
`run_in_executor` are plain functions and silent, and so is a session that is only passed on. Tests are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_BLOCKING = ("execute", "exec", "scalar", "scalars", "get", "get_one", "flush", "commit", "refresh", "query", "merge", "delete", "rollback")


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report sessions that block in `async def`."""
    if not use.in_async or use.asynchronous or context.file.test:
        return
    blocking = [event for event in use.of(*_BLOCKING) if not event.awaited]
    if not blocking or any(event.awaited for event in use.events):
        return
    span = use.created or blocking[0].span
    yield Finding(span, {"session": use.receiver, "function": use.function, "method": blocking[0].kind})


RULE = Rule(
    code="SQA411",
    name="sync-session-in-async",
    impact=Impact.CRITICAL,
    message="{session}.{method}() blocks the event loop inside async def {function}; use an AsyncSession, or run it in a thread",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"blocking"}),
    check=check,
    sources=("S1-4", "S3-24", "P112"),
)
