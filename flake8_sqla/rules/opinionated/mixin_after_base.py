"""Mixin behind the base class.

Python looks attributes up from left to right. A `__tablename__`, `__table_args__` or `__repr__` of a mixin that stands behind the
base loses to the base's own, if it has one, now or later. Columns are mapped either way.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class TimestampMixin:
    created_by: Mapped[str]


class User(Base, TimestampMixin):  # SQA909 "TimestampMixin"
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class TimestampMixin:
    created_by: Mapped[str]


class User(TimestampMixin, Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
```

Whose opinion: common style for mixins in Python. What speaks against it: where the two share no names, the order changes nothing. A
mixin is told by its name, `…Mixin`; a base by `Base`, `…Base`, `Model` or `SQLModel`. Silent: tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule

_BASES = ("Base", "Model", "SQLModel")


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Look for a mixin to the right of a base."""
    if context.file.migration or context.file.test or mapped.role != "model":
        return
    names = [base.rpartition(".")[2] for base in mapped.bases]
    for place, name in enumerate(names):
        before = [other for other in names[:place] if other in _BASES or other.endswith("Base")]
        if name.endswith("Mixin") and before:
            yield Finding(mapped.span, {"owner": mapped.name, "mixin": name, "base": before[0]})
            return


RULE = Rule(
    code="SQA909",
    name="mixin-after-base",
    impact=Impact.LOW,
    message="{owner}: what {mixin} overrides loses to {base}, which stands before it; write the mixin first",
    doc=__doc__,
    on=MappedClass,
    check=check,
    sources=("S1-9",),
)
