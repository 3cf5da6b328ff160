"""Connection that nothing closes.

A connection from `engine.connect()` goes back to the pool when it is closed. Without a `with` block it is closed when the garbage collector
comes by, if ever; under load the pool runs dry, and asyncio warns of connections that were never returned.

```python bad
from sqlalchemy import Engine, text


def count_users(engine: Engine) -> int:
    connection = engine.connect()  # SQA509 "connection"
    return connection.scalar(text("SELECT count(*) FROM users"))


def count_orders(engine: Engine) -> int:
    return engine.connect().scalar(text("SELECT count(*) FROM orders"))  # SQA509
```

```python good
from sqlalchemy import Engine, text


def count_users(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM users"))
```

Silent: a connection that is closed anywhere in the function, given to an exit stack, returned, yielded, stored in an attribute or handed to
another function, and one that lives as long as its module.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import ConnectionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(use: ConnectionUse, context: Context) -> Iterator[Finding]:
    """Report a connection that a function opens and drops."""
    if use.level == "function" and not use.closed and not use.escapes:
        if use.name:
            yield Finding(use.span, {"name": use.name, "with_": "async with" if use.asynchronous else "with"})
        else:
            yield Finding(use.span, {"with_": "async with" if use.asynchronous else "with"}, "chained")


RULE = Rule(
    code="SQA509",
    name="unclosed-connection",
    impact=Impact.HIGH,
    message="nothing closes `{name}`, and the pool lacks it until the garbage collector comes; open it by `{with_} engine.connect() as {name}:`",
    doc=__doc__,
    on=ConnectionUse,
    check=check,
    variants={"chained": "nothing closes this connection, and the pool lacks it until the garbage collector comes; open it by `{with_} engine.connect() as …:`"},
    sources=("P110",),
)
