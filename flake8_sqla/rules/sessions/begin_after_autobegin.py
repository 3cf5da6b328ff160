"""`begin()` on a session or connection that has begun.

The first statement that a session or connection executes begins its transaction. `begin()` after that, or inside of another `begin()`,
raises InvalidRequestError: a transaction has begun already. In 1.x both were allowed.

```python bad
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def rename(factory: sessionmaker[Session], user_id: int, name: str) -> None:
    with factory() as session:
        user = session.scalars(select(User).where(User.id == user_id)).one()
        with session.begin():  # SQA409 "scalars"
            user.name = name


def touch(engine: Engine) -> None:
    with engine.begin() as connection:
        with connection.begin():  # SQA409 "begin"
            connection.execute(text("SELECT 1"))
```

```python good
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def rename(factory: sessionmaker[Session], user_id: int, name: str) -> None:
    with factory() as session, session.begin():
        user = session.scalars(select(User).where(User.id == user_id)).one()
        user.name = name


def touch(engine: Engine) -> None:
    with engine.begin() as connection:
        with connection.begin_nested():
            connection.execute(text("SELECT 1"))
```

`begin_nested()` is right at any time. A commit, rollback or close in between ends the first transaction; building a query begins none.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import ForestalledBegin
from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_BEGINNING = (
    "execute",
    "exec",
    "scalar",
    "scalars",
    "get",
    "get_one",
    "flush",
    "refresh",
    "stream",
    "stream_scalars",
    "add",
    "add_all",
    "delete",
    "merge",
)
_ENDING = ("commit", "rollback", "close", "aclose", "reset", "handed", "made", "begin", "captured")


def check(use: SessionUse | ForestalledBegin, context: Context) -> Iterator[Finding]:
    """Report a begin that something on its way has forestalled."""
    if context.file.test:
        return
    if isinstance(use, ForestalledBegin):
        yield Finding(use.span, {"session": use.connection, "method": use.method, "line": use.line})
        return
    used = None
    opened = {event.span.line: event for event in use.of("begin")}
    for event in use.events:
        if event.kind == "begin" and used is not None and not event.loops:
            if used.blocks == event.blocks[: len(used.blocks)]:
                yield Finding(event.span, {"session": use.receiver, "method": used.kind, "line": used.span.line})
                return
        around = event.inside("with", "body", "begin") if event.kind == "begin" else None
        outer = opened.get(around.line) if around is not None else None
        if around is not None and outer is not event and (outer is not None or use.origin == "begin"):
            yield Finding(event.span, {"session": use.receiver, "method": "begin", "line": around.line})
            return
        if event.kind in _ENDING or (used is not None and event.inside("with", "body", "begin")):
            used = None
        elif event.kind in _BEGINNING and used is None and not event.inside("with", "body", "begin"):
            used = event


RULE: Rule[SessionUse | ForestalledBegin] = Rule(
    code="SQA409",
    name="begin-after-autobegin",
    impact=Impact.HIGH,
    message="{session}.{method}() in line {line} has begun the transaction, and begin() raises here; begin first, or use begin_nested()",
    doc=__doc__,
    on=(SessionUse, ForestalledBegin),
    words=frozenset({"begin"}),
    check=check,
    sources=("P67", "S3-26"),
)
