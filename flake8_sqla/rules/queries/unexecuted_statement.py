"""Statement that is never executed.

`delete(User).where(…)` describes a DELETE; it runs when a session or connection executes it. Standing alone on a line it
does nothing, and nothing warns. The same holds of a legacy query without `.all()`, `.first()` or `.delete()` at its end.

```python bad
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.models import User


def forget(session: Session, user_id: int) -> None:
    delete(User).where(User.id == user_id)  # SQA310 "delete"
    update(User).where(User.id == user_id).values(active=False)  # SQA310 "update"
    session.commit()
```

```python good
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.models import User


def forget(session: Session, user_id: int) -> None:
    session.execute(delete(User).where(User.id == user_id))
    session.commit()
```

A chain that goes on from a name (`stmt.where(…)`) is SQA309's. Statements in a block that expects an exception or a warning are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.statements import Statement, Use
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report a statement that begins and ends on a line of its own."""
    if statement.use is Use.DISCARDED and statement.begun_here:
        if statement.root == "query":
            if statement.steps:
                yield Finding(statement.span, {"kind": "query"}, "query")
        else:
            yield Finding(statement.span, {"kind": statement.root})


RULE = Rule(
    code="SQA310",
    name="unexecuted-statement",
    impact=Impact.HIGH,
    message="this {kind} is built and thrown away, nothing executes it; hand it to session.execute(…)",
    doc=__doc__,
    on=Statement,
    words=frozenset({"discarded"}),
    check=check,
    variants={
        "query": "this query is built and thrown away, nothing executes it; end it in .all(), .first(), .delete() … or drop the line"
    },
    sources=("P6",),
)
