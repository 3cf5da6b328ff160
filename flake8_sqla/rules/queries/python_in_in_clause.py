"""Python's `in` in a clause.

`User.id in ids` lets Python compare the column object with each element: none is equal, so the clause is `WHERE false`, and
`not in` is `WHERE true`. Nothing raises; with a select or a column on the right it raises TypeError or NotImplementedError.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


chosen = select(User).where(User.id in [1, 2, 3])  # SQA307 ".in_"
others = select(User).where(User.id not in [1, 2, 3])  # SQA307 ".not_in"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


chosen = select(User).where(User.id.in_([1, 2, 3]))
others = select(User).where(User.id.not_in([1, 2, 3]))
```

Membership of plain Python values is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import MEMBERSHIP_OPERATORS, comparisons, is_column_expression
from flake8_sqla.facts.statements import Clause
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(clause: Clause, context: Context) -> Iterator[Finding]:
    """Report `in` and `not in` with a column on either side."""
    for comparison in comparisons(clause.expression):
        operator = comparison.operators[0]
        if len(comparison.operators) != 1 or operator not in MEMBERSHIP_OPERATORS:
            continue
        if is_column_expression(comparison.left):
            values = {"outcome": "false" if operator == "in" else "true", "method": ".in_(…)" if operator == "in" else ".not_in(…)"}
            yield Finding(comparison.span, {"operator": operator, **values})
        elif is_column_expression(comparison.rights[0]):
            yield Finding(comparison.span, {"operator": operator}, "right")


RULE = Rule(
    code="SQA307",
    name="python-in-in-clause",
    impact=Impact.CRITICAL,
    message="Python decides `{operator}` before SQLAlchemy sees it: always {outcome}; use {method}",
    doc=__doc__,
    on=Clause,
    check=check,
    variants={"right": "Python's `{operator}` cannot search a column and raises; use .contains(…) or .any(…)"},
    sources=("P4",),
)
