"""Custom type that says nothing of the statement cache.

SQLAlchemy keeps compiled statements, and must know whether two instances of a type may stand for one another. A `TypeDecorator` or
`UserDefinedType` without `cache_ok` of its own warns, and every statement with a condition, an order or a function over it is compiled
anew. The setting is not inherited.

```python bad
from sqlalchemy import String, TypeDecorator


class Email(TypeDecorator):  # SQA250 "Email"
    impl = String

    def process_bind_param(self, value, dialect):
        return value and value.lower()
```

```python good
from sqlalchemy import String, TypeDecorator


class Email(TypeDecorator):
    impl = String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value and value.lower()
```

`cache_ok = True` is right where the arguments of `__init__` are hashable and kept under their own names; `False` silences the warning.
A class that others of the file derive from is silent: it may be there for them alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.behaviours import CustomType
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(custom: CustomType, context: Context) -> Iterator[Finding]:
    """Report types that do not say it themselves."""
    if not custom.says_cache_ok and not custom.abstract:
        yield Finding(custom.span, {"name": custom.name, "base": custom.base})


RULE = Rule(
    code="SQA250",
    name="uncacheable-type",
    impact=Impact.MEDIUM,
    message="{name} has no cache_ok of its own, so no statement with a condition on it is ever cached; set cache_ok = True (or False) in the class",
    doc=__doc__,
    on=CustomType,
    check=check,
    sources=("P135",),
)
