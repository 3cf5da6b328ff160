"""Session that flushes on its own.

With autoflush every query first writes what is pending. A SELECT then raises IntegrityError for an object that is not finished yet,
and the traceback points to the query. With `autoflush=False` nothing is written before `flush()` or `commit()`.

```python bad
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker


def factory(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)  # SQA904 "sessionmaker"
```

```python good
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker


def factory(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, autoflush=False, expire_on_commit=False)
```

Whose opinion: FastAPI's old tutorials, and guides that followed them. What speaks against it: without autoflush a query does not
see what the same session has just added, and code that relies on it reads stale rows in silence; SQLAlchemy's documentation keeps
it on. `autoflush=True` is a decision and silent, as are calls with `**options`, tests and migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall
from flake8_sqla.rule import Context, Finding, Impact, Rule

_FACTORIES = frozenset({"sqlalchemy.orm.sessionmaker", "sqlalchemy.ext.asyncio.async_sessionmaker"})


def check(call: ApiCall, context: Context) -> Iterator[Finding]:
    """Look for `autoflush=` where a factory is made."""
    if call.function not in _FACTORIES or context.file.test or context.file.migration:
        return
    if call.keyword("autoflush") is None and not any(argument.starred for argument in call.arguments):
        yield Finding(call.span, {"function": call.function.rpartition(".")[2]})


RULE = Rule(
    code="SQA904",
    name="implicit-autoflush",
    impact=Impact.LOW,
    message="sessions of this {function} write what is pending before every query; "
    "pass autoflush=False, or autoflush=True where that is meant",
    doc=__doc__,
    on=ApiCall,
    check=check,
    sources=("S1-19",),
)
