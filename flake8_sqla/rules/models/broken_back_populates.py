"""`back_populates` that names the wrong thing.

`back_populates` names the attribute of the other class that is the other end of the same relationship, and that attribute has to name this
one back. A name that the other class does not have raises InvalidRequestError when the mappers are configured, so that the first query of
the program fails, whatever it is about. An attribute that names another one as its counterpart raises ValueError at the first append,
and does not show what is assigned at the other end.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="writer")  # SQA229 "author"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")
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
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")
```

The other class may live in another file. Silent: classes of which a base is out of sight, names that a `backref` or an assignment
elsewhere makes, `viewonly` relationships, and relationships between classes that inherit tables from one another.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _place(link: Link) -> str:
    """Where the other class lives, for messages."""
    return f" ({link.target.file})" if link.target.file else ""


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Look for the attribute that is named, and at what it names itself."""
    own = link.relationship
    named, argument = own.back_populates, own.keyword("back_populates")
    if argument is None or not isinstance(named, str) or own.by_function:
        return
    values = {"owner": link.owner.owner, "attribute": own.attribute, "target": link.target.owner, "named": named, "place": _place(link)}
    kind = context.models.attribute(link.target.path, named)
    if kind == "absent":
        facing = [other.attribute for other in link.target.relationships if other.target_name == link.owner.owner]
        from difflib import get_close_matches  # where something is misspelt

        near = next(iter(facing if len(facing) == 1 else get_close_matches(named, facing, 1)), "")
        yield Finding(argument.span, values | {"hint": f"; did you mean {near}?" if near else ""})
    elif kind == "column":
        yield Finding(argument.span, values, "column")
    elif kind == "relationship" and not link.owner.inherits and not link.target.inherits:
        yield from _crossed(link, context, values)


def _crossed(link: Link, context: Context, values: dict[str, str]) -> Iterator[Finding]:
    """An end whose counterpart names a third attribute."""
    argument = link.relationship.keyword("back_populates")
    back = context.models.link(link.target.path, values["named"])
    if argument is None or back is None or any(end.has_starred or end.keyword("viewonly") for end in (link.relationship, back.relationship)):
        return
    other = back.relationship.back_populates
    if not isinstance(other, str) or other == link.relationship.attribute or back.target.path != link.owner.path:
        return
    if context.models.attribute(link.owner.path, other) == "relationship":
        yield Finding(argument.span, values | {"other": other}, "crossed")


RULE = Rule(
    code="SQA229",
    name="broken-back-populates",
    impact=Impact.HIGH,
    message="{target} has no attribute {named}{place}: InvalidRequestError at the first query{hint}",
    doc=__doc__,
    on=Link,
    words=frozenset({"back_populates="}),
    check=check,
    variants={
        "column": "{target}.{named} is a column, no relationship{place}: InvalidRequestError at the first query",
        "crossed": "{owner}.{attribute} names {target}.{named}{place}, which names {owner}.{other} as its other end; let each name the other",
    },
    sources=("P29", "P45"),
)
