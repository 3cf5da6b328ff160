"""Query result without a type.

What a query gives is easy to get wrong: `all()` a sequence, `first()` an object or None, `one()` an object. A function that hands it on
without saying so, or says something else, passes the question to every caller, and no type checker can help them.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def everybody(session: Session):  # SQA325 "Sequence[User]"
    return session.scalars(select(User)).all()


def named(session: Session, name: str) -> User:  # SQA325 "User | None"
    return session.scalars(select(User).where(User.name == name)).one_or_none()


def newest(session: Session) -> list:  # SQA325 "Sequence[User]"
    return session.scalars(select(User).order_by(User.id.desc()).limit(5)).all()
```

```python good
from collections.abc import Sequence

from sqlalchemy import ScalarResult, select
from sqlalchemy.orm import Session

from app.models import User


def everybody(session: Session) -> Sequence[User]:
    return session.scalars(select(User)).all()


def named(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name == name)).one_or_none()


def streamed(session: Session) -> ScalarResult[User]:
    return session.scalars(select(User))
```

`list[User]` for `all()` is right. Silent: routes with a `response_model`; results that are looked at before they are returned; functions
within functions; files that annotate nothing at all, as long as they do; tests, scripts and migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.query_returns import QueryReturn
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _wanted(fact: QueryReturn) -> str:
    """The annotation that fits."""
    if fact.gives == "list":
        return f"Sequence[{fact.model}]" if fact.model else "Sequence[Row[…]]" if fact.rows else "Sequence[…]"
    if fact.gives == "result":
        return f"ScalarResult[{fact.model}]"
    return f"{fact.model} | None" if fact.gives == "optional" else fact.model


def _contradiction(fact: QueryReturn) -> bool:
    """Whether the annotation says what cannot be."""
    if fact.annotation in ("other", "none"):
        return False
    other_class = bool(fact.model and fact.named) and fact.annotation == "one" and fact.named in ("int", "str", "bool", "float")
    if fact.gives == "list":
        return fact.annotation in ("one", "result")
    if fact.gives == "result":
        return fact.annotation in ("one", "many")
    if fact.annotation != "one" or other_class:
        return True
    return not fact.optional if fact.gives == "optional" else fact.optional


def check(fact: QueryReturn, context: Context) -> Iterator[Finding]:
    """Report functions that say nothing, too little, or what is not so."""
    if context.file.test or context.file.script or context.file.migration or context.file.environment or fact.route:
        return
    values = {"function": fact.function, "method": fact.method, "wanted": _wanted(fact)}
    if not fact.annotation and not fact.typed:
        return
    if not fact.annotation:
        yield Finding(fact.span, values)
    elif fact.annotation == "bare":
        yield Finding(fact.span, values, "bare")
    elif _contradiction(fact):
        yield Finding(fact.span, values, "wrong")


RULE = Rule(
    code="SQA325",
    name="untyped-query-result",
    impact=Impact.HIGH,
    message="{function}() returns what {method}() gives and does not say so; annotate it: -> {wanted}",
    doc=__doc__,
    on=QueryReturn,
    check=check,
    variants={
        "bare": "this annotation does not say what {method}() gives; annotate it: -> {wanted}",
        "wrong": "this is not what {method}() gives; annotate it: -> {wanted}",
    },
    sources=("S1-17",),
)
