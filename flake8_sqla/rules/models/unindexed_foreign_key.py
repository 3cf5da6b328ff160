"""Foreign key without an index.

Databases index what a foreign key points to, not the column that points. To delete or renumber a parent row they look for its
children, and joins from parent to children do the same: without an index each of them reads the whole child table.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))  # SQA206 "author_id"
```

```python good
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    __table_args__ = (Index("ix_books_shelf", "shelf_id", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelves.id"))
    title: Mapped[str]
```

An index, unique constraint or primary key serves as long as the key's columns come first in it, also one that only a migration makes.
Silent: tests and migrations, whose classes are copies; projects that run on MySQL or MariaDB alone, where the database makes the index;
classes with a base or mixin out of sight, which may bring one; the second key of an association whose primary or unique key is the pair,
since reading it from the first side needs no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import TableName
from flake8_sqla.facts.schema import ForeignKey, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.rule import Context, Finding, Impact, Rule

_OTHERS = ("postgresql", "sqlite", "mssql", "oracle")


def _is_led(table: SchemaTable, key: ForeignKey) -> bool:
    """Whether some index begins with the key's columns, in any order, or may do so."""
    wanted = set(key.columns)
    for index in table.keys:
        first = index.columns[: len(wanted)]
        if UNKNOWN in first or set(first) == wanted:
            return True
    return False


def _is_second_of_pair(table: SchemaTable, key: ForeignKey) -> bool:
    """Whether a primary or unique key over foreign keys alone holds this one: the table of an association."""
    paired = {name for other in table.all_foreign_keys for name in other.columns}
    return any(
        len(pair.columns) > 1 and (pair.kind == "primary" or pair.unique is True) and set(key.columns) <= set(pair.columns) <= paired
        for pair in table.keys
    )


def _is_led_by_migration(table: SchemaTable, key: ForeignKey, context: Context) -> bool:
    """Whether revisions made an index that the model does not mention."""
    if not isinstance(table.name, str) or isinstance(table.schema, Unknown):
        return False
    name = TableName(table.name, table.schema or "")
    columns = [str(column) for column in key.columns]
    return any(schema.index_begins(name, column) is True for schema in context.migrated_schemas() for column in columns)


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for an index behind each key of a table that is wholly in sight."""
    if context.file.migration or context.file.test or table.inherits or not any(map(context.may_be, _OTHERS)):
        return
    if not table.complete and not (table.bases_known and table.keys_known):
        return
    for key in table.all_foreign_keys:
        if UNKNOWN in key.columns or not key.columns:
            continue
        columns = [table.column(name) for name in key.columns if isinstance(name, str)]
        if any(column is None or UNKNOWN in (column.index, column.unique, column.primary_key) for column in columns):
            continue
        if not _is_led(table, key) and not _is_second_of_pair(table, key) and not _is_led_by_migration(table, key, context):
            names = ", ".join(str(name) for name in key.columns)
            yield Finding(key.span, {"table": table.title, "columns": names, "target": key.table if isinstance(key.table, str) else "its target"})


RULE = Rule(
    code="SQA206",
    name="unindexed-foreign-key",
    impact=Impact.HIGH,
    message="no index begins with {table}.{columns}: each delete in {target} and each join from it reads all of {table}; add index=True or an Index",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"foreign key"}),
    check=check,
    sources=("S2-36", "S3-11", "S3-25"),
)
