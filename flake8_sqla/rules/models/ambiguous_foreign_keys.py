"""Relationship between tables that two foreign keys join.

With `sender_id` and `receiver_id` both pointing to `users`, a relationship to `User` may follow either. SQLAlchemy does not guess:
the first query of the program raises AmbiguousForeignKeysError.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Message(Base):
    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    sender: Mapped["User"] = relationship()  # SQA232 "sender_id, receiver_id"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Message(Base):
    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    sender: Mapped["User"] = relationship(foreign_keys=[sender_id])
```

Silent where the relationship says how the tables are joined (`foreign_keys`, `primaryjoin`, `secondary`) or is made by a `backref`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Count the keys between two classes of this file."""
    if link.joins_itself or link.owner.inherits or link.target.inherits:
        return
    keys = link.local if link.is_self_referential else (*link.local, *link.remote)
    columns = [", ".join(name if isinstance(name, str) else "…" for name in key.columns) for key in keys]
    # Two keys over the same columns say the same twice.
    if len(set(columns)) < 2:
        return
    values = {
        "owner": link.owner.owner,
        "attribute": link.relationship.attribute,
        "target": link.target.owner,
        "count": len(keys),
        "columns": ", ".join(columns),
    }
    yield Finding(link.span, values)


RULE = Rule(
    code="SQA232",
    name="ambiguous-foreign-keys",
    impact=Impact.HIGH,
    message="{count} foreign keys join {owner} and {target} ({columns}): {owner}.{attribute} raises AmbiguousForeignKeysError; give foreign_keys=",
    doc=__doc__,
    on=Link,
    words=frozenset({"several keys"}),
    check=check,
    sources=("S3-7", "P94"),
)
