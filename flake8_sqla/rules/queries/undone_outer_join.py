"""Outer join that a filter undoes.

An outer join keeps the rows that have no partner and gives them NULL on the right. A condition on the right side in WHERE is not true
for NULL: it throws those rows out again, and what is left is an inner join that costs more.

```python bad
from sqlalchemy import select

from app.models import Address, User

users = select(User).outerjoin(Address, Address.user_id == User.id).where(Address.city == "Bern")  # SQA319 "Address.city"
```

```python good
from sqlalchemy import and_, or_, select

from app.models import Address, User

with_address = select(User).join(Address, Address.user_id == User.id).where(Address.city == "Bern")
all_users = select(User).outerjoin(Address, and_(Address.user_id == User.id, Address.city == "Bern"))
homeless = select(User).outerjoin(Address, Address.user_id == User.id).where(Address.id.is_(None))
either = select(User).outerjoin(Address, Address.user_id == User.id).where(or_(Address.city == "Bern", Address.id.is_(None)))
```

Only plain conditions of one chain count: `is_(None)`, comparison with None, `or_()` and functions such as `coalesce()` are
silent, and so is a filter that a later line adds to the statement's name.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Argument, ColumnReference, Comparison, Constant, Expression, Invocation, Operation, Reference
from flake8_sqla.facts.statements import Statement, Step
from flake8_sqla.rule import Context, Finding, Impact, Rule

_COMPARING = ("==", "!=", "<", "<=", ">", ">=")
_RESTRICTING = ("in_", "like", "ilike", "contains", "startswith", "endswith", "between")


def _joined_outside(step: Step, context: Context) -> str:
    """The class that a step joins by an outer join, where it names one, or a relationship to it."""
    if not step.arguments or step.arguments[0].keyword:
        return ""
    outer = step.method == "outerjoin" or (
        step.method == "join"
        and any(each.keyword == "isouter" and isinstance(each.value, Constant) and each.value.value is True for each in step.arguments)
    )
    target = step.arguments[0].value
    if outer and isinstance(target, ColumnReference):
        link = context.models.link(target.owner, target.attribute)
        return link.target.path if link is not None else ""
    return target.name if outer and isinstance(target, Reference) else ""


def _restricted(condition: Expression) -> ColumnReference | None:
    """The column that a condition is not true of when it is NULL."""
    match condition:
        case Operation(operator="~", left=None, right=inner):
            return _restricted(inner)
        case Comparison(left=ColumnReference() as column, operators=(operator,), rights=(right,)) if operator in _COMPARING:
            # A comparison with anything but a plain value may be about NULL as well.
            return column if isinstance(right, Constant) and right.value is not None else None
        case Invocation(receiver=ColumnReference() as column, method=method) if method in _RESTRICTING:
            return column
        case _:
            return None


def _all_of(arguments: tuple[Argument, ...]) -> Iterator[Expression]:
    """The conditions that hold at once."""
    for argument in arguments:
        match argument.value:
            case Invocation(function="sqlalchemy.and_", arguments=inner):
                yield from _all_of(inner)
            case Operation(operator="&", left=left, right=right) if left is not None:
                yield from (left, right)
            case condition:
                yield condition


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report conditions on what the same chain has joined by an outer join."""
    if statement.root not in ("select", "query") or statement.mixed:
        return
    steps = statement.steps[len(statement.steps) - statement.own_steps :]
    joined: set[str] = set()
    last = ""  # what was joined last, if by an outer join: `filter_by` speaks of it
    for step in steps:
        name = _joined_outside(step, context)
        if name:
            joined.add(name)
        if step.method in ("join", "outerjoin"):
            last = name
        if step.method == "filter_by" and last:
            for argument in step.arguments:
                if argument.keyword and isinstance(argument.value, Constant) and argument.value.value is not None:
                    yield Finding(argument.span, {"column": f"{last.rpartition('.')[2]}.{argument.keyword}"})
        if step.method not in ("where", "filter"):
            continue
        for condition in _all_of(step.arguments):
            column = _restricted(condition)
            if column is not None and column.owner in joined:
                shown = f"{column.owner.rpartition('.')[2]}.{column.attribute}"
                yield Finding(condition.span, {"column": shown})


RULE = Rule(
    code="SQA319",
    name="undone-outer-join",
    impact=Impact.MEDIUM,
    message="the condition on {column} throws out the rows the outer join keeps; put it into the ON clause, or use join()",
    doc=__doc__,
    on=Statement,
    words=frozenset({"outerjoin", "isouter="}),
    check=check,
    sources=("P115",),
)
