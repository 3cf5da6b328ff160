"""Relationship annotated with another number of objects than it gives.

Where the foreign key stands decides what a relationship gives. The class that has the key points to one object; the class that is pointed
to has many. An annotation that says otherwise is not believed but half obeyed: a list on the side of the key holds a single object or None,
and a single object on the other side is one row out of many, with a warning.

A to-one relationship whose key may be NULL is None for those rows. An annotation that does not say so hides it from the type checker.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped["Book"] = relationship(back_populates="author")  # SQA205 "list"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")  # SQA205 "None"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author | None"] = relationship(back_populates="books")
```

The other class may live in another file. Silent: `uselist=` (which says that one object is meant), keys that are unique, relationships to
the class itself, joins of one's own, and whatever cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import Annotation
from flake8_sqla.facts.schema import ForeignKey, Link, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


_OWN_WAYS = ("uselist", "primaryjoin", "secondary", "secondaryjoin", "collection_class", "remote_side")


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Hold the annotation against the side on which the key stands."""
    own = link.relationship
    note = own.annotation
    if note is None or note.wrapper != "Mapped" or own.has_starred or link.is_self_referential or any(map(own.keyword, _OWN_WAYS)):
        return
    values = {"owner": link.owner.owner, "attribute": own.attribute, "target": link.target.owner}
    if link.direction == "many-to-one" and len(link.local) == 1:
        names = ", ".join(name if isinstance(name, str) else "…" for name in link.local[0].columns)
        if note.container:
            yield Finding(note.span, values | {"column": names}, "list")
        elif (note.optional is False or _is_single(note, link)) and note.optional is not True and _may_be_null(link.owner, link.local[0]):
            yield Finding(note.span, values | {"column": names}, "null")
    elif link.direction == "one-to-many" and _is_single(note, link) and len(link.remote) == 1 and _points_from_many(link.target, link.remote[0]):
        names = ", ".join(name if isinstance(name, str) else "…" for name in link.remote[0].columns)
        yield Finding(note.span, values | {"column": names})


def _is_single(note: Annotation, link: Link) -> bool:
    """Whether the annotation is the class itself, and no collection that we do not know."""
    return not note.container and note.name.rpartition(".")[2].strip("'\"") == link.target.owner


def _may_be_null(table: SchemaTable, key: ForeignKey) -> bool:
    columns = [table.column(name) for name in key.columns if isinstance(name, str)]
    return any(column is not None and column.nullable is True for column in columns)


def _points_from_many(table: SchemaTable, key: ForeignKey) -> bool:
    """Whether no constraint makes the key unique."""
    wanted = set(key.columns)
    return table.complete and not table.inherits and not any(
        index.unique is not False and set(index.columns) <= wanted for index in table.keys
    )


RULE = Rule(
    code="SQA205",
    name="relationship-annotation-mismatch",
    impact=Impact.HIGH,
    message="each {owner} may have many {target} ({target}.{column} is not unique), but {attribute} is annotated as one; write Mapped[list[{target}]], or uselist=False",
    doc=__doc__,
    on=Link,
    check=check,
    variants={
        "list": "{owner}.{column} points to one {target}, but {attribute} is annotated as a collection: it holds one object or None; write Mapped[{target}]",
        "null": "{owner}.{column} may be NULL, and {attribute} is None then; write Mapped[{target} | None]",
    },
    sources=("S1-7", "P34"),
)
