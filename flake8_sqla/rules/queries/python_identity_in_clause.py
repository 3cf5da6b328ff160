"""Python's `is` in a clause.

`User.deleted_at is None` is decided by Python, before SQLAlchemy sees it, and a column object is never None: the clause is a
constant. `where(… is None)` becomes `WHERE false` and finds nothing; `where(… is not None)` becomes `WHERE true`, which in a DELETE
means every row. Nothing raises.

```python bad
from sqlalchemy import delete, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]
    deleted_at: Mapped[str | None]


living = select(User).where(User.deleted_at is None)  # SQA305 "always false"
purge = delete(User).where(User.deleted_at is not None)  # SQA305 "always true"
active = select(User).where(User.active is True)  # SQA305 ".is_(True)"
```

```python good
from sqlalchemy import delete, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]
    deleted_at: Mapped[str | None]


living = select(User).where(User.deleted_at.is_(None))
purge = delete(User).where(User.deleted_at.is_not(None))
active = select(User).where(User.active.is_(True))
```

`.is_(None)` pleases pycodestyle's E711 and E712 as well; their advice to write `is None` is what makes this bug.
Comparisons of plain Python values are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import IDENTITY_OPERATORS, ColumnReference, Constant, comparisons, is_column_expression
from flake8_sqla.facts.statements import Clause
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(clause: Clause, context: Context) -> Iterator[Finding]:
    """Report `is` and `is not` beside a column expression."""
    for comparison in comparisons(clause.expression):
        operator = comparison.operators[0]
        if len(comparison.operators) != 1 or operator not in IDENTITY_OPERATORS:
            continue
        left, right = comparison.left, comparison.rights[0]
        if is_column_expression(right) and not is_column_expression(left):
            left, right = right, left
        if is_column_expression(left):
            outcome = "false" if operator == "is" else "true"
            value = repr(right.value) if isinstance(right, Constant) else "…"
            method = "is_" if operator == "is" else "is_not"
            name = left.attribute if isinstance(left, ColumnReference) else "the column"
            yield Finding(comparison.span, {"column": name, "operator": operator, "outcome": outcome, "remedy": f".{method}({value})"})


RULE = Rule(
    code="SQA305",
    name="python-identity-in-clause",
    impact=Impact.CRITICAL,
    message="Python decides `{column} {operator} …` before SQLAlchemy sees it: always {outcome}; use {remedy}",
    doc=__doc__,
    on=Clause,
    check=check,
    sources=("P1",),
)
