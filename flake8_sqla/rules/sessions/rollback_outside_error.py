"""Rollback where nothing has failed.

`rollback()` throws away every change of the transaction, those that the caller made included, and expires every object of the session:
each is loaded again at its next read. It belongs where something failed. To end a transaction that only read, close the session; to
undo a part, use a savepoint.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def find(session: Session, name: str) -> User | None:
    user = session.scalars(select(User).where(User.name == name)).first()
    session.rollback()  # SQA405 "session"
    return user
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def find(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name == name)).first()


def rename(session: Session, user: User, name: str) -> None:
    try:
        user.name = name
        session.commit()
    except Exception:
        session.rollback()
        raise
```

Silent: rollbacks in a handler, in `finally`, under a condition (a flag, a dry run), in loops, in a function that is named for it
(`rollback`, `reset`, `abort`, `dry_run`, `__exit__`, …) or does nothing else with the session; a session that was made here and ends here;
tests, scripts and migrations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.session_use import Event, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NAMED_FOR_IT = lazy_pattern(r"roll_?back|reset|abort|undo|revert|cancel|dry|exit|clean|teardown|close|stop|fail|error|explain|preview", re.IGNORECASE)
_WORK = frozenset("execute exec scalar scalars get get_one query add add_all delete merge flush changed stream refresh".split())


def _is_conditional(event: Event) -> bool:
    """Whether something stands before it that may ask whether it is wanted."""
    return any(block.kind in ("if", "match", "loop", "try") for block in event.blocks)


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a rollback that every call of the function makes."""
    if context.file.test or context.file.script or context.file.migration or use.origin in ("made", "with", "begin", "bound"):
        return
    if _NAMED_FOR_IT.search(use.function) or use.generator or any("fixture" in each for each in use.decorators):
        return
    for event in use.of("rollback"):
        if not _is_conditional(event) and any(each.kind in _WORK and each.span < event.span for each in use.events):
            yield Finding(event.span, {"session": use.receiver})


RULE = Rule(
    code="SQA405",
    name="rollback-outside-error",
    impact=Impact.MEDIUM,
    message="nothing failed here, yet {session}.rollback() undoes the caller's changes too and expires every object; drop it, or use a savepoint",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"rollback"}),
    check=check,
    sources=("S2-6",),
)
