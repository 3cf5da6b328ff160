"""Statement used as if it had been executed.

A select has no rows: `.all()`, `.first()` and `.count()` belong to the result of executing it (or to the legacy Query) and raise
AttributeError here. A select among the columns of another raises ArgumentError; it must become a `scalar_subquery()`, or a
`subquery()` to select from.

```python bad
from sqlalchemy import select

from app.models import User

users = select(User).where(User.active).all()  # SQA335 "all"
nested = select(select(User.id))  # SQA335 "subquery"
```

```python good
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import User


def count_active(session: Session) -> int | None:
    active = select(User.id).where(User.active).subquery()
    return session.scalar(select(func.count()).select_from(active))
```

Legacy queries have these methods and are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.statement_misuse import StatementAsResult
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(misuse: StatementAsResult, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(misuse.span, {"root": misuse.root, "method": misuse.method}, "" if misuse.method else "nested")


RULE = Rule(
    code="SQA335",
    name="statement-as-result",
    impact=Impact.HIGH,
    message="a {root} has no rows and no .{method}(): it raises AttributeError; execute it first",
    doc=__doc__,
    on=StatementAsResult,
    check=check,
    variants={"nested": "a {root} is no column and raises ArgumentError here; use .scalar_subquery(), or select from its .subquery()"},
    sources=("P79", "P80", "P81"),
)
