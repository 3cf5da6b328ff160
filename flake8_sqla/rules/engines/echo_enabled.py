"""Engine that logs every statement.

With `echo=True` each statement goes to the log with its parameters: personal data and secrets among them, at the cost of formatting every
one. Where the application configures logging itself, each line appears twice. Say it by a setting, or by the level of the logger
`sqlalchemy.engine`.

```python bad
from sqlalchemy import create_engine

engine = create_engine("sqlite:///app.db", echo=True)  # SQA503 "echo"
```

```python good
import os

from sqlalchemy import create_engine

engine = create_engine("sqlite:///app.db", echo=bool(os.environ.get("SQL_ECHO")))
```

Silent: tests, scripts, migrations and env.py, engines under a main guard, and values that are not written out.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import EngineCreation
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEYWORDS = ("echo", "echo_pool")


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report a constant that turns echo on."""
    if context.file.test or context.file.script or context.file.migration or context.file.environment or engine.main_guard:
        return
    for name in _KEYWORDS:
        given = engine.keyword(name)
        if given is not None and isinstance(given.value, Constant) and given.value.value in (True, "debug"):
            value = '"debug"' if given.value.value == "debug" else "True"
            yield Finding(given.span, {"keyword": name, "value": value})


RULE = Rule(
    code="SQA503",
    name="echo-enabled",
    impact=Impact.MEDIUM,
    message="{keyword}={value} logs every statement with its parameters in production too; take it from a setting",
    doc=__doc__,
    on=EngineCreation,
    check=check,
    sources=("S1-26", "P122"),
)
