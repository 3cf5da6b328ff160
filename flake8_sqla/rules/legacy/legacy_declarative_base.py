"""Declarative base of SQLAlchemy 1.x.

`declarative_base()`, `@as_declarative` and `registry.generate_base()` make a base class that type checkers cannot follow. Since
2.0 one derives from `DeclarativeBase`: the same machinery, and `Mapped[…]` attributes get their types from it. The spelling in
`sqlalchemy.ext.declarative` has moved as well; importing it from there warns (MovedIn20Warning).

```python bad
from sqlalchemy.orm import declarative_base

Base = declarative_base()  # SQA102
```

```python bad
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()  # SQA102 "moved"
```

```python good
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass
```

`DeclarativeBaseNoMeta`, `MappedAsDataclass`, `automap_base()` and imperative mapping with a `registry` are silent.
So are migrations: a model frozen there belongs to its day.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NAMES = {
    "sqlalchemy.orm.declarative_base": "declarative_base()",
    "sqlalchemy.orm.as_declarative": "as_declarative()",
    "sqlalchemy.orm.registry.generate_base": "registry.generate_base()",
    "sqlalchemy.orm.registry.as_declarative_base": "registry.as_declarative_base()",
}


def check(call: ApiCall, context: Context) -> Iterator[Finding]:
    """Report the call, more sharply where its import has moved."""
    name = _NAMES.get(call.function)
    if name is not None and not context.file.migration:
        yield Finding(call.span, {"name": name}, "moved" if call.path.startswith("sqlalchemy.ext.") else "")


RULE = Rule(
    code="SQA102",
    name="legacy-declarative-base",
    impact=Impact.CRITICAL,
    message="{name} makes an untyped 1.x base; derive from sqlalchemy.orm.DeclarativeBase",
    doc=__doc__,
    on=ApiCall,
    words=frozenset(_NAMES),
    check=check,
    variants={"moved": "{name} has moved out of sqlalchemy.ext.declarative and makes an untyped 1.x base; derive from sqlalchemy.orm.DeclarativeBase"},
    sources=("S1-5", "S2-1"),
)
