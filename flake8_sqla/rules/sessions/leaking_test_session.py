"""Test session that outlives its test.

A session that several tests share carries the rows and the identity map of one into the next; one that nothing closes keeps its connection,
and its locks, for the tests that follow, until Python collects its garbage. Give each test a session of its own, and end it behind the `yield`.

```python bad file=tests/conftest.py
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session


@pytest.fixture(scope="module")
def shared(engine: Engine) -> Iterator[Session]:  # SQA425 "module"
    with Session(engine) as session:
        yield session


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    session = Session(engine)
    yield session  # SQA425 "session"
```

```python good file=tests/conftest.py
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session


@pytest.fixture(scope="session")
def engine() -> Engine: ...


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def other_session(engine: Engine) -> Iterator[Session]:
    session = Session(engine)
    yield session
    session.rollback()
    session.close()
```

pytest throws nothing into a fixture: what stands behind its `yield` runs when the test failed, too. Silent: sessions that another fixture
gives, and sessions that are handed to something that may close them.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_FIXTURES = ("pytest.fixture", "pytest_asyncio.fixture", "pytest.yield_fixture")
_WIDE = frozenset({"class", "module", "package", "session"})
_ENDING = ("close", "aclose", "rollback", "remove", "close_all", "reset", "invalidate")


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a fixture's session that is shared, or that is left open."""
    fixture = next((each for each in use.decorators if each.startswith(_FIXTURES)), "")
    if not fixture or use.origin not in ("made", "with", "begin"):
        return
    given = [event for event in use.of("yielded", "returned")]
    scope = fixture.partition(":")[2]
    if given and scope in _WIDE and not use.scoped:
        yield Finding(use.span, {"fixture": use.function, "scope": scope}, "shared")
        return
    if use.origin != "made" or use.scoped or use.has("handed", "captured", "stored", "entered", *_ENDING):
        return
    for event in given:
        yield Finding(event.span, {"session": use.receiver})


RULE = Rule(
    code="SQA425",
    name="leaking-test-session",
    impact=Impact.MEDIUM,
    message="nothing closes {session} when the test is over; make it in `with`, or roll back and close it behind the yield",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"decorated"}),
    check=check,
    variants={"shared": "every test of the {scope} shares the session of fixture {fixture}; keep the engine that long, the session for one test"},
    sources=("S3-17",),
)
