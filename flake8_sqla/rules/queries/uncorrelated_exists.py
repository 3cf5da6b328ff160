"""EXISTS that has nothing to do with the row.

An `exists()` that mentions nothing of the statement around it gives one answer for all rows: either every row passes or none does. What
is missing is the condition that ties the inner rows to the outer ones.

```python bad
from sqlalchemy import ScalarResult, exists, select
from sqlalchemy.orm import Session

from app.models import Order, User


def buyers(session: Session) -> ScalarResult[User]:
    return session.scalars(select(User).where(exists().where(Order.total > 0)))  # SQA332 "Order"
```

```python good
from sqlalchemy import ScalarResult, exists, select
from sqlalchemy.orm import Session

from app.models import Order, User


def buyers(session: Session) -> ScalarResult[User]:
    return session.scalars(select(User).where(exists().where(Order.user_id == User.id, Order.total > 0)))


def anybody(session: Session) -> bool | None:
    return session.scalar(select(exists().where(User.name == "admin")))
```

Silent: `select(exists(…))`, which asks a question of its own; conditions that cannot be read, among them values that may be columns of
the outer statement; inserts from a select; aliases.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import ColumnReference, Expression, Invocation, Opaque, Operation, Reference, walk
from flake8_sqla.facts.statements import Statement
from flake8_sqla.rule import Context, Finding, Impact, Rule

_CONDITIONS = ("where", "filter", "having")


def _subqueries(condition: Expression) -> Iterator[Invocation]:
    """`exists(…)…` and `select(…)….exists()` in a condition, not those within another."""
    if isinstance(condition, Operation):
        for part in (condition.left, condition.right):
            if part is not None:
                yield from _subqueries(part)
    elif isinstance(condition, Invocation):
        if _is_exists(condition):
            yield condition
        elif condition.function in ("sqlalchemy.and_", "sqlalchemy.or_", "sqlalchemy.not_"):
            for argument in condition.arguments:
                yield from _subqueries(argument.value)


def _is_exists(call: Invocation) -> bool:
    root = call
    while isinstance(root.receiver, Invocation):
        root = root.receiver
    if root.function == "sqlalchemy.exists":
        return True
    return root.function == "sqlalchemy.select" and (call.method == "exists" or (isinstance(call.receiver, Invocation) and _is_exists(call.receiver)))


def _owners(expression: Expression) -> set[str]:
    parts = list(walk(expression))
    names = {part.name for part in parts if isinstance(part, Reference)}
    # `Tag.id` of a class that nothing shows to be mapped is a name like any other.
    classes = {name.rpartition(".")[0] for name in names}
    named = {path for path in classes if path.rpartition(".")[2][:1].isupper()}
    return {part.owner for part in parts if isinstance(part, ColumnReference)} | names | named


def _outer(statement: Statement) -> set[str]:
    arguments = [*statement.entities, *(argument for step in statement.steps for argument in step.arguments)]
    return {owner for each in arguments if not any(_subqueries(each.value)) for owner in _owners(each.value)}


def _may_be_columns(call: Invocation) -> bool:
    """Whether the subquery holds what cannot be read, or text, or says itself what it is tied to."""
    for part in walk(call):
        if isinstance(part, Opaque):
            return True
        if isinstance(part, Invocation):
            if part.has_starred or part.function in ("sqlalchemy.text", "sqlalchemy.literal_column") or part.method.startswith("correlate"):
                return True
            if part.receiver is None and not part.function.startswith("sqlalchemy."):
                return True
    return False


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report subqueries in conditions that name nothing of the statement's own classes."""
    if statement.root not in ("select", "query", "update", "delete") or not statement.entities or statement.mixed or not statement.complete:
        return
    conditions = (argument for step in statement.steps if step.method in _CONDITIONS for argument in step.arguments)
    for found in (each for condition in conditions for each in _subqueries(condition.value)):
        inner = {part.owner for part in walk(found) if isinstance(part, ColumnReference)}
        if inner and not _may_be_columns(found) and not _owners(found) & _outer(statement):
            yield Finding(found.span, {"inner": min(inner).rpartition(".")[2]})


RULE = Rule(
    code="SQA332",
    name="uncorrelated-exists",
    impact=Impact.HIGH,
    message="this EXISTS over {inner} mentions nothing of the statement around it: it is true for every row or for none; tie it to the outer row",
    doc=__doc__,
    on=Statement,
    words=frozenset({"exists", "sqlalchemy.exists"}),
    check=check,
    sources=("P123",),
)
