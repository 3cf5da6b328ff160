"""Parent of the same class without `remote_side`.

In a table that points to itself, one foreign key is both ways: from the child to its parent, and from the parent to its children.
SQLAlchemy takes the second way unless told otherwise, so that `parent` is a child. Paired with `children` it raises ArgumentError at the
first query; alone it silently returns the wrong rows.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Node(Base):
    __tablename__ = "nodes"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("nodes.id"), index=True)
    parent: Mapped["Node | None"] = relationship(back_populates="children")  # SQA234 "Node.parent"
    children: Mapped[list["Node"]] = relationship(back_populates="parent")
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Node(Base):
    __tablename__ = "nodes"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("nodes.id"), index=True)
    parent: Mapped["Node | None"] = relationship(back_populates="children", remote_side=[id])
    children: Mapped[list["Node"]] = relationship(back_populates="parent")
```

A relationship is reported where its annotation or `uselist=False` says that it is a single object. Silent: relationships with a
`primaryjoin` or `secondary` of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import Link
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _is_single(link: Link) -> bool:
    uselist = link.relationship.keyword("uselist")
    if uselist is not None:
        return False  # a one-to-one to its own child may be meant
    annotation = link.relationship.annotation
    return annotation is not None and annotation.wrapper == "Mapped" and not annotation.container and annotation.name.rpartition(".")[2] == link.target.owner


def check(link: Link, context: Context) -> Iterator[Finding]:
    """Report the to-one half of a self-reference that says nothing of its direction."""
    relationship = link.relationship
    told = ("remote_side", "primaryjoin", "secondary", "collection_class")
    if not link.is_self_referential or len(link.local) != 1 or relationship.has_starred or not _is_single(link):
        return
    if not any(relationship.keyword(name) for name in told):
        columns = ", ".join(name if isinstance(name, str) else "…" for name in link.local[0].targets)
        yield Finding(link.span, {"owner": link.owner.owner, "attribute": relationship.attribute, "columns": columns})


RULE = Rule(
    code="SQA234",
    name="missing-remote-side",
    impact=Impact.HIGH,
    message="{owner}.{attribute} is taken for the children, not the parent; add remote_side=[{columns}]",
    doc=__doc__,
    on=Link,
    words=frozenset({"self-referential"}),
    check=check,
    sources=("S3-9", "P35"),
)
