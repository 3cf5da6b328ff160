"""Engine whose pool nobody has sized.

The defaults of the pool (five connections, ten more at a peak, none ever renewed) suit development. In production they are either too few,
so that requests wait thirty seconds and fail, or too many for the server once every worker has its own. What is right depends on workers
and server; it should have been decided. `pool_recycle` belongs to it where nothing else replaces the connections that a server or proxy has
cut, below the limit it has for idle ones.

```python bad
import os

from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"], pool_size=20)  # SQA501 "max_overflow and pool_recycle"
```

```python good
import os

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True, pool_size=20, max_overflow=5)
behind_pgbouncer = create_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
local = create_engine("sqlite:///app.db")
```

Silent: SQLite, pools of no size (`NullPool`, `StaticPool`), a `pool` or `creator` of one's own, options that come in by `**kwargs` or from a
configuration, a `pool_recycle` that alone is missing (`pool_pre_ping`, which SQA502 asks for, does its work), an engine that the same
function disposes of or never hands out, tests, migrations and env.py, and scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.pools import WITHOUT_SIZE

_SIZES = ("pool_size", "max_overflow")
_OWN_POOL = ("creator", "async_creator", "pool", "strategy")


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report the missing options, all of one engine at once."""
    if context.file.test or context.file.migration or context.file.environment or context.file.script:
        return
    if engine.main_guard or engine.short_lived or engine.stays_inside:
        return
    if engine.has_starred or engine.function.endswith("engine_from_config"):
        return
    if any(engine.keyword(name) for name in _OWN_POOL) or not isinstance(engine.pool_class, str):
        return
    if engine.pool_class.rpartition(".")[2] in WITHOUT_SIZE or (engine.pool_class and not engine.pool_class.startswith("sqlalchemy.")):
        return
    if isinstance(engine.url, DatabaseUrl) and engine.url.dialect == "sqlite":
        return
    missing = [name for name in _SIZES if engine.keyword(name) is None]
    if missing:
        if engine.keyword("pool_recycle") is None and engine.keyword("pool_pre_ping") is None:
            missing.append("pool_recycle")
        *others, last = missing
        names = f"{', '.join(others)} and {last}" if others else last
        yield Finding(engine.span, {"function": engine.function, "missing": names})


RULE = Rule(
    code="SQA501",
    name="unconfigured-pool",
    impact=Impact.MEDIUM,
    message="{function}() leaves {missing} to defaults made for development; decide them for your workers and server",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    sources=("S1-25", "S3-36"),
)
