"""Session inside a mapper event.

`after_insert`, `before_update` and their like run in the middle of a flush. A session opened there is another unit of work, on
another connection or behind the back of the first; `flush()` and `commit()` there disturb the flush that is going on, and objects
added to a session that nobody flushes are lost. The event is given a connection for this.

```python bad
from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper, Session

from app.models import AuditEntry, User


@event.listens_for(User, "after_insert")
def audit(mapper: Mapper[User], connection: Connection, target: User) -> None:
    session = Session(bind=connection)  # SQA422 "after_insert"
    session.add(AuditEntry(user_id=target.id))
```

```python good
from sqlalchemy import Connection, event, insert
from sqlalchemy.orm import Mapper

from app.models import AuditEntry, User


@event.listens_for(User, "after_insert")
def audit(mapper: Mapper[User], connection: Connection, target: User) -> None:
    connection.execute(insert(AuditEntry).values(user_id=target.id))
```

Events of the session itself (`before_flush`, `after_commit`) are made for such work and silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_EVENTS = tuple(f"{when}_{what}" for when in ("before", "after") for what in ("insert", "update", "delete"))


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a session made, flushed or committed in a mapper event."""
    found = next((each.partition(":")[2] for each in use.decorators if each.partition(":")[2] in _EVENTS), "")
    if not found:
        return
    if use.created is not None:
        yield Finding(use.created, {"session": use.receiver, "event": found})
    else:
        for event in use.of("flush", "commit"):
            yield Finding(event.span, {"session": use.receiver, "event": found, "method": event.kind}, "flushed")


RULE = Rule(
    code="SQA422",
    name="session-in-mapper-event",
    impact=Impact.HIGH,
    message="{event} runs inside a flush, no place for a session of its own; execute on the connection it is given",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"decorated"}),
    check=check,
    variants={"flushed": "{event} runs inside a flush, {session}.{method}() disturbs it; execute on the connection it is given"},
    sources=("S3-32",),
)
