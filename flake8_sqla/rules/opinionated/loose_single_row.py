"""One row, read without noticing a second.

Where the program knows that there is one row, or one at most, the read can say so. `.all()[0]` takes any of the rows;
`.first()` with an error for None behind it finds that there is none, and not that there are two. `one()` and `one_or_none()` raise
MultipleResultsFound, so that a key that is not unique is found out on the day it breaks.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import User


def by_email(session: Session, email: str) -> User:
    return session.scalars(select(User).where(User.email == email)).all()[0]  # SQA907 "all()[0]"


def by_name(session: Session, name: str) -> User:
    user = session.scalars(select(User).where(User.name == name)).first()  # SQA907 "one_or_none()"
    if user is None:
        raise LookupError(name)
    return user
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import User


def by_email(session: Session, email: str) -> User:
    return session.scalars(select(User).where(User.email == email)).one()


def newest(session: Session) -> User:
    user = session.scalars(select(User).order_by(User.id.desc()).limit(1)).first()
    if user is None:
        raise LookupError("nobody")
    return user
```

Whose opinion: guides to typed queries. What speaks against it: a database constraint is the place that keeps a key unique, and a page
that shows one of two rows serves its reader better than an error. Silent: statements that say which row they want (`order_by`,
`limit`), those that cannot be read, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.single_rows import LooseSingleRow
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(read: LooseSingleRow, context: Context) -> Iterator[Finding]:
    """Report each, by its form."""
    yield Finding(read.span, {"method": read.method}, "" if read.form == "raised" else read.form)


RULE = Rule(
    code="SQA907",
    name="loose-single-row",
    impact=Impact.LOW,
    message="first() takes any of the rows that match, and the error behind it is for none of them; one_or_none() notices a second",
    doc=__doc__,
    on=LooseSingleRow,
    check=check,
    variants={
        "index": "{method}()[0] takes any of the rows that match; write one(), or first() of an ordered statement",
        "counted": "the rows are counted here to see whether there is one; one() and one_or_none() do that, and raise where there are two",
    },
    sources=("S1-18",),
)
