"""Column taken for a value of Python.

`User.name` stands for a column, not for a name: there is no row yet. `len()`, `max()` or `.upper()` raise on it, and an f-string quietly
holds the text `User.name`. What is to happen in the database is said with `func`.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    nick: Mapped[str] = mapped_column(unique=True)


def find(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name.lower() == name)).first()  # SQA329 "func.lower"


def short(session: Session) -> User | None:
    return session.scalars(select(User).where(len(User.name) < 3)).first()  # SQA329 "func.length"


def nicknamed(session: Session) -> User | None:
    return session.scalars(select(User).where(User.name.like(f"%{User.nick}%"))).first()  # SQA329 "text"
```

```python good
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    nick: Mapped[str] = mapped_column(unique=True)


def find(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(func.lower(User.name) == name).limit(1)).first()


def nicknamed(session: Session) -> User | None:
    return session.scalars(select(User).where(User.name.contains(User.nick)).limit(1)).first()
```

Silent: attributes that are not known to be columns; columns of types of one's own, which may have methods; f-strings outside of clauses
(`ForeignKey(f"{User.__tablename__}.id")`).
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.column_misuse import ColumnAsValue
from flake8_sqla.rule import Context, Finding, Impact, Rule

_FUNCTIONS = {
    "len": "func.length",
    "max": "func.greatest (or func.max for all rows)",
    "min": "func.least (or func.min for all rows)",
    "int": "cast",
    "float": "cast",
    "strip": "func.trim",
    "strftime": "func.to_char",
    "sorted": "order_by",
}


def check(use: ColumnAsValue, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    instead = _FUNCTIONS.get(use.what, f"func.{use.what}")
    yield Finding(use.span, {"column": use.column, "what": use.what, "instead": instead}, "" if use.form == "method" else use.form)


RULE = Rule(
    code="SQA329",
    name="column-as-python-value",
    impact=Impact.HIGH,
    message="the column {column} has no method {what}() and raises AttributeError; say it in SQL: {instead}",
    doc=__doc__,
    on=ColumnAsValue,
    check=check,
    variants={
        "builtin": "{what}() raises on the column {column}, which has no value yet; say it in SQL: {instead}",
        "text": "the text holds the words {column}, not its value; join columns and texts with + or concat()",
    },
    sources=("P77",),
)
