"""Route that writes, and nothing takes back what failed.

When a flush fails the session is of no use until somebody rolls it back. A session that a dependency gives is closed by the dependency.
One that lives longer than the request is not: the next request that meets it fails with PendingRollbackError.

```python bad
from fastapi import APIRouter
from sqlalchemy.orm import scoped_session

from shop.database import factory
from shop.models import Order

router = APIRouter()
session = scoped_session(factory)


@router.post("/orders")
def order(item: str) -> None:
    session.add(Order(item=item))
    session.commit()  # SQA913 "order"
```

```python good
from fastapi import HTTPException
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from shop.models import Order


def order(item: str, session: Session) -> None:
    session.add(Order(item=item))
    try:
        session.commit()
    except SQLAlchemyError:
        session.rollback()
        raise HTTPException(503, "Try again later") from None
```

Whose opinion: guides that want every database operation wrapped. What speaks against it: one handler for the whole application does it
once, and a `try` around each commit hides the line that matters. Reported is the first flush, commit or write of a route. Silent: a
handler of SQLAlchemy's errors or of any, `with session.begin()`, `with Session()`, sessions that a parameter brings (what their dependency
does is another rule's matter), Flask-SQLAlchemy's session, which is removed at the end of each request, tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Event, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_CATCHING = frozenset({"SQLAlchemyError", "DBAPIError", "DatabaseError", "StatementError", "IntegrityError", "Exception", "BaseException"})
_DML = ("insert", "update", "delete")
#: Where the session comes from when its end is not the function's matter, or is certain.
_ELSEWHERE = ("parameter", "with", "begin", "bound", "given")


def _is_sent(event: Event) -> bool:
    return event.kind in ("flush", "commit") or (event.kind in ("execute", "exec") and event.subject in _DML)


def _is_guarded(use: SessionUse, event: Event) -> bool:
    if any(event.inside("with", detail=detail) for detail in ("begin", "begin_nested", "session")):
        return True
    return any(name.rpartition(".")[2] in _CATCHING for handler in use.handlers_of(event) for name in handler.exceptions)


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report the first thing a route sends with nothing around it."""
    if use.route in ("", "get", "websocket") or use.origin in _ELSEWHERE or use.receiver.endswith("db.session") or context.file.test:
        return
    for event in filter(_is_sent, use.events):
        if not _is_guarded(use, event):
            yield Finding(event.span, {"function": use.function, "receiver": use.receiver})
            return


RULE = Rule(
    code="SQA913",
    name="unhandled-database-error",
    impact=Impact.LOW,
    message="when this fails nothing in route {function} rolls {receiver} back; catch SQLAlchemyError, or take the session by a dependency",
    doc=__doc__,
    on=SessionUse,
    check=check,
    sources=("S3-33",),
)
