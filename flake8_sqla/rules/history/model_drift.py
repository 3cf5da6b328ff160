"""Engine that logs every statement.

With `echo=True` each statement and its parameters go to the log: slow, and a log full of what users typed.

```python bad
from sqlalchemy import create_engine

engine = create_engine("sqlite:///app.db", echo=True)  # SQA719 "echo"
```

```python good
from sqlalchemy import create_engine

engine = create_engine("sqlite:///app.db")
```

Silent: a value that is not written out.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import EngineCreation
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(engine: EngineCreation, context: Context) -> Iterator[Finding]:
    """Report an `echo=True` that is written out."""
    echo = engine.keyword("echo")
    if echo is not None and isinstance(echo.value, Constant) and echo.value.value is True:
        yield Finding(echo.span, {"function": engine.function})


RULE = Rule(
    code="SQA719",
    name="model-drift",
    impact=Impact.LOW,
    message="{function}(echo=True) logs every statement with its parameters; set the level of the logger sqlalchemy.engine instead",
    doc=__doc__,
    on=EngineCreation,
    check=check,
)
