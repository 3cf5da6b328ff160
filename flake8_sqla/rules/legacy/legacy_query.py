"""Query API of SQLAlchemy 1.x.

`session.query(…)`, Flask-SQLAlchemy's `Model.query` and `scoped_session.query_property()` build the legacy `Query` object. It
still works on 2.1, but it is frozen: new features arrive on `select()` alone, an `AsyncSession` has no `query` at all, type
checkers cannot see what it returns, and it joins two jobs (building and executing) that 2.0 keeps apart.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


def find(session: Session, email: str) -> User | None:
    return session.query(User).filter(User.email == email).first()  # SQA101 "session.query()"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


def find(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email).limit(1)).first()
```

A receiver that is not known to be a session (a DataFrame, a client of another service) is silent. A session is known by its
annotation, by the call that made it, by `--sqla-session-names`, or because the argument is spelt as a class and a method of the
ORM follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.statements import LegacyQuery
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(query: LegacyQuery, context: Context) -> Iterator[Finding]:
    """Report every use of the legacy query."""
    yield Finding(query.span, {"subject": query.subject}, "" if query.form == "session" else query.form)


RULE = Rule(
    code="SQA101",
    name="legacy-query",
    impact=Impact.CRITICAL,
    message="{subject}.query() is the 1.x query API; build a select() and hand it to scalars() or execute()",
    doc=__doc__,
    on=LegacyQuery,
    check=check,
    variants={
        "model": "{subject}.query is the 1.x query API; build select({subject}) and hand it to session.scalars() or execute()",
        "property": "query_property() hands out the 1.x query API; build select() statements instead",
    },
    sources=("S1-12",),
    options=("--sqla-session-names",),
)
