"""Foreign key of another type than its target.

A foreign key holds the values of the column it points to. Where the types differ in kind, PostgreSQL refuses to make the constraint, and
others compare with a conversion in every join, past the index. Where a smaller integer points to a larger one, the day comes when the
target's numbers no longer fit.

```python bad
from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    author_id: Mapped[int] = mapped_column(Integer, ForeignKey("authors.id"), index=True)  # SQA246 "bigint"
```

```python good
from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
```

A key without a type of its own takes its target's, whatever the annotation says: that is the best way to write it. The target may live in another
file. Silent: lengths and precisions, types that the project makes itself, variants for other dialects, and targets out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.key_types import kind_of_own, kind_of_target
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Compare each key that has a type of its own with the column it points to."""
    for column in table.columns:
        own = kind_of_own(column)
        if column.span.file or not own or len(column.foreign_keys) != 1:
            continue
        key = column.foreign_keys[0]
        if not isinstance(key.table, str) or len(key.targets) != 1 or not isinstance(key.targets[0], str):
            continue
        schema, _, name = key.table.rpartition(".")
        here = context.models.tables_here(name, schema or None)
        if any(kind_of_target(each, key.targets[0], context.models.tables_here) == own for each in here):
            continue  # were there another table of this name elsewhere, nothing would be said either
        found = context.models.tables_named(name, schema or None)
        other = kind_of_target(found[0], key.targets[0], context.models.tables_named) if len(found) == 1 else ""
        if other and other != own:
            target = f"{key.table}.{key.targets[0]}"
            values = {"table": table.title, "column": column.name, "own": own, "target": target, "other": other}
            yield Finding(column.span, values | {"place": f" ({found[0].file})" if found[0].file else ""})


RULE = Rule(
    code="SQA246",
    name="foreign-key-type-clash",
    impact=Impact.MEDIUM,
    message="{table}.{column} is {own}, but {target}{place}, to which it points, is {other}; leave the type out, and the key takes its target's",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"foreign key"}),
    check=check,
    sources=(),
)
