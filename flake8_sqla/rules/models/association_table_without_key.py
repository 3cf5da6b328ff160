"""Association table that may hold a pair twice.

The table between two classes is a set of pairs. Without a primary key or a unique constraint over its two foreign keys nothing keeps a
pair from being inserted twice: two requests that add the same tag at once both succeed, the tag shows up once in the collection, and
removing it fails since two rows go where one was expected.

```python bad
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


post_tags = Table(  # SQA235 "post_id, tag_id"
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), index=True),
    Column("tag_id", ForeignKey("tags.id"), index=True),
)


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    tags: Mapped[list["Tag"]] = relationship(secondary=post_tags)
```

```python good
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True, index=True),
)


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    tags: Mapped[list["Tag"]] = relationship(secondary=post_tags)
```

Read are `Table` objects that a relationship of the project, in this file or another, gives as its `secondary`. A key or unique
constraint over one or both of the two columns will do. Silent: tables that have more or fewer than two foreign keys, or are not wholly in sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look at the keys of a table of two foreign keys that stands between two classes."""
    keys = table.all_foreign_keys
    if table.model is not None or not table.complete or len(keys) != 2 or context.file.migration or context.file.test:
        return
    columns = {name for key in keys for name in key.columns}
    if UNKNOWN in columns or any(key.unique is not False and set(key.columns) <= columns for key in table.keys):
        return
    flags = [column for column in table.columns if column.name in columns]
    if any(UNKNOWN in (column.primary_key, column.unique) for column in flags) or not isinstance(table.name, str):
        return
    if context.models.is_secondary(table.owner, table.name):
        yield Finding(table.span, {"table": table.name, "columns": ", ".join(str(column.name) for column in flags)})


RULE = Rule(
    code="SQA235",
    name="association-table-without-key",
    impact=Impact.MEDIUM,
    message="nothing keeps {table} from holding a pair twice; make {columns} its primary key",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"foreign key"}),
    check=check,
    sources=("S3-8",),
)
