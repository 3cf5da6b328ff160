"""Columns that `scalars()` throws away.

`scalars()` and `scalar()` give the first column of each row. Of `select(User.id, User.name)` they give the ids; the names are fetched
from the database and dropped without a word.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def names(session: Session) -> None:
    for user in session.scalars(select(User.id, User.name)):  # SQA313 "User.name"
        print(user)
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def names(session: Session) -> None:
    for user_id, name in session.execute(select(User.id, User.name)):
        print(user_id, name)
    for only_name in session.scalars(select(User.name)):
        print(only_name)
```

Statements whose columns cannot all be seen are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.results import DroppedColumns
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: DroppedColumns, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(fact.span, {"method": fact.method, "columns": ", ".join(fact.columns[:3])})


RULE = Rule(
    code="SQA313",
    name="dropped-columns",
    impact=Impact.HIGH,
    message="{method}() keeps the first column and drops {columns}; use execute(), or select one column",
    doc=__doc__,
    on=DroppedColumns,
    check=check,
    sources=("P23",),
)
