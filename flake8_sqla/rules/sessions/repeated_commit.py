"""Several commits in one unit of work.

What belongs together is committed together. A function that commits half of a transfer and then fails leaves the other half undone;
each commit also ends the transaction whose isolation the reads so far relied on.

```python bad
from sqlalchemy.orm import Session

from app.models import Account


def transfer(session: Session, source_id: int, target_id: int, amount: int) -> None:
    source = session.get_one(Account, source_id)
    source.balance -= amount
    session.commit()
    target = session.get_one(Account, target_id)
    target.balance += amount
    session.commit()  # SQA403 "session"
```

```python good
from sqlalchemy.orm import Session

from app.models import Account


def transfer(session: Session, source_id: int, target_id: int, amount: int) -> None:
    source = session.get_one(Account, source_id)
    target = session.get_one(Account, target_id)
    source.balance -= amount
    target.balance += amount
    session.commit()
```

A commit with nothing to write before it only ends a transaction and is silent. Commits on branches that exclude each other, in a
handler or a `finally`, and behind one that leaves the function are no repetition; commits in a loop are SQA404's. Tests, scripts
and migrations are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Event, SessionUse, exclusive
from flake8_sqla.rule import Context, Finding, Impact, Rule


_WORK = ("add", "add_all", "delete", "merge", "changed", "flush", "handed", "bulk_save_objects")
_DML = ("insert", "update", "delete")


def _follows(first: Event, second: Event) -> bool:
    """Whether the second commit certainly comes after the first: the first stands on the second's way."""
    if exclusive(first, second):
        return False
    return first.blocks == second.blocks[: len(first.blocks)]


def _both_write(first: Event, second: Event, use: SessionUse) -> bool:
    """Whether there is work for both commits: one that only ends a reading transaction is no half of anything."""
    work = [event.span for event in use.events if event.kind in _WORK or (event.kind in ("execute", "exec") and event.subject in _DML)]
    return any(span < first.span for span in work) and any(first.span < span < second.span for span in work)


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report the second commit of a pair of which both always happen."""
    if context.file.test or context.file.script or context.file.migration:
        return
    commits = [
        event for event in use.of("commit") if not event.loops and not event.inside("try", "handler") and not event.inside("try", "finally")
    ]
    for position, second in enumerate(commits):
        if any(_follows(first, second) and _both_write(first, second, use) for first in commits[:position]):
            yield Finding(second.span, {"session": use.receiver, "function": use.function})
            return


RULE = Rule(
    code="SQA403",
    name="repeated-commit",
    impact=Impact.HIGH,
    message="{function} commits {session} more than once: if the rest fails, half of the work stays; commit once at the end",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"commit"}),
    check=check,
    sources=("S1-3",),
)
