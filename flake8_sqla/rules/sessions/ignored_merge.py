"""The object that `merge()` gives is thrown away.

`session.merge(obj)` copies obj's state onto an object of the session and gives back that one. `obj` itself stays outside: what is changed on
it afterwards is never written, its generated key and defaults never arrive, and `refresh(obj)` raises.

```python bad
from sqlalchemy.orm import Session

from app.models import User


def save(session: Session, user: User) -> User:
    session.merge(user)  # SQA429 "user"
    user.name = "ada"
    session.commit()
    return user
```

```python good
from sqlalchemy.orm import Session

from app.models import User


def save(session: Session, user: User) -> User:
    user = session.merge(user)
    user.name = "ada"
    session.commit()
    return user
```

Silent: the object is not changed, returned or given to the session again after the merge.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.object_use import ObjectEvent, ObjectUse
from flake8_sqla.facts.session_use import Event
from flake8_sqla.rule import Context, Finding, Impact, Rule

_REFUSING = ("refresh", "expunge", "delete", "expire")


def _relies_on_it(event: ObjectEvent) -> bool:
    """Whether this needs the object to be in the session."""
    return event.kind in ("set", "mutated", "returned") or (event.kind == "handed" and event.subject.rpartition(".")[2] in _REFUSING)


def _later(merge: Event, use: ObjectUse) -> ObjectEvent | None:
    for event in use.events:
        if event.span <= merge.span or (event.kind == "handed" and event.subject.endswith(".merge")):
            continue
        if event.kind in ("bound", "made", "loaded"):
            return None
        if _relies_on_it(event) and event.blocks[: len(merge.blocks)] == merge.blocks:
            return event
    return None


def check(use: ObjectUse, context: Context) -> Iterator[Finding]:
    """Report a merge of which only the argument is used."""
    for merge in use.others:
        if merge.kind != "merge" or not merge.dropped or merge.name != use.name:
            continue
        later = _later(merge, use)
        if later is not None:
            yield Finding(merge.span, {"object": use.name, "line": later.span.line})


RULE = Rule(
    code="SQA429",
    name="ignored-merge",
    impact=Impact.MEDIUM,
    message="merge() gives the session's copy and leaves {object} outside, yet line {line} goes on with {object}; write {object} = ….merge({object})",
    doc=__doc__,
    on=ObjectUse,
    words=frozenset({"merge"}),
    check=check,
    sources=("P126",),
)
