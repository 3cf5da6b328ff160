"""Synchronous API given an asynchronous engine.

`metadata.create_all()`, `inspect()`, events and synchronous sessions know nothing of an `AsyncEngine`: they raise AttributeError,
NoInspectionAvailable or NotImplementedError, a session only at its first statement. `connection.run_sync()` calls a synchronous function
with a connection that fits, and `engine.sync_engine` is what events listen on.

```python bad
from sqlalchemy import MetaData, inspect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import sessionmaker

metadata = MetaData()
engine = create_async_engine("sqlite+aiosqlite://")
metadata.create_all(engine)  # SQA512 "run_sync"
inspector = inspect(engine)  # SQA512 "run_sync"
Factory = sessionmaker(engine)  # SQA512 "async_sessionmaker"
```

```python good
from sqlalchemy import MetaData, event, inspect
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

metadata = MetaData()
engine = create_async_engine("sqlite+aiosqlite://")
Factory = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def connected(connection: object, record: object) -> None: ...


async def inspected() -> list[str]:
    async with engine.begin() as connection:
        return await connection.run_sync(lambda sync: inspect(sync).get_table_names())
```

Silent: `engine.sync_engine`, functions handed to `run_sync`, and engines that are not known to be asynchronous.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall, MethodCall
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.removed import WANT_BIND

_ASYNC = ("async_engine", "async_connection")
_EVENTS = frozenset({"sqlalchemy.event.listen", "sqlalchemy.event.listens_for"})
_SESSIONS = frozenset({"sqlalchemy.orm.Session", "sqlmodel.Session"})
_CALLED = frozenset().union(*WANT_BIND.values(), _EVENTS, _SESSIONS, {"sqlalchemy.inspect", "sqlalchemy.orm.sessionmaker"})


def check(call: ApiCall | MethodCall, context: Context) -> Iterator[Finding]:
    """Report an asynchronous engine or connection where a synchronous one is wanted."""
    if isinstance(call, MethodCall):
        if call.method in WANT_BIND.get(call.kind, ()) and call.kind_of(0, "bind") in _ASYNC:
            yield Finding(call.span, {"call": f"{call.method}()", "what": _what(call, "bind")})
    elif call.function == "sqlalchemy.inspect" and call.kind_of(0) in _ASYNC:
        yield Finding(call.span, {"call": "inspect()", "what": _what(call)})
    elif call.function in _EVENTS and call.kind_of(0, "target") in _ASYNC:
        yield Finding(call.span, {"what": _what(call, "target")}, "event")
    elif call.function in _SESSIONS and call.kind_of(0, "bind") in _ASYNC:
        yield Finding(call.span, {"instead": "AsyncSession"}, "session")
    elif call.function == "sqlalchemy.orm.sessionmaker" and call.kind_of(0, "bind") in _ASYNC and call.keyword("class_") is None:
        if not any(argument.starred for argument in call.arguments):
            yield Finding(call.span, {"instead": "async_sessionmaker"}, "session")


def _what(call: ApiCall | MethodCall, *keywords: str) -> str:
    return "an async engine" if call.kind_of(0, *keywords) == "async_engine" else "an async connection"


RULE: Rule[ApiCall | MethodCall] = Rule(
    code="SQA512",
    name="sync-api-on-async-engine",
    impact=Impact.HIGH,
    message="{call} cannot work with {what} and raises; await connection.run_sync(…) with the function instead",
    doc=__doc__,
    on=(ApiCall, MethodCall),
    words=frozenset(f"{name}({kind})" for name in _CALLED for kind in _ASYNC),
    check=check,
    variants={
        "event": "{what} has no events of its own, and listening raises NotImplementedError; listen on its sync_engine or sync_connection",
        "session": "a synchronous session cannot work with an async engine; use {instead}",
    },
    sources=("P60",),
)
