"""`or_()` with nothing in it.

An empty `or_()` is not false: it adds no condition at all, and the query returns every row. Where the conditions are what a
user may see, that is a hole. SQLAlchemy 2.1 only warns of it. A list that stays empty because no branch filled it does the same.

```python bad
from sqlalchemy import Select, or_, select

from app.models import Document


def visible(own: int | None, team: int | None) -> Select[tuple[Document]]:
    conditions = []
    if own is not None:
        conditions.append(Document.owner_id == own)
    if team is not None:
        conditions.append(Document.team_id == team)
    return select(Document).where(or_(*conditions))  # SQA317 "conditions"


everything = select(Document).where(or_())  # SQA317 "every row"
```

```python good
from sqlalchemy import Select, false, or_, select

from app.models import Document


def visible(own: int | None, team: int | None) -> Select[tuple[Document]]:
    conditions = []
    if own is not None:
        conditions.append(Document.owner_id == own)
    if team is not None:
        conditions.append(Document.team_id == team)
    return select(Document).where(or_(false(), *conditions))


def filtered(own: int | None, team: int | None) -> Select[tuple[Document]]:
    conditions = []
    if own is not None:
        conditions.append(Document.owner_id == own)
    if team is not None:
        conditions.append(Document.team_id == team)
    stmt = select(Document)
    return stmt.where(or_(*conditions)) if conditions else stmt
```

Silent where the list is a parameter, is asked about before (`if conditions:`), is handed to another function, or gets an element
on every path.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.boolean_clauses import BooleanClause
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(clause: BooleanClause, context: Context) -> Iterator[Finding]:
    """Report empty calls, and starred lists that may be empty."""
    remedy = "false()" if clause.function == "or_" else "true()"
    yield Finding(clause.span, {"function": clause.function, "name": clause.name, "remedy": remedy}, "maybe" if clause.name else "")


RULE = Rule(
    code="SQA317",
    name="empty-boolean-clause",
    impact=Impact.CRITICAL,
    message="an empty {function}() adds no condition: it matches every row; write {remedy}",
    doc=__doc__,
    on=BooleanClause,
    check=check,
    variants={
        "maybe": "{name} may still be empty here, and {function}(*{name}) then matches every row; write {function}({remedy}, *{name})"
    },
    sources=("P19",),
)
