"""Dependency that leaks its session.

A generator that yields a session gets the request's exception thrown in at the `yield`. Without `try … finally` or `with` around it the
`close()` below is skipped, the connection stays out of the pool, and after a few failed requests the application waits for
connections that nobody gives back.

```python bad
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.db import engine


def get_session() -> Iterator[Session]:
    session = Session(engine)
    yield session  # SQA420 "session"
    session.close()
```

```python good
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.db import engine


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def get_other_session() -> Iterator[Session]:
    session = Session(engine)
    try:
        yield session
    finally:
        session.close()
```

A generator that yields somebody else's session is silent; test fixtures are SQA425's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a yield of a session made here that no finally and no with covers."""
    if use.origin != "made" or use.scoped or context.file.test or any("fixture" in decorator for decorator in use.decorators):
        return
    if use.has("returned", "stored", "captured", "entered"):
        return
    closed_in = {block.line for event in use.of("close", "aclose", "handed", "remove") if (block := event.inside("try", "finally"))}
    for event in use.of("yielded"):
        tries = {block.line for block in event.blocks if block.kind == "try" and block.part in ("body", "orelse", "handler")}
        if not tries & closed_in and not use.has("handed"):
            yield Finding(event.span, {"session": use.receiver})


RULE = Rule(
    code="SQA420",
    name="leaking-session-dependency",
    impact=Impact.CRITICAL,
    message="an exception thrown in at this yield leaves {session} open; yield it inside `with`, or close it in `finally`",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"yielded"}),
    check=check,
    sources=("S3-16", "P31"),
)
