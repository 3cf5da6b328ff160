"""Page of rows without an order.

Without ORDER BY the database returns rows as it finds them: after an update or a vacuum in another order. `offset()` then
shows some rows on two pages and others on none, and `limit()` takes any rows it likes.

```python bad
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def page(session: Session, number: int) -> Sequence[User]:
    return session.scalars(select(User).offset(number * 50).limit(50)).all()  # SQA320 "offset"
```

```python good
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import User


def page(session: Session, number: int) -> Sequence[User]:
    return session.scalars(select(User).order_by(User.name, User.id).offset(number * 50).limit(50)).all()


def one(session: Session) -> User | None:
    return session.scalars(select(User).limit(1)).first()
```

Any `offset()` counts, and a `limit()` alone where it is a literal above two and whole entities are loaded. Silent: batches taken
in a `while` loop, statements ordered on one of several branches, statements that are handed on and may be ordered elsewhere,
queues (`with_for_update(skip_locked=True)`), filters by a unique column, aggregates, tests, scripts and migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import ColumnReference, Comparison, Constant, Invocation, Reference
from flake8_sqla.facts.statements import Statement, Step, Use
from flake8_sqla.rule import Context, Finding, Impact, Rule

_SILENT_STEPS = ("order_by", "from_statement", "union", "union_all", "with_for_update", "tablesample", "intersect", "except_")


def _counts(step: Step) -> bool:
    value = step.arguments[0].value if step.arguments else None
    if step.method == "offset":
        return not (isinstance(value, Constant) and value.value in (None, 0))
    if step.method == "slice":
        return True
    # limit(2) asks whether there is more than one.
    return step.method in ("limit", "fetch") and isinstance(value, Constant) and isinstance(value.value, int) and value.value > 2


def _singles_out(statement: Statement, context: Context) -> bool:
    """Whether conditions of where() ask for one value of each column of a unique key."""
    asked: dict[str, set[str]] = {}
    for step in statement.steps:
        for argument in step.arguments if step.method in ("where", "filter") else ():
            match argument.value:
                case Comparison(left=ColumnReference(owner=owner, attribute=attribute), operators=("==",)):
                    asked.setdefault(owner, set()).add(attribute)
                case _:
                    pass
    tables = ((context.models.table(owner), attributes) for owner, attributes in asked.items())
    known = ((table, map(table.column_of, attributes)) for table, attributes in tables if table is not None)
    return any(table.singles_out(frozenset(str(each.name) for each in columns if each is not None)) for table, columns in known)


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report executed selects and queries that page without an order."""
    if context.file.test or context.file.migration or context.file.script or statement.use is not Use.EXECUTED:
        return
    if statement.in_while:
        return  # batch after batch, until no row is left: any order will do
    if statement.root not in ("select", "query") or not statement.complete or statement.mixed or statement.has_step(*_SILENT_STEPS):
        return
    if not statement.entities or any(
        isinstance(entity.value, Invocation) and entity.value.function.startswith("sqlalchemy.func.") for entity in statement.entities
    ):
        return
    found = [step for step in statement.steps if _counts(step)]
    if found and _singles_out(statement, context):
        return
    if found and all(step.method in ("limit", "fetch") for step in found) and not isinstance(statement.entities[0].value, Reference):
        return  # some ids of many: a batch to be worked off
    if found:
        step = next((each for each in found if each.method == "offset"), found[0])
        yield Finding(step.span, {"method": step.method})


RULE = Rule(
    code="SQA320",
    name="unordered-pagination",
    impact=Impact.HIGH,
    message="{method}() without order_by() takes rows in no order, so that pages overlap and leave gaps; order by a unique key",
    doc=__doc__,
    on=Statement,
    words=frozenset({"offset", "slice", "limit", "fetch"}),
    check=check,
    sources=("S3-14", "P107"),
)
