"""Insert that goes to the database row by row.

A flush for each object of a loop is an INSERT and a round trip for each. For PostgreSQL, MariaDB and SQL Server SQLAlchemy groups the
inserts of one flush into a few large statements, if it is left to: add in the loop, flush once behind it. A list of dictionaries for
`insert()` goes to every database in one.

```python bad
from sqlalchemy.orm import Session

from app.models import User


def import_users(session: Session, names: list[str]) -> None:
    for name in names:
        session.add(User(name=name))
        session.flush()  # SQA424 "session"
```

```python good
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.models import User


def import_users(session: Session, names: list[str]) -> None:
    session.add_all(User(name=name) for name in names)
    session.flush()


def import_many(session: Session, names: list[str]) -> None:
    session.execute(insert(User), [{"name": name} for name in names])
```

Silent: a flush under a condition (every thousand rows), inside `try` or a savepoint, of an object whose attributes are read or which is
handed on before the loop's next turn (it needs the key); `while` and `range` loops; sessions made in the loop; tests, scripts and
migrations. A commit for each item is SQA404's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_use import Event, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NOT_ITEMS = ("retry", "while", "range", "chunks", "batched", "chunked", "batch")


def _added_before(flush: Event, use: SessionUse) -> list[Event]:
    """The objects that the same turn of the innermost loop adds before it flushes."""
    loop = flush.loops[-1]
    return [each for each in use.of("add", "merge") if each.loops and each.loops[-1] == loop and each.span < flush.span]


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report a flush in each turn of a loop that adds objects nobody needs the keys of."""
    if context.file.test or context.file.script or context.file.migration:
        return
    for flush in use.of("flush"):
        if not flush.loops or flush.loops[-1].kind != "loop" or flush.loops[-1].detail in _NOT_ITEMS:
            continue
        loop = flush.loops[-1]
        inside = flush.blocks[flush.blocks.index(loop) + 1 :]
        if any(block.kind in ("if", "try", "match") or (block.kind == "with" and block.detail) for block in inside):
            continue
        added = _added_before(flush, use)
        needed = any(each.name and each.name in use.needed_later(flush) for each in added)
        if not added or needed or any(made.loops and loop in made.loops for made in use.of("made")):
            continue
        if any(each.span > flush.span and loop in each.blocks for each in use.events):
            continue  # what comes behind it in the loop may look for the row
        yield Finding(flush.span, {"session": use.receiver})
        return


RULE = Rule(
    code="SQA424",
    name="row-by-row-insert",
    impact=Impact.MEDIUM,
    message="{session}.flush() runs for each item: one INSERT and one round trip each; flush once behind the loop, or use insert() with a list",
    doc=__doc__,
    on=SessionUse,
    words=frozenset({"flush"}),
    check=check,
    sources=("S3-37",),
)
