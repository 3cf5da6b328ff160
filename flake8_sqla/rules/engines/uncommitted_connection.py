"""Change on a connection that is never committed.

A connection of 2.0 begins a transaction with its first statement and rolls it back when it is closed. An INSERT, UPDATE or DELETE without a
`commit()` is lost, without a word. `engine.begin()` commits at the end of its block.

```python bad
from sqlalchemy import Engine, text


def deactivate(engine: Engine, key: int) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE users SET active = false WHERE id = :id"), {"id": key})  # SQA510 "UPDATE"
```

```python good
from sqlalchemy import Engine, text


def deactivate(engine: Engine, key: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE users SET active = false WHERE id = :id"), {"id": key})


def activate(engine: Engine, key: int) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE users SET active = true WHERE id = :id"), {"id": key})
        connection.commit()
```

Silent: a commit, a rollback or a `begin()` anywhere in the function, an isolation level given to the connection or its engine (AUTOCOMMIT), and
a connection that is handed to another function or returned, which may commit it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import ConnectionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(use: ConnectionUse, context: Context) -> Iterator[Finding]:
    """Report each change on a connection that nothing commits."""
    if not use.commits and not use.escapes:
        for span, word in use.changes:
            yield Finding(span, {"word": word.upper()})


RULE = Rule(
    code="SQA510",
    name="uncommitted-connection",
    impact=Impact.CRITICAL,
    message="this {word} is rolled back when its connection closes: nothing commits; open the connection by engine.begin()",
    doc=__doc__,
    on=ConnectionUse,
    check=check,
    sources=("S3-26", "L2.1"),
)
