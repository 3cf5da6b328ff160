"""Type that is nearly always the wrong one.

PostgreSQL's `char(n)` fills values up with blanks and forgets them in comparisons. `money` keeps no currency, and the server's
locale decides how many decimals it has. Binary floating point cannot hold most decimal fractions: a price of 0.1 is none, and sums
drift.

```python bad
from sqlalchemy import CHAR, Float
from sqlalchemy.dialects.postgresql import MONEY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(CHAR(2))  # SQA935 "blanks"
    price: Mapped[float] = mapped_column(Float)  # SQA935 "Numeric"
    total: Mapped[str] = mapped_column(MONEY)  # SQA935 "MONEY"
```

```python good
from decimal import Decimal

from sqlalchemy import Float, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    price: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    weight: Mapped[float] = mapped_column(Float)
```

Whose opinion: PostgreSQL's own wiki ("Don't do this"), and squawk (`ban-char-field`). What speaks against it: codes of fixed length
lose nothing by `char(n)`, and statistics about prices do not need cents. What is money is judged by the column's name (`price`,
`salary`, `balance`, …). Silent: `char(n)` where the project does not run on PostgreSQL, tests, migrations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.schema import Column
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_FLOATING = frozenset({"real", "double precision"})
_MONEY = frozenset("price prices cost costs salary wage wages fee fees invoice revenue subtotal payment deposit refund".split())
#: Behind these words a price is a ratio or a count.
_NO_MONEY = frozenset("ratio rate percent percentage factor change score weight estimate index".split())


def _is_money(name: str) -> bool:
    words = set(re.split(r"[_\W]+", name.lower()))
    return bool(words & _MONEY) and not words & _NO_MONEY


def check(column: Column, context: Context) -> Iterator[Finding]:
    """Look at a column's type, and for floats at its name."""
    if context.file.migration or context.file.test or column.type is UNKNOWN:
        return
    found = None if column.type is None else sql_type(column.type)
    values = {"owner": column.owner, "attribute": column.attribute}
    if not isinstance(found, SqlType) or found.dimensions:
        return
    if found.name == "char" and found.kind == "plain" and found.arguments != (32,) and context.may_be("postgresql"):
        yield Finding(column.span, values)
    elif found.name == "money":
        yield Finding(column.span, values, "money")
    elif found.name in _FLOATING and _is_money(column.attribute):
        yield Finding(column.span, values, "float")


RULE = Rule(
    code="SQA935",
    name="discouraged-type",
    impact=Impact.LOW,
    message="{owner}.{attribute} is a CHAR: PostgreSQL fills it up with blanks; write String or Text",
    doc=__doc__,
    on=Column,
    check=check,
    variants={
        "money": "{owner}.{attribute} is MONEY: no currency, and its decimals depend on the server's locale; write Numeric(p, s)",
        "float": "{owner}.{attribute} keeps money in binary fractions; write Numeric(p, s)",
    },
    sources=("M1K", "P131"),
    options=("--sqla-dialects",),
)
