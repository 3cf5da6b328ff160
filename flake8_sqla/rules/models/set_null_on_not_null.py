"""`ON DELETE SET NULL` on a column that is NOT NULL.

The table is made without complaint. When somebody deletes a row that is pointed to, the database tries to write the NULL it was asked
for, and refuses: the delete fails, at run time, with a violation of NOT NULL.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)  # SQA240 "owner_id"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="RESTRICT"), index=True)
```

Silent where it cannot be read whether the column takes NULL: an annotation from another file, `**kwargs`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Column, ForeignKey, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _not_null(table: SchemaTable, key: ForeignKey) -> Column | None:
    columns = [table.column(name) for name in key.columns if isinstance(name, str)]
    return next((column for column in columns if column is not None and column.nullable is False), None)


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Hold the action of each foreign key against its columns."""
    for key in table.all_foreign_keys:
        if isinstance(key.ondelete, str) and " ".join(key.ondelete.split()) == "SET NULL":
            column = _not_null(table, key)
            if column is not None:
                yield Finding(key.span, {"table": table.title, "column": column.name})


RULE = Rule(
    code="SQA240",
    name="set-null-on-not-null",
    impact=Impact.HIGH,
    message="{table}.{column} is NOT NULL, so ON DELETE SET NULL makes every delete of its target fail; allow NULL, or choose CASCADE or RESTRICT",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"ondelete"}),
    check=check,
    sources=("P52",),
)
