"""Synchronous test of an asynchronous session.

A test that is a plain `def` cannot await: what it asks of an AsyncSession is a coroutine that never runs, and the test passes without having
tested anything. Likewise, pytest-asyncio in its strict mode leaves an `async def` under a plain `@pytest.fixture` alone: pytest 9 refuses the
test, and earlier ones hand it an async generator in place of the session.

```python bad file=tests/test_users.py
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


def test_users(session: AsyncSession) -> None:
    session.add(User(name="ada"))
    session.commit()  # SQA431 "test_users"
```

```python good file=tests/test_users.py
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


async def test_users(session: AsyncSession) -> None:
    session.add(User(name="ada"))
    await session.commit()
    assert (await session.scalars(select(User))).one().name == "ada"
```

The mode is read from the project's pyproject.toml, pytest.ini, tox.ini or setup.cfg; a fixture is reported where pytest-asyncio is among the
dependencies and the mode is not `auto`. Silent: files that speak of anyio, whose plugin runs such fixtures.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.coroutines import PlainAsyncFixture, UnawaitedCoroutine
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: object, context: Context) -> Iterator[Finding]:
    """Report coroutines in plain tests, and plain fixtures in strict mode."""
    if not context.file.test:
        return
    if isinstance(fact, PlainAsyncFixture):
        if context.project.strict_asyncio:
            yield Finding(fact.span, {"function": fact.name}, "fixture")
    elif isinstance(fact, UnawaitedCoroutine) and fact.in_sync_test:
        yield Finding(fact.span, {"function": fact.function, "method": fact.method, "subject": fact.subject})


RULE = Rule(
    code="SQA431",
    name="sync-test-of-async-session",
    impact=Impact.LOW,
    message="{subject}.{method}() is a coroutine, and {function} cannot await it: nothing is tested; make the test async def",
    doc=__doc__,
    on=(UnawaitedCoroutine, PlainAsyncFixture),
    check=check,
    variants={"fixture": "pytest-asyncio in strict mode does not run {function} under pytest.fixture; decorate it with pytest_asyncio.fixture"},
    sources=("S3-39",),
)
