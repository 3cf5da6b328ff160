"""`&` or `|` between comparisons without parentheses.

Python binds `&` and `|` tighter than `==` and `<`. `User.id == 1 & User.name == "ada"` is read as `User.id == (1 & User.name) == "ada"`:
with plain values that raises TypeError. Where a condition stands before the `&`, the two together are compared: `(id IN (1, 2) AND age) = 3`,
which finds nothing, or PostgreSQL refuses. A chain such as `1 < User.age < 5` raises TypeError, or loses one half. Nor is `&` a bit test:
over a column it is AND, and `User.flags & 4` raises ArgumentError.

```python bad
from sqlalchemy import select

from app.models import User

both = select(User).where(User.id == 1 & User.name == "ada")  # SQA308 "parentheses"
either = select(User).where(User.name == "ada" | User.name == "eve")  # SQA308 "parentheses"
active = select(User).where(User.id.in_([1, 2]) & User.age == 3)  # SQA308 "parentheses"
young = select(User).where(1 < User.age < 5)  # SQA308 "between"
flagged = select(User).where(User.flags & 4 == 4)  # SQA308 "bitwise_and"
```

```python good
from sqlalchemy import select

from app.models import User

both = select(User).where((User.id == 1) & (User.name == "ada"))
either = select(User).where((User.name == "ada") | (User.name == "eve"))
active = select(User).where(User.id.in_([1, 2]) & (User.age == 3))
young = select(User).where(User.age.between(2, 4))
flagged = select(User).where(User.flags.bitwise_and(4) == 4)
```

Two columns (`User.flags & User.mask == 4`) are silent, since a type of one's own may give `&` a meaning, and so are comparisons of plain
Python values.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import (
    ColumnReference,
    Comparison,
    Constant,
    Expression,
    Invocation,
    Operation,
    is_column_expression,
)
from flake8_sqla.facts.statements import Clause
from flake8_sqla.rule import Context, Finding, Impact, Rule

_JOINING = ("&", "|")
_TRUE_OR_FALSE = frozenset(
    "in_ not_in notin_ is_ is_not isnot like ilike not_like not_ilike between contains startswith endswith any has is_distinct_from".split()
)


def _is_condition(expression: Expression) -> bool:
    """An expression that is true or false, so that comparing it further is no bit test."""
    match expression:
        case Comparison():
            return is_column_expression(expression)
        case Invocation(receiver=receiver, method=method) if receiver is not None:
            return method in _TRUE_OR_FALSE and is_column_expression(receiver)
        case _:
            return False


def _is_torn(operand: Expression) -> bool:
    """Whether `&` took a value that belongs to the comparison on its left, or a whole condition."""
    if not isinstance(operand, Operation) or operand.operator not in _JOINING or operand.left is None:
        return False
    if _is_condition(operand.left) or _is_condition(operand.right):
        return True
    return isinstance(operand.left, Constant) and isinstance(operand.right, ColumnReference)


def _is_bit_test(operand: Expression) -> bool:
    """Whether `&` or `|` is asked for the bits of a column."""
    if not isinstance(operand, Operation) or operand.operator not in _JOINING:
        return False
    return isinstance(operand.left, ColumnReference) and isinstance(operand.right, Constant) and type(operand.right.value) is int


def check(clause: Clause, context: Context) -> Iterator[Finding]:
    """Report comparisons that `&`, `|` or another comparison tears apart."""
    comparison = clause.expression
    if not isinstance(comparison, Comparison):
        return
    operands = (comparison.left, *comparison.rights)
    if any(operator in ("is", "is not", "in", "not in") for operator in comparison.operators):
        return
    torn = next((operand for operand in operands if _is_torn(operand)), None)
    chained = len(comparison.operators) > 1
    if torn is None and chained:
        torn = next(
            (part for part in operands if isinstance(part, Operation) and part.operator in _JOINING and is_column_expression(part)), None
        )
    if torn is not None and isinstance(torn, Operation):
        yield Finding(comparison.span, {"operator": torn.operator})
    elif bits := next((operand for operand in operands if _is_bit_test(operand)), None):
        yield Finding(comparison.span, {"method": f"bitwise_{'and' if getattr(bits, 'operator', '') == '&' else 'or'}"}, "bits")
    elif chained and any(map(is_column_expression, operands)):
        yield Finding(comparison.span, {}, "chained")


RULE = Rule(
    code="SQA308",
    name="bitwise-precedence",
    impact=Impact.CRITICAL,
    message="`{operator}` binds tighter than the comparisons beside it; put each comparison in parentheses",
    doc=__doc__,
    on=Clause,
    check=check,
    variants={
        "chained": "Python asks a chained comparison for its truth: it raises or loses one half; use .between(…) or two conditions",
        "bits": "over a column this is no bit test but AND or OR, and raises ArgumentError on a number; use .{method}(…)",
    },
    sources=("P56", "P57"),
)
