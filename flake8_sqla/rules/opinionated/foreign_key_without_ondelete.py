"""Foreign key that leaves open what a delete does.

Without `ondelete=` the database refuses to delete a row that others point to. That may well be what is meant, and nobody can tell:
the question is asked again when the first delete fails. `RESTRICT` says it, `CASCADE` and `SET NULL` say otherwise.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)  # SQA943 "author_id"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="RESTRICT"), index=True)
```

Whose opinion: those who review the schema by reading the models. What speaks against it: NO ACTION is a sound default, and the only
choice that loses no rows. Silent: `ForeignKey(…, **options)`, and a key that is also its table's primary key: it belongs to
inheritance, where SQLAlchemy deletes both rows itself; tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for `ondelete=`."""
    if context.file.migration or context.file.test:
        return
    primary = {column for key in table.keys if key.kind == "primary" for column in key.columns}
    for key in table.all_foreign_keys:
        if key.ondelete is None and not (key.columns and set(key.columns) == primary):
            names = ", ".join(name for name in key.columns if isinstance(name, str)) or "?"
            target = key.table if isinstance(key.table, str) else "its target"
            yield Finding(key.span, {"table": table.title, "columns": names, "target": target})


RULE = Rule(
    code="SQA943",
    name="foreign-key-without-ondelete",
    impact=Impact.LOW,
    message="{table}.{columns} does not say what becomes of it when its row in {target} is deleted; add ondelete=",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    sources=("P142",),
)
