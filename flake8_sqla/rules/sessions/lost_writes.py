"""Writes that are never committed.

A session begins a transaction by itself and rolls it back when it is closed. `with Session(engine) as session:` that adds and
changes but never commits leaves the database as it was, without a word.

```python bad
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def create(factory: sessionmaker[Session], name: str) -> None:
    with factory() as session:
        session.add(User(name=name))  # SQA407 "session"
```

```python good
from sqlalchemy.orm import Session, sessionmaker

from app.models import User


def create(factory: sessionmaker[Session], name: str) -> None:
    with factory() as session:
        session.add(User(name=name))
        session.commit()


def create_too(factory: sessionmaker[Session], name: str) -> None:
    with factory.begin() as session:
        session.add(User(name=name))
```

Only sessions made in this function count, and only where nothing else gets hold of them: handed to a function, yielded or
returned, they may be committed there. `with factory.begin()` and `with session.begin()` commit by themselves. Tests, and
functions that roll back on purpose, are silent; so are migrations, whose connection commits.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Event, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_WRITES = ("add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "changed")
#: `expunge` takes an object out again before it is written.
_ENDS = ("commit", "rollback", "begin", "begin_nested", "connection", "run_sync", "expunge", "expunge_all")


def _writes(event: Event) -> bool:
    return event.kind in _WRITES or (event.kind in ("execute", "exec") and event.subject in ("insert", "update", "delete"))


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report the last write of a session that lives and dies here without a commit."""
    if use.origin not in ("made", "with") or use.scoped or context.file.test or context.file.migration:
        return
    if use.escapes or use.has("entered", "asked", *_ENDS):
        return
    writes = [event for event in use.events if _writes(event)]
    if writes:
        yield Finding(writes[-1].span, {"session": use.receiver})


RULE = Rule(
    code="SQA407",
    name="lost-writes",
    impact=Impact.CRITICAL,
    message="{session} is closed without a commit, and this write is rolled back; commit, or open it by `factory.begin()`",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"made", "with"}),
    check=check,
    sources=("S3-26", "P113"),
)
