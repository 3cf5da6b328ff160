"""Database error swallowed without rollback.

After a failed flush the session's transaction is dead: whatever is asked of it next raises PendingRollbackError, or on PostgreSQL
'current transaction is aborted'. A handler that only logs and goes on hands that session to the next piece of code.

```python bad
import logging

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import User


def create(session: Session, name: str) -> None:
    try:
        session.add(User(name=name))
        session.commit()
    except IntegrityError:  # SQA406 "session"
        logging.warning("%s is there already", name)
```

```python good
import logging

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import User


def create(session: Session, name: str) -> None:
    try:
        session.add(User(name=name))
        session.commit()
    except IntegrityError:
        session.rollback()
        logging.warning("%s is there already", name)


def create_if_new(session: Session, name: str) -> None:
    try:
        with session.begin_nested():
            session.add(User(name=name))
    except IntegrityError:
        logging.warning("%s is there already", name)
```

Silent: handlers that raise, or behind whose `try` a raise follows, roll back, close the session or hand it to a function that may; those
of NoResultFound and MultipleResultsFound; work inside `with session.begin()` or `begin_nested()` in the `try`; a session made in the `try`,
and one that is left with the function, or with a command's process. Only work that writes counts: `flush()`, `commit()`, an INSERT, UPDATE
or DELETE, but no `insert()` of `sqlalchemy.dialects.sqlite`: SQLite undoes the failed statement alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Event, Handler, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_BROAD = frozenset({"builtins.Exception", "builtins.BaseException", "BaseException"})
_ABOUT_ROWS = frozenset({"NoResultFound", "MultipleResultsFound", "NoSuchTableError", "StaleDataError", "NoReferenceError"})
_MENDS = ("rollback", "close", "aclose", "reset", "invalidate", "handed", "captured", "remove", "asked")


def _catches_database_errors(handler: Handler) -> bool:
    if any(name in _BROAD for name in handler.exceptions):
        return True
    names = [name.rpartition(".")[2] for name in handler.exceptions]
    return any(name.startswith("sqlalchemy.") for name in handler.exceptions) and not _ABOUT_ROWS.issuperset(names)


def _writes(event: Event) -> bool:
    executed = event.kind in ("execute", "exec") and event.subject in ("insert", "update", "delete")
    return event.kind in ("flush", "commit") or (executed and not event.sqlite)


def _is_guarded(event: Event, line: int) -> bool:
    """Whether a `with` that rolls back stands between the try and the work in it."""
    place = next(number for number, block in enumerate(event.blocks) if block.kind == "try" and block.line == line)
    # An inner try may handle it first.
    return any(block.kind == "try" or (block.kind == "with" and block.detail) for block in event.blocks[place + 1 :])


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report handlers of failed writes after which the session lives on."""
    if context.file.test or context.file.migration:
        return
    for handler in use.handlers:
        if handler.raises or not _catches_database_errors(handler):
            continue
        body = [event for event in use.events if any(b.kind == "try" and b.part == "body" and b.line == handler.line for b in event.blocks)]
        written = [event for event in body if _writes(event) and not _is_guarded(event, handler.line)]
        if not written or any(event.kind == "made" or event.managed for event in body):
            continue
        last = (written[-1].span.line, written[-1].span.column)
        later = [event for event in use.events if (event.span.line, event.span.column) > last and event not in body]
        in_try = [
            e for e in later if any(b.kind == "try" and b.line == handler.line and b.part in ("handler", "finally") for b in e.blocks)
        ]
        if any(event.kind in _MENDS for event in in_try) or any(event.kind in ("rollback", "close", "aclose") for event in later):
            continue
        local = use.origin in ("made", "with", "begin") or any(name.partition("(")[0].endswith(".command") for name in use.decorators)
        goes_on = [event for event in later if event not in in_try and event.kind not in ("close", "aclose", "rollback")]
        if local and (handler.leaves or not goes_on) and not any(event.loops for event in written):
            continue
        yield Finding(handler.span, {"session": use.receiver, "call": written[-1].kind})


RULE = Rule(
    code="SQA406",
    name="swallowed-database-error",
    impact=Impact.HIGH,
    message="{session} is unusable after a failed {call}() until it is rolled back; call {session}.rollback() here, or raise",
    doc=__doc__,
    on=SessionUse, words=frozenset({"handler"}), check=check,
    sources=("S3-18", "P30"),
)
