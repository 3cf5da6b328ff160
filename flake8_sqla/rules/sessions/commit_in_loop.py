"""Commit or refresh for each item.

Every commit waits for the disk, and expires what the session holds: the next item loads everything again. A loop over a thousand
items commits a thousand times, and when it fails half-way nobody knows which half is done.

```python bad
from sqlalchemy.orm import Session

from app.models import User


def activate(session: Session, users: list[User]) -> None:
    for user in users:
        user.active = True
        session.commit()  # SQA404 "commit"
```

```python good
from sqlalchemy.orm import Session

from app.models import User


def activate(session: Session, users: list[User]) -> None:
    for user in users:
        user.active = True
    session.commit()


def activate_in_chunks(session: Session, users: list[User]) -> None:
    for position, user in enumerate(users):
        user.active = True
        if position % 500 == 0:
            session.commit()
    session.commit()
```

A loop that does nothing but refresh counts too. Silent: commits of chunks (under an `if`, or in `while`), loops that try again
until they succeed, sessions made inside the loop, loops that commit inside `try` because each item stands for itself, loops that
send, post or publish something for each item (what was sent has to be written down before the next), tests, scripts and migrations. `add` and `flush` for each item are SQA424's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule


_OTHERWISE = ("retry", "while", "range", "chunk")


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report the first commit or refresh that every pass of a loop makes."""
    if context.file.test or context.file.script or context.file.migration:
        return
    for event in use.of("commit", "refresh"):
        if not event.loops or event.loops[-1].kind != "loop":
            continue
        loop = event.loops[-1]
        inside = event.blocks[event.blocks.index(loop) + 1 :]
        if loop.detail in _OTHERWISE or any(block.kind in ("if", "try", "match") for block in inside):
            continue
        if loop.detail == "deed" and event.kind == "commit":
            continue
        if any(block.kind == "with" and block.detail for block in inside):
            continue
        if event.kind == "refresh" and any(other is not event and loop in other.loops for other in use.events):
            continue
        if any(made.loops and loop in made.loops for made in use.of("made")):
            continue
        yield Finding(event.span, {"session": use.receiver, "method": event.kind}, "" if event.kind == "commit" else "refresh")
        return


RULE = Rule(
    code="SQA404",
    name="commit-in-loop",
    impact=Impact.HIGH,
    message="{session}.{method}() runs for each item: a disk write each, and half the work is done if one fails; commit after the loop",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"commit", "refresh"}),
    check=check,
    variants={"refresh": "{session}.{method}() runs one SELECT for each item of the loop; select them again in one statement"},
    sources=("S1-3", "P103"),
)
