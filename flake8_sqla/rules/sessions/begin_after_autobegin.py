"""`begin()` on a session that has begun.

The first statement a session executes begins its transaction. `session.begin()` after that raises InvalidRequestError: a transaction is
already begun on this Session.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def rename(factory: sessionmaker[Session], user_id: int, name: str) -> None:
    with factory() as session:
        user = session.scalars(select(User).where(User.id == user_id)).one()
        with session.begin():  # SQA409 "scalars"
            user.name = name
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def rename(factory: sessionmaker[Session], user_id: int, name: str) -> None:
    with factory() as session, session.begin():
        user = session.scalars(select(User).where(User.id == user_id)).one()
        user.name = name
```

`begin_nested()` is right at any time. A commit, rollback or close in between ends the first transaction; building a query begins none.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a begin that something on its way has forestalled."""
    if context.file.test:
        return
    used = None
    for event in use.events:
        if event.kind == "begin" and used is not None and not event.loops:
            if used.blocks == event.blocks[: len(used.blocks)]:
                yield Finding(event.span, {"session": use.receiver, "method": used.kind, "line": used.span.line})
                return
        if event.kind in _ENDING or (used is not None and event.inside("with", "body", "begin")):
            used = None
        elif event.kind in _BEGINNING and used is None and not event.inside("with", "body", "begin"):
            used = event


RULE = Rule(
    code="SQA409",
    name="begin-after-autobegin",
    impact=Impact.HIGH,
    message="{session}.{method}() in line {line} has begun the transaction, and begin() raises here; begin first, or use begin_nested()",
    doc=__doc__,
    on=SessionUse,
    check=check,
    sources=("P67", "S3-26"),
)
