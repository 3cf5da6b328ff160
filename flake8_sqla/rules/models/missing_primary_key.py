"""Mapped class without a primary key.

The ORM finds its objects by their key. A class without one raises ArgumentError when it is made: 'could not assemble any primary key
columns'.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped


class Base(DeclarativeBase):
    pass


class Reading(Base):  # SQA241 "Reading"
    __tablename__ = "readings"
    sensor: Mapped[int]
    value: Mapped[float]
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Reading(Base):
    __tablename__ = "readings"
    id: Mapped[int] = mapped_column(primary_key=True)
    sensor: Mapped[int]
    value: Mapped[float]
```

Silent: abstract classes, children in the table of their parent, `__table__`, a key named in `__mapper_args__`, and classes with a base or
an attribute that is out of sight and may bring one. `Table` objects need no key.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for a key in a class that is wholly in sight."""
    model = table.model
    if model is None or not table.complete or table.inherits or model.flavour == "flask_sqlalchemy" or model.shares_table:
        return
    if model.attribute("__mapper_args__") is not None or not (table.columns or model.table_name is not None):
        return
    if all(column.primary_key is False for column in table.columns) and not any(key.kind == "primary" for key in table.keys):
        yield Finding(table.span, {"owner": table.owner})


RULE = Rule(
    code="SQA241",
    name="missing-primary-key",
    impact=Impact.HIGH,
    message="{owner} has no primary key and raises ArgumentError when it is mapped; give one of its columns primary_key=True",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"keyless"}),
    check=check,
    sources=("P93",),
)
