"""Attribute that the class does not have.

A misspelt keyword in `filter_by()`, `values()` or a constructor raises when the line runs, and no type checker sees it.

```python bad
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    addresses: Mapped[list["Address"]] = relationship(back_populates="user")


class Address(Base):
    __tablename__ = "address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(back_populates="addresses")


def find(session: Session, name: str) -> User | None:
    return session.scalars(select(User).filter_by(nmae=name)).one_or_none()  # SQA330 "name"
```

```python good
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    addresses: Mapped[list["Address"]] = relationship(back_populates="user")


class Address(Base):
    __tablename__ = "address"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(back_populates="addresses")


def find(session: Session, name: str) -> User | None:
    return session.scalars(select(User).filter_by(name=name)).one_or_none()
```

Reported where every base of the class is read and the name is nearly that of an attribute. Silent: classes with a constructor of their
own, and keywords behind `**`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.attribute_names import NamedAttribute
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _distance(one: str, other: str) -> int:
    """How many letters have to be changed, added, dropped or swapped with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for row, letter in enumerate(one, 1):
        rows.append([row])
        for column, wanted in enumerate(other, 1):
            best = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                best = min(best, rows[row - 2][column - 2] + 1)
            rows[row].append(best)
    return rows[-1][-1]


def _near(name: str, table: SchemaTable) -> str:
    known = sorted({column.attribute for column in table.columns} | {relationship.attribute for relationship in table.relationships})
    return next((each for each in known if each and _distance(name, each) <= (1 if len(name) < 6 else 2)), "")


def check(named: NamedAttribute, context: Context) -> Iterator[Finding]:
    """Report near misses in classes that are known whole."""
    table = context.models.table(named.model)
    if table is None or not table.complete or table.column(named.name) is not None or len(named.name) < 3:
        return
    if named.form == "call" and table.model is not None and "__init__" in table.model.functions:
        return
    near = _near(named.name, table) if context.models.attribute(named.model, named.name) == "absent" else ""
    if near:
        yield Finding(named.span, {"model": table.owner, "name": named.name, "near": near})


RULE = Rule(
    code="SQA330",
    name="unknown-attribute",
    impact=Impact.HIGH,
    message="{model} has no attribute {name}, and this raises; did you mean {near}?",
    doc=__doc__,
    on=NamedAttribute,
    check=check,
    sources=("P46",),
)
