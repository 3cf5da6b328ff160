"""Row looked up by key through a query.

`Query.get()` became `Session.get()`: it looks into the identity map of a session first, which is the session's own affair. The old method
still works on 2.1 and warns (LegacyAPIWarning); an `AsyncSession` has only the new one.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


def find(session: Session, key: int) -> User | None:
    return session.query(User).get(key)  # SQA113 SQA101
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


def find(session: Session, key: int) -> User | None:
    return session.get(User, key)
```

Loader options move along: `session.get(User, key, options=[…])`. A `get` of a dictionary, a client or a cache is silent, and so is
Flask-SQLAlchemy's `get_or_404`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import MethodCall
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(call: MethodCall, context: Context) -> Iterator[Finding]:
    """Report `get` at the end of a legacy query."""
    if call.kind == "query" and call.method == "get" and call.arguments:
        yield Finding(call.span, {})


RULE = Rule(
    code="SQA113",
    name="legacy-get",
    impact=Impact.MEDIUM,
    message="Query.get() is legacy and warns; write session.get(Model, key)",
    doc=__doc__,
    on=MethodCall,
    words=frozenset({"query.get"}),
    check=check,
    sources=("L2.3",),
)
