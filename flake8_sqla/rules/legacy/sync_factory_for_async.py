"""Synchronous factory for asynchronous sessions.

`sessionmaker(class_=AsyncSession)` works, but a type checker takes what it makes for synchronous sessions; `async_sessionmaker` exists for
this. `scoped_session` around an async factory is deprecated: it scopes by thread, which the tasks of an event loop share.

```python bad
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import scoped_session, sessionmaker

engine = create_async_engine("sqlite+aiosqlite://")
Factory = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)  # SQA120 "async_sessionmaker"
Scoped = scoped_session(async_sessionmaker(engine, expire_on_commit=False))  # SQA120 "async_scoped_session"
```

```python good
from asyncio import current_task

from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite://")
Factory = async_sessionmaker(engine, expire_on_commit=False)
Scoped = async_scoped_session(Factory, scopefunc=current_task)
```

A class that is not known to be an `AsyncSession` is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall
from flake8_sqla.facts.expressions import Reference
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.orm import SESSION_CLASSES


def check(call: ApiCall, context: Context) -> Iterator[Finding]:
    """Report both factories."""
    if call.function == "sqlalchemy.orm.sessionmaker":
        made = call.keyword("class_")
        if made is not None and isinstance(made.value, Reference) and SESSION_CLASSES.get(made.value.name) is True:
            yield Finding(made.span, {})
    elif call.function == "sqlalchemy.orm.scoped_session" and call.kind_of(0, "session_factory") == "async_factory":
        yield Finding(call.arguments[0].span, {}, "scoped")


RULE = Rule(
    code="SQA120",
    name="sync-factory-for-async",
    impact=Impact.LOW,
    message="sessionmaker(class_=AsyncSession) hides from type checkers that its sessions are asynchronous; use async_sessionmaker",
    doc=__doc__,
    on=ApiCall,
    words=frozenset({"class_=", "sqlalchemy.orm.scoped_session"}),
    check=check,
    variants={"scoped": "scoped_session around an async factory is deprecated: tasks share its thread; use async_scoped_session(…, scopefunc=current_task)"},
    sources=("S3-4", "P61"),
)
