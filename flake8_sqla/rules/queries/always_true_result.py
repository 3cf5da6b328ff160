"""Result or query as a condition.

`if session.execute(stmt):` is always true: the result object exists, whether it has rows or not. The same holds of a legacy query; a
statement as a condition, and `exists()` too, raises TypeError.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def is_taken(session: Session, name: str) -> bool:
    if session.scalars(select(User).where(User.name == name)):  # SQA315 "result"
        return True
    return False


def is_known(session: Session, name: str) -> bool:
    if session.query(User).filter(User.name == name).exists():  # SQA315 "TypeError"
        return True
    return False
```

```python good
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import User


def is_taken(session: Session, name: str) -> bool:
    return bool(session.scalar(select(exists().where(User.name == name))))


def is_taken_too(session: Session, name: str) -> bool:
    if session.scalars(select(User).where(User.name == name).limit(1)).first():
        return True
    return False
```

A name that may be None on some branch is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.results import AlwaysTrue
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: AlwaysTrue, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(fact.span, {"kind": fact.kind}, "statement" if fact.kind == "statement" else "")


RULE = Rule(
    code="SQA315",
    name="always-true-result",
    impact=Impact.HIGH,
    message="a {kind} is true whether it finds rows or not; ask for .first(), or select exists()",
    doc=__doc__,
    on=AlwaysTrue,
    check=check,
    variants={"statement": "a statement as a condition raises TypeError; execute it, and ask for .first() or a scalar()"},
    sources=("P25",),
)
