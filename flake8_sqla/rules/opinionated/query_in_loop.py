"""Query for each turn of a loop.

A hundred orders, a hundred queries: each of them is fast, and the page takes a second. One query with `in_()` before the loop, or a join,
asks the database once.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Price


def total(session: Session, skus: list[str]) -> int:
    found = 0
    for sku in skus:
        found += session.scalars(select(Price.amount).where(Price.sku == sku)).one()  # SQA942 "total"
    return found
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Price


def total(session: Session, skus: list[str]) -> int:
    return sum(session.scalars(select(Price.amount).where(Price.sku.in_(skus))))
```

Whose opinion: guides to performance, and anybody who has read a slow log. What speaks against it: a loop over three things, a job at
night, and an object that is already in the session, which `get` finds without a query. Reported is the first query of each loop. Silent:
loops that fetch in chunks or retry, `while`, `range`, loops over classes, turns with a session or transaction of their own, a branch
that ends the loop, writing statements, tests, migrations and scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Block, Event, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_QUERIES = ("execute", "scalars", "scalar", "exec", "stream", "stream_scalars", "query", "get", "get_one")
_WHOLE_STATEMENTS = ("execute", "exec")
#: Loops that do not go over things, or over many of them at once.
_OTHERWISE = ("retry", "while", "range", "chunk")


def _is_query(event: Event) -> bool:
    if event.varies or event.kind not in _QUERIES:
        return False
    return event.kind not in _WHOLE_STATEMENTS or event.subject in ("select", "union")


def _loop(event: Event) -> Block | None:
    """The loop in which something is asked again and again; None where that is the last turn, or each has a session or transaction."""
    loops = event.loops
    if not loops or any(loop.detail in _OTHERWISE for loop in loops):
        return None
    inside = event.blocks[event.blocks.index(loops[-1]) :]
    if any((block.kind == "with" and block.detail) or (block.kind == "if" and block.detail == "leaves") for block in inside):
        return None
    return loops[-1]


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report the first query of each loop."""
    if context.file.test or context.file.migration or context.file.script:
        return
    seen: set[int] = set()
    for event in filter(_is_query, use.events):
        loop = _loop(event)
        if loop is not None and loop.line not in seen:
            seen.add(loop.line)
            yield Finding(event.span, {"function": use.function})


RULE = Rule(
    code="SQA942",
    name="query-in-loop",
    impact=Impact.LOW,
    message="{function}() asks the database again for each turn of the loop; ask once before it, with in_() or a join",
    doc=__doc__,
    on=SessionUse,
    check=check,
    sources=("P102",),
)
