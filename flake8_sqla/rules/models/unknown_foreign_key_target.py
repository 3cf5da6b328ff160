"""Foreign key to a table or column that does not exist.

`ForeignKey("users.id")` names a table and a column, not a class and an attribute. A table that no class or `Table` makes raises
NoReferencedTableError, a column that the table lacks NoReferencedColumnError, when the mappers are configured or the tables are made.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("Author.id"), index=True)  # SQA231 "authors.id"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
```

The whole project is looked through. A table is reported where the name is that of a class, or nearly that of another table; a column where
all of the table's can be read. Silent: tables whose names are computed anywhere in the project, reflected tables, migrations and tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import ForeignKey, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for the table and the columns that each key points to."""
    if context.file.migration or context.file.test:
        return
    for key in table.all_foreign_keys:
        if not key.span.file and isinstance(key.table, str) and key.table and not key.table.endswith(":"):
            yield from _target(key, key.table, context)


def _target(key: ForeignKey, written: str, context: Context) -> Iterator[Finding]:
    schema, _, name = written.rpartition(".")
    if any(_has_all(table, key) for table in context.models.tables_here(name, schema or None)):
        return  # were there another table of this name elsewhere, nothing would be said either
    found = context.models.tables_named(name, schema or None) or context.models.tables_named(name)
    columns = ", ".join(str(target) for target in key.targets if isinstance(target, str))
    if not found:
        near = _of_class(name, context) or context.models.missing_table(name)
        if near is not None:
            yield Finding(key.span, {"name": written, "near": f"{schema}.{near}" if schema else near, "column": columns})
        return
    if len(found) != 1 or not found[0].complete or found[0].inherits or (found[0].model and found[0].model.attribute("__mapper_args__")):
        return
    for target in key.targets:
        if isinstance(target, str) and found[0].column(target) is None:
            names = [column.name for column in found[0].columns if isinstance(column.name, str)]
            attributes = {column.attribute: str(column.name) for column in found[0].columns}
            from difflib import get_close_matches  # where something is misspelt

            near = attributes.get(target) or next(iter(get_close_matches(target, names, 1)), "")
            place = f" ({found[0].file})" if found[0].file else ""
            values = {"table": written, "column": target, "place": place, "hint": f"; did you mean {near}?" if near else ""}
            yield Finding(key.span, values, "column")


def _has_all(table: SchemaTable, key: ForeignKey) -> bool:
    """Whether a table has the columns that a key points to, as far as they can be read."""
    return all(not isinstance(target, str) or table.column(target) is not None for target in key.targets)


def _of_class(name: str, context: Context) -> str | None:
    """The table of a class of this name, where the name is written as classes are."""
    if not name[:1].isupper():
        return None
    found = context.models.class_named(name)
    return found.name if found is not None and isinstance(found.name, str) and found.name != name else None


RULE = Rule(
    code="SQA231",
    name="unknown-foreign-key-target",
    impact=Impact.HIGH,
    message="no table is called {name}: NoReferencedTableError; write {near}.{column}",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"foreign key"}),
    check=check,
    variants={
        "column": "{table} has no column {column}{place}: NoReferencedColumnError{hint}",
    },
    sources=("P43",),
)
