"""Change of a statement whose value is thrown away.

Statements and queries never change: `.where()`, `.order_by()`, `.options()` give a new one. A line that calls one and does not keep
the value does nothing at all: the filter is not there, and the query returns what it was written to hide.

```python bad
from sqlalchemy import Select, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]


def users(only_active: bool) -> Select[tuple[User]]:
    stmt = select(User)
    if only_active:
        stmt.where(User.active)  # SQA309 "where"
    return stmt
```

```python good
from sqlalchemy import Select, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]


def users(only_active: bool) -> Select[tuple[User]]:
    stmt = select(User)
    if only_active:
        stmt = stmt.where(User.active)
    return stmt
```

Builders of other libraries, which change in place, are silent: only what is known to be a SQLAlchemy statement or query counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.statements import Statement, Use
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report a chain that stands alone and ends in a change."""
    if statement.use is Use.DISCARDED and statement.own_steps and statement.steps and not statement.begun_here:
        yield Finding(statement.span, {"method": statement.steps[-1].method})


RULE = Rule(
    code="SQA309",
    name="discarded-statement-change",
    impact=Impact.CRITICAL,
    message=".{method}() returns a changed copy, which is thrown away here; assign it: `stmt = stmt.{method}(…)`",
    doc=__doc__,
    on=Statement,
    words=frozenset({"discarded"}),
    check=check,
    sources=("P5",),
)
