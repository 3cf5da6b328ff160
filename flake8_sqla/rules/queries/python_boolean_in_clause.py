"""Python's `and`, `or` and `not` in a clause.

SQLAlchemy cannot overload them. `A.x == 1 and A.y == 2` asks Python for the truth of the first comparison: a column is not equal to
1 as an object, so `and` keeps the first condition alone and `or` the second, and `not A.active` is simply False. The statement
runs, without half of its filter. Where an operand has no truth value (`>`, `.in_()`, `.like()`, a Core column) Python raises
TypeError instead.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    age: Mapped[int]
    active: Mapped[bool]


both = select(User).where(User.id == 1 and User.name == "ada")  # SQA306 "drops a condition"
either = select(User).where(User.id == 1 or User.name == "ada")  # SQA306 "drops a condition"
inactive = select(User).where(not User.active)  # SQA306 "constant"
raises = select(User).where(User.age > 18 and User.active)  # SQA306 "TypeError"
```

```python good
from sqlalchemy import or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    age: Mapped[int]
    active: Mapped[bool]


both = select(User).where(User.id == 1, User.name == "ada")
either = select(User).where(or_(User.id == 1, User.name == "ada"))
inactive = select(User).where(~User.active)
adults = select(User).where((User.age > 18) & User.active)
```

Conditions on plain Python values (`where(True if everyone else User.id == 1)`, `os.path.join(a and b)`) are silent, and so is a value that
lets everything through, `where(everyone or User.active)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import BooleanOperation, ColumnReference, Comparison, Expression, Negation, is_column_expression
from flake8_sqla.facts.statements import Clause
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: What to write instead, by position: the elements of these are joined by AND already.
_COMMA = frozenset({"where", "filter", "having", "and_"})


def _has_truth(expression: Expression) -> bool:
    """Whether Python can tell the truth of this column expression: `==` and `!=` compare as objects, an attribute is an object."""
    match expression:
        case ColumnReference():
            return not _is_core(expression)
        case Comparison(left=left, operators=operators, rights=rights) if not _is_core(left) and not any(map(_is_core, rights)):
            return all(operator in ("==", "!=") for operator in operators)
        case _:
            return not is_column_expression(expression)


def _is_core(expression: Expression) -> bool:
    """A column of a `Table` object: it refuses to be a truth value."""
    return isinstance(expression, ColumnReference) and not expression.owner.rpartition(".")[2].lstrip("_")[:1].isupper()


def check(clause: Clause, context: Context) -> Iterator[Finding]:
    """Report the outermost `and`, `or` or `not` that has a column expression among its operands."""
    match clause.expression:
        case BooleanOperation(operator="or", operands=operands) if not any(map(is_column_expression, operands[:-1])):
            return  # `everyone or User.active`: true, or the condition
        case BooleanOperation(operator=operator, operands=operands) as found if any(map(is_column_expression, operands)):
            raises = not all(map(_has_truth, operands[:-1]))
            remedy = "separate the conditions by commas" if operator == "and" and clause.position in _COMMA else f"use {operator}_(…)"
            yield Finding(found.span, {"operator": operator, "remedy": remedy}, "raises" if raises else "")
        case Negation(operand=operand) as found if is_column_expression(operand):
            yield Finding(found.span, {}, "not" if _has_truth(operand) else "not-raises")
        case Negation(operand=BooleanOperation(operands=operands)) as found if any(map(is_column_expression, operands)):
            yield Finding(found.span, {}, "not")
        case _:
            pass


RULE = Rule(
    code="SQA306",
    name="python-boolean-in-clause",
    impact=Impact.CRITICAL,
    message="Python's `{operator}` drops a condition without a word; {remedy}",
    doc=__doc__,
    on=Clause,
    check=check,
    variants={
        "raises": "Python's `{operator}` raises TypeError here; {remedy}",
        "not": "Python's `not` makes this a constant; use ~(…), .is_(False) or not_()",
        "not-raises": "Python's `not` raises TypeError here; use ~(…) or not_()",
    },
    sources=("P2", "P3"),
)
