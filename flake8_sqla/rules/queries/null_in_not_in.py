"""None in a list for IN.

SQL compares with NULL to 'unknown'. `x NOT IN (1, NULL)` is therefore true for no row at all, and `x IN (NULL)` finds no NULL.

```python bad
from sqlalchemy import select

from app.models import User

others = select(User).where(User.role.not_in(["admin", None]))  # SQA333 "no row"
without = select(User).where(User.role.in_(["guest", None]))  # SQA333 "is_(None)"
```

```python good
from sqlalchemy import or_, select

from app.models import User

others = select(User).where(User.role != "admin", User.role.is_not(None))
without = select(User).where(or_(User.role == "guest", User.role.is_(None)))
```

Lists whose elements cannot be read are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection, Constant, Invocation, is_column_expression, walk
from flake8_sqla.facts.statements import Statement
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NEGATIVE = ("not_in", "notin_")


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report lists with None in them."""
    for step in statement.steps:
        for argument in step.arguments:
            for part in walk(argument.value):
                if isinstance(part, Invocation) and part.method in ("in_", *_NEGATIVE) and part.receiver is not None:
                    if not is_column_expression(part.receiver) or len(part.positional) != 1:
                        continue
                    given = part.positional[0].value
                    if isinstance(given, Collection) and any(isinstance(item, Constant) and item.value is None for item in given.items):
                        yield Finding(part.positional[0].span, {"method": part.method}, "negative" if part.method in _NEGATIVE else "")


RULE = Rule(
    code="SQA333",
    name="null-in-not-in",
    impact=Impact.MEDIUM,
    message="None in {method}() never matches; drop it and add .is_(None) by or_()",
    doc=__doc__,
    on=Statement,
    words=frozenset({"in_", *_NEGATIVE}),
    check=check,
    variants={"negative": "with None in {method}() the condition is true for no row; drop it and add .is_not(None)"},
    sources=("P118",),
)
