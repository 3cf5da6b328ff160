"""Dynamic relationship.

`lazy="dynamic"`, `DynamicMapped` and `dynamic_loader()` hand out a legacy `Query` for a large collection. Its typed successor
`WriteOnlyMapped` hands out `select()` statements, and it works in asynchronous sessions, where a dynamic relationship fails with
MissingGreenlet as soon as it is read.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, DynamicMapped, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: DynamicMapped["Order"] = relationship(back_populates="user")  # SQA115


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    user: Mapped[User] = relationship(back_populates="orders")
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, WriteOnlyMapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: WriteOnlyMapped["Order"] = relationship(back_populates="user")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    user: Mapped[User] = relationship(back_populates="orders")
```

Where the project depends on an asynchronous driver (asyncpg, aiosqlite, …) the message says that the read fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall
from flake8_sqla.facts.expressions import Constant, Expression
from flake8_sqla.facts.models import RelationshipDefinition
from flake8_sqla.facts.place import Span
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.orm import RELATIONSHIP_CONSTRUCTS

_MAKERS = RELATIONSHIP_CONSTRUCTS | {"sqlalchemy.orm.backref"}


def _is_dynamic(value: Expression) -> bool:
    return isinstance(value, Constant) and value.value == "dynamic"


def check(found: ApiCall | RelationshipDefinition, context: Context) -> Iterator[Finding]:
    """Report each of the spellings."""
    place = _place(found)
    if place is not None:
        yield Finding(place, {}, "async" if context.project.requirements.has_async_driver else "")


def _place(found: ApiCall | RelationshipDefinition) -> Span | None:
    lazy = found.keyword("lazy")
    if isinstance(found, RelationshipDefinition):
        dynamic = found.annotation is not None and found.annotation.wrapper == "DynamicMapped"
        return found.annotation.span if dynamic and found.annotation is not None and (lazy is None or not _is_dynamic(lazy.value)) else None
    if found.function in _MAKERS and lazy is not None and _is_dynamic(lazy.value):
        return lazy.span
    if found.function == "sqlalchemy.orm.dynamic_loader":
        return found.span
    if found.function == "sqlmodel.Relationship":
        return next((value.span for key, value in found.entries("sa_relationship_kwargs") if key == "lazy" and _is_dynamic(value)), None)
    return None


RULE: Rule[ApiCall | RelationshipDefinition] = Rule(
    code="SQA115",
    name="legacy-dynamic-relationship",
    impact=Impact.MEDIUM,
    message="a dynamic relationship hands out a legacy Query; annotate it WriteOnlyMapped[…] and execute its select()",
    doc=__doc__,
    on=(ApiCall, RelationshipDefinition),
    words=frozenset({"lazy=", "DynamicMapped", "sqlalchemy.orm.dynamic_loader", "sqlmodel.Relationship"}),
    check=check,
    variants={"async": "a dynamic relationship fails in an async session (MissingGreenlet); annotate it WriteOnlyMapped[…] and execute its select()"},
    sources=("L2.3", "P64"),
)
