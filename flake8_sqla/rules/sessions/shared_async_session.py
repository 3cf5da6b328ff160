"""One asynchronous session in several tasks.

An AsyncSession is one connection and one transaction; it serves one task at a time. Two tasks that use it together raise
InvalidRequestError or IllegalStateChangeError when they meet, and where they do not meet their flushes and rollbacks mix.

```python bad
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from app.jobs import load_orders, load_users


async def load(session: AsyncSession, ids: list[int]) -> None:
    await asyncio.gather(load_users(session), load_orders(session))  # SQA414 "session"
    await asyncio.gather(*(load_users(session, each) for each in ids))  # SQA414 "session"
    async with asyncio.TaskGroup() as group:
        for each in ids:
            group.create_task(load_orders(session, each))  # SQA414 "session"
```

```python good
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.jobs import load_orders, load_users


async def load_one(factory: async_sessionmaker[AsyncSession], each: int) -> None:
    async with factory() as session:
        await load_users(session, each)


async def load(factory: async_sessionmaker[AsyncSession], session: AsyncSession, ids: list[int]) -> None:
    await asyncio.gather(*(load_one(factory, each) for each in ids))
    await load_users(session)
    await load_orders(session)
```

One task on the session beside others that do without it is silent, and so is a task awaited before the next one starts.
`async_scoped_session` gives each task a session of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.coroutines import SharedSession
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: SharedSession, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(fact.span, {"session": fact.session, "function": fact.function})


RULE = Rule(
    code="SQA414",
    name="shared-async-session",
    impact=Impact.CRITICAL,
    message="{function} runs several tasks on {session} at once, a session serves one; give each task its own, or await them in turn",
    doc=__doc__,
    on=SharedSession,
    check=check,
    sources=("S3-24", "P27"),
)
