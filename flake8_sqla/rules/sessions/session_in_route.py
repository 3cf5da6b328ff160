"""Session made in a route.

A route that opens its own session cannot be given another one: tests cannot replace it, and two dependencies of one request work in two
transactions. A dependency gives every part of the request the same session and closes it afterwards.

```python bad
from fastapi import APIRouter
from sqlalchemy import select

from app.db import SessionLocal
from app.models import User
from sqlalchemy.orm import Session, sessionmaker

router = APIRouter()
Factory: sessionmaker[Session] = SessionLocal


@router.get("/users")
def users() -> list[str]:
    with Factory() as session:  # SQA419 "users"
        return [user.name for user in session.scalars(select(User))]
```

```python good
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import get_session
from app.models import User

router = APIRouter()


@router.get("/users")
def users(session: Annotated[Session, Depends(get_session)]) -> list[str]:
    return [user.name for user in session.scalars(select(User))]
```

Only routes of FastAPI and Starlette count, by the name of what decorates them; Flask's views and WebSockets, which outlive a
request's session, are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "api_route", "head", "options"})


def _is_route(decorator: str) -> bool:
    owner, _, verb = decorator.rpartition(".")
    return verb in _VERBS and owner.rpartition(".")[2].endswith("router")


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a session that a route handler makes."""
    if use.created is not None and not context.file.test and any(map(_is_route, use.decorators)):
        yield Finding(use.created, {"function": use.function})


RULE = Rule(
    code="SQA419",
    name="session-in-route",
    impact=Impact.HIGH,
    message="route {function} makes its own session; take one by a dependency (Depends)",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"created"}),
    check=check,
    sources=("S3-16", "S3-38"),
)
