"""Asynchronous sessions whose objects expire at commit.

By default a commit expires every object of the session, and the next attribute read loads it again. Under asyncio that read is
no await: it raises MissingGreenlet, in the line that builds the response. `expire_on_commit=False` keeps what was loaded.

```python bad
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import sessionmaker


def factories(engine: AsyncEngine) -> tuple[object, object]:
    return (
        async_sessionmaker(engine),  # SQA410 "async_sessionmaker"
        sessionmaker(engine, class_=AsyncSession, expire_on_commit=True),  # SQA410 "sessionmaker"
    )
```

```python good
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker


def factory(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False)
```

Synchronous factories are silent, and so are a call whose options come in by `**options` and an `AsyncSession(…)` made for one block, of which
nothing that it held before a commit is read after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.sessions import SessionOptions
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(options: SessionOptions, context: Context) -> Iterator[Finding]:
    """Report asynchronous ones that expire."""
    if options.asynchronous and options.expires is True and options.read_later:
        yield Finding(options.span, {"function": options.function})


RULE = Rule(
    code="SQA410",
    name="async-expire-on-commit",
    impact=Impact.HIGH,
    message="objects of this {function} expire at commit, and the next read of one raises MissingGreenlet; pass expire_on_commit=False",
    doc=__doc__,
    on=SessionOptions,
    check=check,
    sources=("S2-5", "S3-4", "P63"),
)
