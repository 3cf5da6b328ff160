"""Query that reads deleted rows.

Where rows are marked as deleted and not deleted, every query has to leave them out. One that does not mention the mark shows what its
owner has deleted, counts it, or changes it.

```python bad
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime | None]


def notes(session: Session) -> list[Note]:
    return list(session.scalars(select(Note)))  # SQA914 "deleted_at"
```

```python good
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Note


def notes(session: Session) -> list[Note]:
    return list(session.scalars(select(Note).where(Note.deleted_at.is_(None))))
```

The columns are those of `--sqla-soft-delete-columns`. A class is asked by the project's models, wherever they stand.

Whose opinion: guides to soft deletion. What speaks against it: a trash can, an undo and a report of the administrator's read deleted
rows on purpose, and a row that is fetched by its key was named by somebody who knows it. A filter for all queries
(`with_loader_criteria` in a listener to `do_orm_execute`) is the better way, and a project with one is not looked at. Silent:
statements with parts that cannot be read, `session.get`, inserts, deletes, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import ColumnReference, Expression, Invocation, Opaque, Reference
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.facts.statements import Statement, Use
from flake8_sqla.rule import Context, Finding, Impact, Rule

_ROOTS = ("select", "query", "update")
_HOOK = r"with_loader_criteria\("


def _mark(table: SchemaTable, marks: tuple[str, ...]) -> str:
    """The attribute by which rows of a table are marked as deleted."""
    return next((column.attribute for column in table.columns if column.name in marks or column.attribute in marks), "")


def _mentions(statement: Statement, mark: str) -> bool:
    """Whether a statement speaks of the mark, sets it, or has conditions that cannot be read."""
    for step in statement.steps:
        if step.method == "from_statement" or any(argument.starred or argument.keyword == mark for argument in step.arguments):
            return True
        if step.method in ("where", "filter", "having") and any(_is_unread(argument.value) for argument in step.arguments):
            return True
    for expression in statement.expressions():
        if isinstance(expression, ColumnReference) and "delete" in expression.attribute:
            return True  # the mark, or a property of the class's own
        if isinstance(expression, Reference) and "delete" in expression.name:
            return True
    return False


def _is_unread(expression: Expression) -> bool:
    """A condition made elsewhere: a name, or the call of a function of the program's own."""
    if isinstance(expression, Invocation):
        return expression.receiver is None and not expression.function.startswith("sqlalchemy.")
    return isinstance(expression, (Opaque, Reference))


def check(statement: Statement, context: Context) -> Iterator[Finding]:
    """Report a statement that reads or changes rows of a class without a word about its mark."""
    if statement.root not in _ROOTS or not statement.complete or statement.mixed or context.file.test or context.file.migration:
        return
    if statement.use is not Use.EXECUTED:
        return  # more may be said of it before it is run
    for model in statement.models:
        table = context.models.table(model)
        mark = _mark(table, context.settings.soft_delete_columns) if table is not None else ""
        if mark and not _mentions(statement, mark):
            if not context.find_in_project(_HOOK, ("with_loader_criteria",)):
                yield Finding(statement.span, {"model": model.rpartition(".")[2], "mark": mark}, "" if statement.root in _ROOTS[:2] else "dml")
            return


RULE = Rule(
    code="SQA914",
    name="soft-deleted-rows-read",
    impact=Impact.LOW,
    message="this reads rows of {model} that are marked as deleted; say what {mark} has to be",
    doc=__doc__,
    on=Statement,
    check=check,
    variants={"dml": "this changes rows of {model} that are marked as deleted too; say what {mark} has to be"},
    sources=("S3-31",),
    options=("--sqla-soft-delete-columns",),
)
