"""Filter that is written behind a limit.

SQL has one WHERE, and it comes before LIMIT. `select(User).limit(10).where(…)` reads like 'of the first ten those that …', and gives the
first ten of those that … . A legacy Query raises InvalidRequestError instead.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User

active = select(User).order_by(User.id).limit(10).where(User.active)  # SQA326 "where"


def latest(session: Session) -> list[User]:
    return session.query(User).order_by(User.id).limit(10).filter(User.active).all()  # SQA326 "raises"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.models import User

first_active = select(User).where(User.active).order_by(User.id).limit(10)
first = aliased(User, select(User).order_by(User.id).limit(10).subquery())
active_of_first = select(first).where(first.active)
```

`.limit(None)` resets the limit, and a subquery starts afresh. A select whose filters are added to its name on later lines is silent:
that is how statements are built stepwise, and they mean what they do.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.statements import Statement, Step
from flake8_sqla.rule import Context, Finding, Impact, Rule

_FILTERS = ("where", "filter", "filter_by", "having")
_QUERY_STEPS = (*_FILTERS, "order_by", "join", "outerjoin", "group_by")
_LIMITS = ("limit", "offset", "slice", "fetch")
_FRESH = ("from_self", "union", "union_all", "intersect", "except_", "from_statement", "with_only_columns", "with_entities")


def _limits(step: Step) -> bool:
    if step.method not in _LIMITS:
        return False
    value = step.arguments[0].value if step.arguments else None
    return not (isinstance(value, Constant) and value.value is None)


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report the first filter behind a limit in this chain itself."""
    if statement.mixed:
        return
    limit = ""
    # A select that gets its limit first and its filters under `if` later means what it does: only one chain can be misread.
    steps = statement.steps if statement.root == "query" else statement.steps[len(statement.steps) - statement.own_steps :]
    for position, step in enumerate(steps):
        if step.method in _FRESH:
            limit = ""
        elif step.method in _LIMITS:
            limit = step.method if _limits(step) else ""
        elif limit and step.method in (_QUERY_STEPS if statement.root == "query" else _FILTERS):
            if position >= len(steps) - statement.own_steps:
                yield Finding(step.span, {"method": step.method, "limit": limit}, "query" if statement.root == "query" else "")
            return


RULE = Rule(
    code="SQA326",
    name="filter-after-limit",
    impact=Impact.HIGH,
    message=".{method}() behind .{limit}() filters before the limit all the same; write it before, or filter the subquery",
    doc=__doc__,
    on=Statement,
    words=frozenset(_LIMITS),
    check=check,
    variants={"query": ".{method}() behind .{limit}() raises InvalidRequestError on a query; write it before"},
    sources=("P68",),
)
