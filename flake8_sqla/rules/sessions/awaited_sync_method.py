"""`await` of a method that is no coroutine.

Not everything on an AsyncSession talks to the database: `add`, `add_all`, `expunge` and `expire` only change the session's state,
and return None. What `await session.execute(…)` gives is an ordinary result whose `.all()` returns a list. To await either raises
TypeError, after `add` has done its work.

```python bad
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


async def invite(session: AsyncSession, name: str) -> None:
    await session.add(User(name=name))  # SQA413 "add"
    result = await session.execute(select(User))
    for user in await result.all():  # SQA413 "all"
        print(user)
```

```python good
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


async def invite(session: AsyncSession, name: str) -> None:
    session.add(User(name=name))
    result = await session.execute(select(User))
    for row in result.all():
        print(row)
    stream = await session.stream(select(User))
    for row in await stream.all():
        print(row)
```

`begin()`, `begin_nested()` and `engine.connect()` may be awaited; results of `stream()` must be. `await session.scalars(q).all()` lacks
its await one step earlier and is SQA412's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.coroutines import AwaitedPlainCall
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(call: AwaitedPlainCall, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(call.span, {"method": call.method}, "" if call.subject == "session" else "result")


RULE = Rule(
    code="SQA413",
    name="awaited-sync-method",
    impact=Impact.HIGH,
    message="AsyncSession.{method}() is no coroutine and cannot be awaited; drop the await",
    doc=__doc__,
    on=AwaitedPlainCall,
    check=check,
    variants={"result": "the result was awaited already, its .{method}() is no coroutine; drop the await"},
    sources=("S3-24",),
)
