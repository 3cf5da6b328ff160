"""Annotation and column type that disagree.

`Mapped[int]` over a `String` column is accepted. Type checkers take the value for a number, the database gives text, and the mistake
shows far from here: in a comparison, a sum, a JSON answer. `Decimal` over `Float` loses the digits it is chosen for.

```python bad
from decimal import Decimal

from sqlalchemy import Float, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(String(20))  # SQA245 "str"
    price: Mapped[Decimal] = mapped_column(Float)  # SQA245 "float"
```

```python good
from decimal import Decimal

from sqlalchemy import Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
```

Read are SQLAlchemy's own types and Python's own classes. Silent: custom types, enums, aliases, `with_variant`, and `asdecimal=`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Invocation
from flake8_sqla.facts.schema import Column, type_name
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import PYTHON_OF_ANNOTATION, PYTHON_OF_TYPE


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Compare the class of the annotation with that of the column's values."""
    if column.annotation is None or column.annotation.wrapper not in ("Mapped", "") or column.annotation.container:
        return
    name = type_name(column.type)
    annotated, stored = PYTHON_OF_ANNOTATION.get(column.python, ""), PYTHON_OF_TYPE.get(name, "")
    if not annotated or not stored or annotated == stored:
        return
    if isinstance(column.type, Invocation) and column.type.keyword("asdecimal") is not None:
        return
    values = {"owner": column.owner, "attribute": column.attribute, "annotated": annotated, "type": name.rpartition(".")[2], "stored": stored}
    yield Finding(column.span, values)


RULE = Rule(
    code="SQA245",
    name="mapped-type-clash",
    impact=Impact.MEDIUM,
    message="{owner}.{attribute} is annotated {annotated}, but a {type} column gives {stored}; make them agree",
    doc=__doc__,
    on=Column,
    words=frozenset(PYTHON_OF_TYPE),
    check=check,
    sources=("P132",),
)
