"""Argument that a session's method refuses.

`add()` takes one object, `add_all()` several; `get()` takes a class and its key, not a column or keywords. A list, a class or a
query in their place raises UnmappedInstanceError, ArgumentError or TypeError.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def work(session: Session) -> None:
    session.add([User(name="ada"), User(name="eve")])  # SQA430 "add_all"
    session.get(User, id=1)  # SQA430 "key"
    session.delete(session.scalars(select(User)).all())  # SQA430 "each"
    session.commit()
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def work(session: Session) -> None:
    session.add_all([User(name="ada"), User(name="eve")])
    session.get(User, 1)
    for user in session.scalars(select(User).where(User.name == "bob")):
        session.delete(user)
    session.commit()
```

Only sessions count: `requests.Session.get(url, params=…)` and its like are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.session_arguments import WrongArgument
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(argument: WrongArgument, context: Context) -> Iterator[Finding]:
    """Report each of them, but where a test may mean it."""
    remedy = "use add_all()" if argument.method == "add" else "call it for each"
    variant = "" if argument.wrong == "collection" else argument.wrong
    yield Finding(argument.span, {"method": argument.method, "remedy": remedy}, variant)


RULE = Rule(
    code="SQA430",
    name="wrong-session-argument",
    impact=Impact.MEDIUM,
    message="{method}() takes one object and raises on a collection; {remedy}",
    doc=__doc__,
    on=WrongArgument,
    check=check,
    variants={
        "class": "{method}() takes an object and raises on a class; make one of it first",
        "single": "{method}() takes several objects and raises on one; put it in a list, or use add()",
        "keyword": "{method}() takes the key itself, as its second argument, and raises TypeError on this keyword",
        "column": "{method}() takes the class and raises on a column of it; pass the class and the key",
        "query": "{method}() takes an object and raises on a query or statement; run it, and pass the objects it gives",
    },
    sources=("P84", "P85"),
)
