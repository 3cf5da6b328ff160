"""Plain `with` on an asynchronous session.

An AsyncSession is entered by `async with`; a plain `with` raises TypeError because there is no `__enter__`. The reverse, `async with` on
a Session, fails likewise. (On Python 3.10 the error is an AttributeError.)

```python bad
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker


async def main(engine: AsyncEngine) -> None:
    Factory = async_sessionmaker(engine, expire_on_commit=False)
    with Factory() as session:  # SQA415 "async with"
        print(session)
    with AsyncSession(engine, expire_on_commit=False) as session:  # SQA415 "async with"
        print(session)
```

```python good
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker


async def main(engine: AsyncEngine) -> None:
    Factory = async_sessionmaker(engine, expire_on_commit=False)
    async with Factory() as session:
        with session.no_autoflush:
            print(session)
```

`with session.no_autoflush` is right on both kinds of session.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.coroutines import PlainWith
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: PlainWith, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(fact.span, {}, "" if fact.asynchronous else "sync")


RULE = Rule(
    code="SQA415",
    name="sync-with-on-async-session",
    impact=Impact.HIGH,
    message="an asynchronous session has no plain `with`: this raises TypeError; write `async with`",
    doc=__doc__,
    on=PlainWith,
    check=check,
    variants={"sync": "a synchronous session has no `async with`: this raises TypeError; write `with`, or use an async factory"},
    sources=("S2-4", "S3-24"),
)
