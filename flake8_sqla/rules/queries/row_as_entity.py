"""Row taken for the entity in it.

`session.execute(select(User))` gives rows, each a tuple with one User in it. `row.name` raises AttributeError; `session.scalars(…)` gives
the users themselves.

```python bad
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def names(session: Session) -> list[str]:
    return [user.name for user in session.execute(select(User))]  # SQA312 "scalars"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def names(session: Session) -> list[str]:
    return [user.name for user in session.scalars(select(User))]


def other_names(session: Session) -> list[str]:
    return [row.User.name for row in session.execute(select(User))]
```

Connections give rows of columns, on which `row.name` is right; statements with several columns and `.mappings()` are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.results import RowAttribute
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: RowAttribute, context: Context) -> Iterator[Finding]:
    """Report each of them."""
    yield Finding(fact.span, {"row": fact.row, "attribute": fact.attribute, "model": fact.model})


RULE = Rule(
    code="SQA312",
    name="row-as-entity",
    impact=Impact.HIGH,
    message="{row} is a Row with one {model} in it and has no .{attribute}; use scalars() instead of execute()",
    doc=__doc__,
    on=RowAttribute,
    check=check,
    sources=("P22",),
)
