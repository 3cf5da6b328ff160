"""Column in a tuple: a comma too many.

A comma behind `mapped_column(…)`, left over from an argument list, makes the attribute a tuple of one. SQLAlchemy warns and ignores
it: the table has no such column, and the values one writes to it are lost.

```python bad
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320)),  # SQA212 "User.email"
```

```python good
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
```

Tuples of several columns, and names with leading underscores twice, are silent: they are a class's own business.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, Invocation
from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.orm import COLUMN_CONSTRUCTS, RELATIONSHIP_CONSTRUCTS

_ATTRIBUTES = RELATIONSHIP_CONSTRUCTS.union(COLUMN_CONSTRUCTS)


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Report attributes whose value is a tuple of one mapped construct."""
    for attribute in mapped.attributes:
        value = attribute.value
        if not isinstance(value, Collection) or value.kind != "tuple" or len(value.items) != 1 or not value.complete:
            continue
        item = value.items[0]
        if isinstance(item, Invocation) and item.function in _ATTRIBUTES and not attribute.name.startswith("__"):
            construct = item.function.rpartition(".")[2]
            yield Finding(attribute.span, {"owner": mapped.name, "attribute": attribute.name, "construct": construct})


RULE = Rule(
    code="SQA212",
    name="column-in-tuple",
    impact=Impact.HIGH,
    message="{owner}.{attribute} is a tuple and is not mapped; drop the comma behind {construct}(…)",
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"tuple"}),
    check=check,
    sources=("P12",),
)
