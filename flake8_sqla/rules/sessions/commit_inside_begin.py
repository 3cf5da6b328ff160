"""Commit inside a block that commits.

`with session.begin():` and `with factory.begin() as session:` own the transaction. A `commit()` or `rollback()` inside ends it;
whatever is asked of the session after that raises InvalidRequestError until the block is left.

```python bad
from sqlalchemy.orm import Session

from app.models import User


def create(session: Session, names: tuple[str, str]) -> None:
    with session.begin():
        session.add(User(name=names[0]))
        session.commit()  # SQA408 "commit"
        session.add(User(name=names[1]))
```

```python good
from sqlalchemy.orm import Session

from app.models import User


def create(session: Session, names: tuple[str, str]) -> None:
    with session.begin():
        session.add(User(name=names[0]))
        session.flush()
        session.add(User(name=names[1]))
```

A commit as the last thing in the block is harmless and silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Block, Event, SessionUse, exclusive
from flake8_sqla.rule import Context, Finding, Impact, Rule

_WORK = (
    "add add_all delete merge execute exec scalar scalars get get_one query flush refresh "
    "stream stream_scalars begin_nested commit rollback handed"
).split()


def _owner(event: Event, use: SessionUse) -> Block | None:
    return event.inside("with", "body", "begin")


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a commit or rollback after which the same block goes on working."""
    for position, event in enumerate(use.events):
        if event.kind not in ("commit", "rollback"):
            continue
        block = _owner(event, use)
        if block is None:
            continue
        later = [
            each
            for each in use.events[position + 1 :]
            if each.kind in _WORK
            and block in each.blocks
            and event.blocks == each.blocks[: len(event.blocks)]
            and not exclusive(event, each)
        ]
        if later:
            yield Finding(event.span, {"session": use.receiver, "method": event.kind, "line": later[0].span.line})


RULE = Rule(
    code="SQA408",
    name="commit-inside-begin",
    impact=Impact.HIGH,
    message="{session}.{method}() ends the transaction that `with … begin()` owns, and line {line} raises; drop it, or use flush()",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"commit", "rollback"}),
    check=check,
    sources=("P66",),
)
