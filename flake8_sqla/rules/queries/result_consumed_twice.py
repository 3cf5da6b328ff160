"""Result read twice.

A result is a cursor: once its rows are read they are gone. A second `.all()` gives an empty list, and after `.first()`, which closes it,
any read raises ResourceClosedError.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def report(session: Session) -> None:
    users = session.scalars(select(User))
    print(len(users.all()))
    for user in users:  # SQA314 "users"
        print(user)
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def report(session: Session) -> None:
    users = session.scalars(select(User)).all()
    for user in users:
        print(user)
    for user in users:
        print(user)
```

`fetchone()`, `fetchmany()` and `partitions()` are made to be repeated; reads on branches that exclude each other are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.results import SecondRead
from flake8_sqla.rule import Context, Finding, Impact, Rule

_CLOSING = ("first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none")


def check(read: SecondRead, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(read.span, {"name": read.name, "first": read.first}, "closed" if read.first_method in _CLOSING else "")


RULE = Rule(
    code="SQA314",
    name="result-consumed-twice",
    impact=Impact.HIGH,
    message="line {first} has read all rows of {name}, there are none left; keep the list that .all() gives",
    doc=__doc__,
    on=SecondRead,
    check=check,
    variants={"closed": "line {first} has read and closed {name}, this raises ResourceClosedError; keep what it gave"},
    sources=("P24",),
)
