"""All rows loaded to be counted.

`len(session.scalars(stmt).all())` sends every row over the wire and makes an object of each, to throw them away. The database counts
without that, and for 'is there any' it stops at the first.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def count(session: Session) -> int:
    return len(session.scalars(select(User)).all())  # SQA321 "func.count"


def any_user(session: Session) -> bool:
    if session.scalars(select(User)).all():  # SQA321 "exists"
        return True
    return False
```

```python good
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.models import User


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0


def any_user(session: Session) -> bool:
    return bool(session.scalar(select(exists(select(User.id)))))


def show(session: Session) -> None:
    users = session.scalars(select(User)).all()
    print(len(users))
    for user in users:
        print(user)
```

A list that is used for anything else too is silent, and so are a query with a limit, tests, and the rows of RETURNING.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.results import CountedRows
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: CountedRows, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    if not context.file.test and not context.file.migration:
        yield Finding(fact.span, {}, "" if fact.form == "len" else "exists")


RULE = Rule(
    code="SQA321",
    name="counting-loaded-rows",
    impact=Impact.MEDIUM,
    message="every row is loaded only to be counted; select func.count() instead",
    doc=__doc__,
    on=CountedRows,
    check=check,
    variants={"exists": "every row is loaded only to see whether there is one; select exists(…), or use .first() with limit(1)"},
    sources=("S3-14", "P105"),
)
