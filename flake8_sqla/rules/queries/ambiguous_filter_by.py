"""filter_by() whose column two classes have.

Behind a join SQLAlchemy 2.1 looks for the keyword in every class of the statement and raises AmbiguousColumnError where two have it.
SQLAlchemy 2.0 took the class joined last, without a word.

```python bad file=requirements.txt
sqlalchemy>=2.0
```

```python bad file=app/work.py
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


def of(session: Session, key: int) -> list[User]:
    return list(session.scalars(select(User).join(Address).filter_by(id=key)))  # SQA331 "Address"
```

```python good file=requirements.txt
sqlalchemy>=2.0
```

```python good file=app/work.py
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


def of(session: Session, key: int) -> list[User]:
    return list(session.scalars(select(User).join(Address).where(Address.id == key)))
```

Reported where the project allows SQLAlchemy 2.1. Silent: legacy queries, and joins that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.attribute_names import NamedAttribute
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(named: NamedAttribute, context: Context) -> Iterator[Finding]:
    """Report keywords that several of the classes know."""
    if named.form != "filter_by" or not named.others or not context.project.requirements.admits_2_1:
        return
    having = [path for path in (*named.others, named.model) if context.models.attribute(path, named.name) in ("column", "relationship")]
    names = list(dict.fromkeys(path.rpartition(".")[2] for path in having))
    if len(names) > 1:
        yield Finding(named.span, {"name": named.name, "models": " and ".join(names)})


RULE = Rule(
    code="SQA331",
    name="ambiguous-filter-by",
    impact=Impact.MEDIUM,
    message="filter_by({name}=…) raises from SQLAlchemy 2.1 on: {models} have it; name the class with where()",
    doc=__doc__,
    on=NamedAttribute,
    check=check,
    sources=("P47",),
)
