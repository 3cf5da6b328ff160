"""`one()` where there may be no row.

`one()` raises NoResultFound. In a route that is an answer of 500 for an id that somebody has mistyped, and in a function that
promises `User | None` the None never comes. `one_or_none()` gives None, for the caller to answer 404.

```python bad
from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import User

router = APIRouter()


@router.get("/users/{user_id}")
def show(user_id: int, session: Session) -> str:
    return session.scalars(select(User).where(User.id == user_id)).one().name  # SQA908 "500"


def by_email(session: Session, email: str) -> User | None:
    return session.execute(select(User).where(User.email == email)).scalar_one()  # SQA908 "by_email"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import User


def by_email(session: Session, email: str) -> User | None:
    return session.execute(select(User).where(User.email == email)).scalar_one_or_none()
```

Whose opinion: guides to FastAPI. What speaks against it: an application that answers NoResultFound with 404 in one place needs no
None in a hundred; such a handler silences the rule in its own file only. Silent: aggregates and `RETURNING`, which always give a row,
a single column, which may be NULL in a row that is there, in a function that promises None; reads in a `try` or `suppress` for
NoResultFound, tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.single_rows import StrictSingleRow
from flake8_sqla.rule import Context, Finding, Impact, Rule

_LENIENT = {"one": "one_or_none", "scalar_one": "scalar_one_or_none", "get_one": "get"}


def check(read: StrictSingleRow, context: Context) -> Iterator[Finding]:
    """Report each, by what the function promises or answers."""
    values = {"method": read.method, "function": read.function, "better": _LENIENT[read.method]}
    yield Finding(read.span, values, "optional" if read.optional else "")


RULE = Rule(
    code="SQA908",
    name="strict-single-row",
    impact=Impact.LOW,
    message="{method}() raises where there is no such row, and route {function} answers 500; call {better}() and answer 404",
    doc=__doc__,
    on=StrictSingleRow,
    check=check,
    variants={"optional": "{method}() raises where {function} promises None; call {better}()"},
    sources=("S3-20",),
)
