"""`Result.first()` of a statement without a limit.

Unlike the legacy `Query.first()`, `Result.first()` adds no LIMIT: the server sends every row, the driver reads them all, and the
first is kept.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def newest(session: Session) -> User | None:
    return session.scalars(select(User).order_by(User.created_at.desc())).first()  # SQA322 "limit"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def newest(session: Session) -> User | None:
    return session.scalars(select(User).order_by(User.created_at.desc()).limit(1)).first()


def by_name(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name == name)).first()
```

Silent: a filter by `==`, which may be unique; aggregates; statements that cannot be seen whole; tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.results import FirstOfMany
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: FirstOfMany, context: Context) -> Iterator[Finding]:
    """Report those that nothing makes few."""
    if context.file.test or context.file.migration or fact.limited or fact.unique or fact.aggregate:
        return
    yield Finding(fact.span, {})


RULE = Rule(
    code="SQA322",
    name="first-without-limit",
    impact=Impact.MEDIUM,
    message="first() adds no LIMIT: every row is fetched and all but one thrown away; add .limit(1)",
    doc=__doc__,
    on=FirstOfMany,
    check=check,
    sources=("P106",),
)
