"""Row of one column taken for its value.

`session.execute(select(User.id)).all()` is a list of rows, `[(1,), (2,)]`. `1 in rows` is false, `row == 1` is false, and `row >
0` raises TypeError. `session.scalars(…)` gives the values.

```python bad
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import User


def is_known(session: Session, user_id: int) -> bool:
    ids = session.execute(select(User.id)).all()
    return user_id in ids  # SQA311 "scalars"


def is_empty(session: Session) -> bool:
    count = session.execute(select(func.count()).select_from(User)).one()
    return count == 0  # SQA311 "=="


def how_many(session: Session) -> str:
    if session.execute(select(func.count()).select_from(User)).one():  # SQA311 "whatever it holds"
        return "some"
    return "none"
```

```python good
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import User


def is_known(session: Session, user_id: int) -> bool:
    ids = session.scalars(select(User.id)).all()
    return user_id in ids


def is_empty(session: Session) -> bool:
    return session.scalar(select(func.count()).select_from(User)) == 0


def how_many(session: Session) -> str:
    if session.scalar(select(func.count()).select_from(User)):
        return "some"
    return "none"
```

Comparison with None and with tuples is right and silent, and so is `if ….first():`, which asks whether there is a row, but for one of `count()`
and its like.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.results import RowAsScalar
from flake8_sqla.rule import Context, Finding, Impact, Rule


_VARIANTS = {"in": "searched", "truth": "true"}


def check(fact: RowAsScalar, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(fact.span, {"column": fact.column, "use": fact.use}, _VARIANTS.get(fact.use, ""))


RULE = Rule(
    code="SQA311",
    name="row-as-scalar",
    impact=Impact.HIGH,
    message="a Row of {column} is a tuple, and `{use}` compares the tuple; use scalar() or scalars()",
    doc=__doc__,
    on=RowAsScalar,
    check=check,
    variants={
        "searched": "the rows of {column} are tuples, no value is ever among them; use scalars() instead of execute()",
        "true": "a Row of {column} is a tuple, which is true whatever it holds; use scalar()",
    },
    sources=("P21",),
)
