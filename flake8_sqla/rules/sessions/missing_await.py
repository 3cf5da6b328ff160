"""Coroutine of an asynchronous session that nobody awaits.

`session.commit()` on an AsyncSession makes a coroutine; without `await` nothing is committed, and all there is to see is a
RuntimeWarning when the coroutine is collected. As a condition it is always true.

```python bad
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


async def rename(session: AsyncSession, user_id: int, name: str) -> bool:
    if not session.get(User, user_id):  # SQA412 "always true"
        return False
    users = session.scalars(select(User)).all()  # SQA412 ".all"
    for user in users:
        user.name = name
    session.commit()  # SQA412 "does nothing"
    return True
```

```python good
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


async def rename(session: AsyncSession, user_id: int, name: str) -> bool:
    if not await session.get(User, user_id):
        return False
    users = (await session.scalars(select(User))).all()
    for user in users:
        user.name = name
    await session.commit()
    return True
```

A coroutine that is returned, yielded, or handed to `gather`, `create_task` or any other function is silent, and so is one kept
in a name that is awaited later. Sessions of other libraries (`aiohttp.ClientSession`, `httpx.AsyncClient`) are no concern of this rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.coroutines import UnawaitedCoroutine
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(coroutine: UnawaitedCoroutine, context: Context) -> Iterator[Finding]:
    """Report every coroutine that is dropped, tested or read."""
    if coroutine.in_sync_test and context.file.test:
        return  # SQA431's
    values = {"subject": coroutine.subject, "method": coroutine.method, "further": coroutine.further}
    variant = {"dropped": "", "tested": "tested", "read": "read", "kept": "read" if coroutine.further else "tested"}[coroutine.fate]
    if coroutine.further and not coroutine.further.isidentifier():
        variant = "rows"
    yield Finding(coroutine.span, values, variant)


RULE = Rule(
    code="SQA412",
    name="missing-await",
    impact=Impact.CRITICAL,
    message="{subject}.{method}() is a coroutine and does nothing here; await it",
    doc=__doc__,
    on=UnawaitedCoroutine,
    check=check,
    variants={
        "tested": "{subject}.{method}() is a coroutine and as a condition always true; await it",
        "read": "{subject}.{method}() is a coroutine and has no .{further}; write (await ….{method}(…)).{further}",
        "rows": "{subject}.{method}() is a coroutine and gives no rows; await it first",
    },
    sources=("S3-24", "P7", "P8"),
)
