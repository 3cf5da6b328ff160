"""Table arguments of a mixin that a class replaces.

`__table_args__` is an attribute like any other: a class that sets it hides that of its mixin or abstract base. The constraints and
indexes of the mixin are then not made, for this class alone, and nothing says so.

```python bad
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Priced:
    __table_args__ = (CheckConstraint("price >= 0", name="price_positive"),)
    price: Mapped[int]


class Book(Priced, Base):
    __tablename__ = "books"
    __table_args__ = (Index("ix_books_title", "title"),)  # SQA244 "CheckConstraint of Priced"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
```

```python good
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Priced:
    __table_args__ = (CheckConstraint("price >= 0", name="price_positive"),)
    price: Mapped[int]


class Book(Priced, Base):
    __tablename__ = "books"
    __table_args__ = (Index("ix_books_title", "title"), *Priced.__table_args__)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
```

The mixin may live in another file. Silent: mixins whose arguments are options alone (`{"schema": …}`), and classes that put theirs together
with those of the mixin.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Report what a class's own arguments put out of force."""
    if table.model is None or table.model.table_args is None:
        return
    for lost in table.shadowed:
        values = {"owner": table.owner, "source": lost.owner, "kinds": " and ".join(lost.kinds), "place": f" ({lost.file})" if lost.file else ""}
        yield Finding(table.model.table_args.span, values)


RULE = Rule(
    code="SQA244",
    name="shadowed-table-args",
    impact=Impact.HIGH,
    message="{owner} replaces __table_args__: the {kinds} of {source}{place} is not made for it; add *{source}.__table_args__",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"shadowed"}),
    check=check,
    sources=("P41",),
)
