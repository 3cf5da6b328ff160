"""Session that nobody closes for certain.

A session holds a connection until it is closed. Where the function that makes it is left by an exception, a `close()` on its last
line never runs; the connection goes back to the pool when the garbage collector comes by, or the pool runs dry.

```python bad
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def create(factory: sessionmaker[Session], name: str) -> None:
    session = factory()  # SQA401 "with"
    session.add(User(name=name))
    session.commit()


def rename(factory: sessionmaker[Session], user_id: int, name: str) -> None:
    session = factory()  # SQA401 "close()"
    session.get_one(User, user_id).name = name
    session.commit()
    session.close()
```

```python good
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def create(factory: sessionmaker[Session], name: str) -> None:
    with factory() as session:
        session.add(User(name=name))
        session.commit()


def rename(factory: sessionmaker[Session], user_id: int, name: str) -> None:
    session = factory()
    try:
        session.get_one(User, user_id).name = name
        session.commit()
    finally:
        session.close()


def make(factory: sessionmaker[Session]) -> Session:
    return factory()
```

Silent: a session that is closed in a `finally`, entered later by `with`, returned, stored in an object, or handed to other code that may
close it; `scoped_session`; tests, and scripts in a folder of scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_CLOSING = ("close", "aclose", "remove")
_TAKING = ("returned", "stored", "captured", "entered", "yielded")
#: Functions that take a session over and close it: `closing(session)`, `stack.enter_context(session)`, `addfinalizer(session.close)`.
_CLOSERS = (
    "closing",
    "enter_context",
    "enter_async_context",
    "aclosing",
    "callback",
    "push",
    "push_async_callback",
    "finalize",
    "addfinalizer",
)


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a session made and used here that is left open on some path."""
    if use.origin != "made" or use.scoped or use.created is None or context.file.test or context.file.script or context.file.migration:
        return
    if use.has(*_TAKING) or any(event.subject.rpartition(".")[2] in _CLOSERS for event in use.of("handed")):
        return
    if any(event.inside("try", "finally") for event in use.of(*_CLOSING)) or any(event.managed for event in use.of(*_CLOSING)):
        return
    works = [event for event in use.events if event.kind not in ("made", "handed", *_CLOSING)]
    if use.has("handed") and not works:
        return
    closes = list(use.of(*_CLOSING))
    handled = [event for event in closes if event.inside("try", "handler")]
    if handled and len(handled) < len(closes):
        return
    if works:
        yield Finding(use.created, {"session": use.receiver}, "closed" if closes else "")


RULE = Rule(
    code="SQA401",
    name="session-without-context-manager",
    impact=Impact.CRITICAL,
    message="{session} is never closed here; make it in `with … as {session}:`",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"created"}),
    check=check,
    variants={
        "closed": "an exception leaves {session} open, {session}.close() is not reached; make it in `with`, or close it in `finally`"
    },
    sources=("S1-1", "S2-4", "S3-15", "P110"),
)
