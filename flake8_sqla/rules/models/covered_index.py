"""Index that another one covers.

An index on `(author_id, title)` answers every question that one on `(author_id)` does. Both are written at each insert and update, and
only one is read. The primary key is an index, too, and so is a unique constraint.

```python bad
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    __table_args__ = (Index("ix_books_author_title", "author", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True, index=True)  # SQA208 "primary key"
    author: Mapped[str] = mapped_column(index=True)  # SQA208 "ix_books_author_title"
    title: Mapped[str]
```

```python good
from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    __table_args__ = (Index("ix_books_author_title", "author", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str]
    title: Mapped[str] = mapped_column(index=True)
```

Of two equal indexes the later one is reported. Silent: tests and migrations, unique indexes, which also forbid something, and any index with a predicate,
method, operator class, order, expression or included columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Key, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _title(key: Key) -> str:
    if key.kind == "primary":
        return "the primary key"
    name = key.name if isinstance(key.name, str) else ", ".join(str(column) for column in key.columns)
    return f"the unique constraint on ({', '.join(str(column) for column in key.columns)})" if key.kind == "unique" else f"index {name}"


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Hold each plain index against the others of its table."""
    if context.file.migration or context.file.test or table.inherits:
        return
    keys = [key for key in table.keys if key.plain and UNKNOWN not in key.columns and key.columns]
    sole = sum(column.primary_key is not False for column in table.columns) == 1
    for position, key in enumerate(keys):
        if key.kind == "primary" or key.unique is UNKNOWN:
            continue
        for other_position, other in enumerate(keys):
            if other is key or other.columns[: len(key.columns)] != key.columns:
                continue
            if other.kind == "primary" and not (sole or table.complete):
                continue  # a key column in a base that is out of sight may come first
            equal = other.columns == key.columns
            if key.unique is True and not (equal and other.unique is True and (other.kind == "primary" or other_position < position)):
                continue
            if equal and key.unique is not True and other.unique is not True and other_position > position:
                continue
            columns = ", ".join(str(column) for column in key.columns)
            yield Finding(key.span, {"table": table.title, "columns": columns, "other": _title(other)})
            break


RULE = Rule(
    code="SQA208",
    name="covered-index",
    impact=Impact.LOW,
    message="{other} of {table} begins with {columns} already: this index is written for nothing; drop it",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"index", "unique"}),
    check=check,
    sources=("S0-12", "P139", "P141"),
)
