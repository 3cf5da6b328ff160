"""SQL text executed without one of its parameters.

Every `:name` in a `text()` needs a value at execution; a missing one raises StatementError. One that is given too much is ignored,
which often means that it was misspelt.

```python bad
from sqlalchemy import text
from sqlalchemy.orm import Session


def rename(session: Session, user_id: int, name: str) -> None:
    session.execute(text("UPDATE users SET name = :name WHERE id = :user_id"), {"name": name, "userid": user_id})  # SQA334 "user_id"
```

```python good
from sqlalchemy import text
from sqlalchemy.orm import Session


def rename(session: Session, user_id: int, name: str) -> None:
    session.execute(text("UPDATE users SET name = :name WHERE id = :user_id"), {"name": name, "user_id": user_id})
```

Silent where the parameters are no literal dict, or come in by `.bindparams(…)`. `::cast`, `12:30` and `\\:name` are no parameters.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.statements import TextExecution
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(execution: TextExecution, context: Context) -> Iterator[Finding]:
    """Report parameters that the dict lacks."""
    if execution.parameters is UNKNOWN or not execution.binds:
        return
    missing = [bind for bind in execution.binds if bind not in execution.parameters]
    if missing:
        given = ", ".join(key for key in execution.parameters if key not in execution.binds)
        yield Finding(execution.span, {"missing": ", ".join(missing), "given": f" ({given} is given and not asked for)" if given else ""})


RULE = Rule(
    code="SQA334",
    name="bind-parameter-mismatch",
    impact=Impact.HIGH,
    message="no value is given for :{missing}{given}; this raises StatementError",
    doc=__doc__,
    on=TextExecution,
    check=check,
    sources=("P82",),
)
