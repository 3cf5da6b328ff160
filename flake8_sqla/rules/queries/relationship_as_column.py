"""Relationship taken for a column.

A relationship has no columns of its own: what is asked of the other class is said with a join, or with `has()` and `any()`.
`Address.user.name` raises, `any()` on a to-one and `has()` on a collection raise, and a bare relationship as a condition quietly
becomes the condition of a join with a table that nothing joined.

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


def of(session: Session, name: str) -> list[Address]:
    return list(session.scalars(select(Address).where(Address.user.name == name)))  # SQA327 "has"
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


def of(session: Session, name: str) -> list[Address]:
    return list(session.scalars(select(Address).where(Address.user.has(User.name == name))))
```

Silent: relationships whose direction is not known; a relationship compared with None, or a to-one with an object.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.attribute_names import RelationshipUse
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KNOWN = ("column", "relationship", "hybrid")


def check(use: RelationshipUse, context: Context) -> Iterator[Finding]:
    """Report what raises, and conditions that are none."""
    link = context.models.link(use.owner, use.attribute)
    if link is None or link.is_collection is UNKNOWN:
        return
    many = link.is_collection is True
    found = {
        "attribute": context.models.attribute(link.target.path, use.what) in _KNOWN,
        "any": not many,
        "has": many,
        "in_": True,
        "condition": True,
        "comparison": many,
    }[use.form]
    if found:
        values = {"name": f"{link.owner.owner}.{use.attribute}", "what": use.what, "instead": "any" if many else "has"}
        yield Finding(use.span, values, "" if use.form == "attribute" else use.form)


RULE = Rule(
    code="SQA327",
    name="relationship-as-column",
    impact=Impact.HIGH,
    message="the relationship {name} has no .{what} and raises AttributeError; use {name}.{instead}(…) or a join",
    doc=__doc__,
    on=RelationshipUse,
    check=check,
    variants={
        "any": "any() raises on {name}, which leads to one object; use has()",
        "has": "has() raises on the collection {name}; use any()",
        "in_": "in_() raises on the relationship {name}; compare its foreign key, or use {instead}()",
        "condition": "the relationship {name} is no condition but half of a join; use {name}.{instead}()",
        "comparison": "the collection {name} cannot be compared and raises; use {name}.contains(…)",
    },
    sources=("P71", "P72", "P73"),
)
