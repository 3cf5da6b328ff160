"""Statement used as if it had been executed.

A select has no rows: `.all()`, `.first()` and `.count()` belong to the result of executing it (or to the legacy Query) and raise
AttributeError here, and to go over it raises TypeError. A select among the columns of another raises ArgumentError; it must become a
`scalar_subquery()`, or a `subquery()` to select from. What `scalars()` gives holds the values: its methods are `one()` and `first()`, not
`scalar_one()`.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User

users = select(User).where(User.active).all()  # SQA335 "all"
nested = select(select(User.id))  # SQA335 "subquery"
names = list(select(User.name))  # SQA335 "TypeError"


def root(session: Session) -> User:
    return session.scalars(select(User).where(User.id == 1)).scalar_one()  # SQA335 "one"
```

```python good
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import User


def count_active(session: Session) -> int | None:
    active = select(User.id).where(User.active).subquery()
    return session.scalar(select(func.count()).select_from(active))


def root(session: Session) -> User:
    return session.scalars(select(User).where(User.id == 1)).one()
```

Legacy queries have these methods and are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.statement_misuse import StatementAsResult
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(misuse: StatementAsResult, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    variant = misuse.kind or ("" if misuse.method else "nested")
    remedy = misuse.method.removeprefix("scalar_") if misuse.method.startswith("scalar_") else "first"
    yield Finding(misuse.span, {"root": misuse.root, "method": misuse.method, "remedy": remedy}, variant)


RULE = Rule(
    code="SQA335",
    name="statement-as-result",
    impact=Impact.HIGH,
    message="a {root} has no rows and no .{method}(): it raises AttributeError; execute it first",
    doc=__doc__,
    on=StatementAsResult,
    check=check,
    variants={
        "nested": "a {root} is no column and raises ArgumentError here; use .scalar_subquery(), or select from its .subquery()",
        "iterated": "a {root} has no rows, and going over it raises TypeError; execute it first",
        "scalars": "the result of scalars() holds the values and has no .{method}(): it raises AttributeError; use .{remedy}() or .all()",
    },
    sources=("P79", "P80", "P81"),
)
