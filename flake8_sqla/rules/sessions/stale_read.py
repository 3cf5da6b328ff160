"""Query that does not see what is pending.

With `autoflush=False` a query does not write the session's changes first: an object that was only added is not among its rows, one that
was only deleted still is. Flush before you read, or read what you have in hand.

```python bad
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from app.models import User

SessionLocal = sessionmaker(create_engine("sqlite://"), autoflush=False)


def create(name: str) -> int:
    with SessionLocal() as session:
        session.add(User(name=name))
        users = session.scalars(select(User)).all()  # SQA423 "User"
        session.commit()
        return users[0].id
```

```python good
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from app.models import User

SessionLocal = sessionmaker(create_engine("sqlite://"), autoflush=False)


def create(name: str) -> int:
    with SessionLocal() as session:
        session.add(User(name=name))
        session.flush()
        users = session.scalars(select(User)).all()
        session.commit()
        return users[0].id
```

Speaks where the factory is in sight, in this file or another of the project, and of objects added, merged or deleted in the same function on
the way to the query. Silent: a flush or commit in between, the session handed to other code in between, other classes.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Event, SessionUse, exclusive
from flake8_sqla.rule import Context, Finding, Impact, Rule

_PENDING = ("add", "delete", "merge")
_READING = ("execute", "exec", "scalar", "scalars", "query", "stream", "stream_scalars")
_WRITING = frozenset("flush commit rollback close handed captured begin_nested expunge expunge_all refresh".split())


def _reads(event: Event) -> bool:
    return event.kind in _READING and (event.kind == "query" or event.subject == "select")


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a select of a class of which an object waits to be written."""
    if use.autoflush or context.file.test:
        return
    for position, read in enumerate(use.events):
        if not _reads(read) or not read.models:
            continue
        pending: Event | None = None
        for event in use.events[:position]:
            if event.kind in _WRITING:
                pending = None
            elif event.kind in _PENDING and set(event.models) & set(read.models):
                pending = event if event.blocks == read.blocks[: len(event.blocks)] and not exclusive(event, read) else pending
        if pending is not None:
            model = pending.models[0].rpartition(".")[2]
            verb = "delete" if pending.kind == "delete" else "add"
            yield Finding(read.span, {"session": use.receiver, "model": model, "line": pending.span.line, "verb": verb})


RULE = Rule(
    code="SQA423",
    name="stale-read",
    impact=Impact.HIGH,
    message="{session} does not autoflush: this query misses the {verb} of a {model} in line {line}; call {session}.flush() before it",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"no autoflush"}),
    check=check,
    sources=("S1-20",),
)
