"""`Mapped` attribute with a plain value: there is no such column.

`retries: Mapped[int] = 3` reads like a column with a default. To SQLAlchemy it is an ordinary class attribute: the table gets no
column, and every object has the same 3.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    retries: Mapped[int] = 3  # SQA213 "mapped_column(default=3)"
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    retries: Mapped[int] = mapped_column(default=3)
```

`= None` does make the column and is silent, as are calls, whose value is out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, Constant, Invocation
from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Report literals given to attributes that are annotated with `Mapped`."""
    for attribute in mapped.attributes:
        if attribute.annotation is None or attribute.annotation.wrapper != "Mapped" or attribute.function:
            continue
        values = {"owner": mapped.name, "attribute": attribute.name}
        match attribute.value:
            case Constant(value=value):
                yield Finding(attribute.span, {**values, "default": f"default={value!r}"})
            case Collection(kind=kind, items=items) if kind != "tuple" and not any(isinstance(item, Invocation) for item in items):
                default = f"default={kind}" if not items else "default=lambda: …"
                yield Finding(attribute.span, {**values, "default": default})
            case _:
                pass


RULE = Rule(
    code="SQA213",
    name="mapped-plain-value",
    impact=Impact.HIGH,
    message="{owner}.{attribute} is a plain class attribute: the table has no such column; write mapped_column({default})",
    doc=__doc__,
    on=MappedClass,
    words=frozenset({"annotated value"}),
    check=check,
    sources=("P11",),
)
