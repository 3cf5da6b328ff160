"""Engine made again and again.

An engine is a pool of connections, made once for a process. Made in a route handler, in a dependency or in a loop, each call opens a pool of
its own and abandons it: connections are opened anew for every request, the abandoned ones stay open until the garbage collector comes, and
the server runs out of them.

```python bad
import os

from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()


@app.get("/health")
def health() -> bool:
    engine = create_engine(os.environ["DATABASE_URL"])  # SQA508 "route"
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT 1")))
```

```python good
import os

from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()
engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True, pool_size=5, max_overflow=5, pool_recycle=1800)


@app.get("/health")
def health() -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT 1")))
```

Silent: functions that return an engine, decorated ones (a cache, a fixture, a lifespan), an engine kept in a dictionary or attribute, made
behind `if engine is None`, or disposed of by the same function, loops that end once they have one, tests, migrations, env.py and scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import EngineCreation
from flake8_sqla.rule import Context, Finding, Impact, Rule

_PLACES = {"loop": "in each turn of a loop", "route": "in each call of a route", "dependency": "in each call of a dependency"}


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report an engine that is made where things run often."""
    if context.file.test or context.file.migration or context.file.environment or context.file.script:
        return
    if engine.per_call and not engine.short_lived and not engine.main_guard:
        yield Finding(engine.span, {"place": _PLACES[engine.per_call]})


RULE = Rule(
    code="SQA508",
    name="engine-per-call",
    impact=Impact.HIGH,
    message="an engine made {place} abandons a pool of connections each time; make it once, at module level or at start-up",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    sources=("P108",),
)
