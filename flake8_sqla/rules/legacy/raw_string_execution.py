"""Plain string executed.

`session.execute("SELECT 1")` raises ArgumentError, `connection.execute("SELECT 1")` ObjectNotExecutableError since 2.0: text that is SQL
must say so. Inside `text()` values can be bound by name; `connection.exec_driver_sql()` hands a string to the driver as it is.

```python bad
from sqlalchemy.orm import Session


def count_users(session: Session) -> int:
    return session.execute("SELECT count(*) FROM users").scalar_one()  # SQA106 "text()"
```

```python good
from sqlalchemy import text
from sqlalchemy.orm import Session


def count_users(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM users")).scalar_one()
```

Silent: cursors and connections of a DBAPI driver, Alembic's `op.execute("…")` (which takes strings), `exec_driver_sql`, and receivers that
nothing shows to be SQLAlchemy's.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import MethodCall
from flake8_sqla.facts.expressions import Constant, Expression, FormattedText, Invocation
from flake8_sqla.rule import Context, Finding, Impact, Rule

_METHODS = frozenset({"execute", "scalar", "scalars", "stream", "stream_scalars", "exec"})
_RECEIVERS = frozenset({"session", "async_session", "connection", "async_connection", "engine"})


def check(call: MethodCall, context: Context) -> Iterator[Finding]:
    """Report a string as the statement."""
    if call.kind not in _RECEIVERS or call.method not in _METHODS or not call.arguments:
        return
    first = call.arguments[0]
    if first.starred or first.keyword not in ("", "statement"):
        return
    if _is_text(first.value):
        yield Finding(first.span, {"call": f"{call.subject or call.kind.replace('_', ' ')}.{call.method}()"})


def _is_text(value: Expression) -> bool:
    match value:
        case FormattedText() | Constant(value=str()) | Invocation(receiver=Constant(value=str()), method="format"):
            return True
        case _:
            return False


RULE = Rule(
    code="SQA106",
    name="raw-string-execution",
    impact=Impact.HIGH,
    message="{call} raises on a plain string since SQLAlchemy 2.0; wrap it in text() and bind its values by name",
    doc=__doc__,
    on=MethodCall,
    words=frozenset({"str", "FormattedText", "format"}),
    check=check,
    sources=("P54", "L2.1"),
)
