"""Relationship that makes its other side behind the scenes.

`backref=` adds an attribute to another class without a word of it there: a reader of that class does not see it, a type checker neither.
SQLAlchemy keeps `backref` as legacy; two relationships that name each other by `back_populates` say the same where it belongs.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list["Order"]] = relationship(backref="user")  # SQA114 "user"


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list["Order"]] = relationship(back_populates="user")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    user: Mapped[User] = relationship(back_populates="orders")
```

`backref=None` is silent. Low by impact: a project with hundreds of them may leave the rule out.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall
from flake8_sqla.facts.expressions import Constant, Expression, Invocation
from flake8_sqla.facts.place import Span
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.orm import RELATIONSHIP_CONSTRUCTS


def check(call: ApiCall, context: Context) -> Iterator[Finding]:
    """Report the keyword, and the same handed to SQLAlchemy by SQLModel."""
    if call.function in RELATIONSHIP_CONSTRUCTS:
        for argument in call.arguments:
            if argument.keyword == "backref":
                yield from _found(argument.value, argument.span)
    elif call.function == "sqlmodel.Relationship":
        for key, value in call.entries("sa_relationship_kwargs"):
            if key == "backref":
                yield from _found(value, value.span)


def _found(value: Expression, span: Span) -> Iterator[Finding]:
    if isinstance(value, Invocation) and value.function == "sqlalchemy.orm.backref" and value.positional:
        value = value.positional[0].value
    if isinstance(value, Constant):
        if isinstance(value.value, str):
            yield Finding(span, {"name": value.value}, "named")
    else:
        yield Finding(span, {})


RULE = Rule(
    code="SQA114",
    name="legacy-backref",
    impact=Impact.LOW,
    message="backref= makes an attribute that the other class does not show; write both relationships with back_populates",
    doc=__doc__,
    on=ApiCall,
    words=frozenset({"backref=", "sqlmodel.Relationship"}),
    check=check,
    variants={"named": "backref= makes `{name}`, which the other class does not show; write that relationship there, with back_populates"},
    sources=("S3-7", "P136"),
)
