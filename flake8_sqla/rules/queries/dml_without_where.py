"""UPDATE or DELETE of every row.

Without a WHERE the statement touches the whole table. Mostly a line got lost; where it is meant, `TRUNCATE` or an explicit
`.where(true())` says so.

```python bad
from sqlalchemy import delete, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]


def deactivate(session: Session) -> None:
    session.execute(update(User).values(active=False))  # SQA316 "update"
    session.execute(delete(User))  # SQA316 "delete"
    session.execute(text("DELETE FROM users"))  # SQA316 "delete"
    session.query(User).delete()  # SQA316
```

```python good
from sqlalchemy import delete, true, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    active: Mapped[bool]


def deactivate(session: Session, user_id: int, rows: list[dict[str, object]]) -> None:
    session.execute(update(User).where(User.id == user_id).values(active=False))
    session.execute(update(User), rows)
    session.execute(delete(User).where(true()))
```

`execute(update(User), rows)` updates by primary key and is silent. So are tests, scripts, migrations (they have rules of their own), and
statements that get their WHERE on one of two branches, or somewhere out of sight. A DELETE is meant in a function that says by its name
that it empties a table (`clear_history(session)`, `delete_all(session)`; not `clear_expired(session)`) and takes nothing to choose rows by.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Collection
from flake8_sqla.facts.statements import Statement, Step, TextExecution, Use
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NARROWING = (
    "where",
    "filter",
    "filter_by",
    "from_select",
    "get",
    "limit",
    "join",
    "having",
    "from_statement",
    "select_from",
    "slice",
    "offset",
)


def check(fact: Statement | TextExecution, context: Context) -> Iterator[Finding]:
    """Report executed DML that nothing narrows."""
    if context.file.test or context.file.migration or context.file.script:
        return
    if isinstance(fact, TextExecution):
        from flake8_sqla.facts.migrations import DataChange  # few files execute text

        for operation in fact.operations:
            if not isinstance(operation, DataChange) or operation.has_where is not False:
                continue
            if operation.kind == "update" or (operation.kind == "delete" and not fact.emptying):
                yield Finding(fact.span, {"kind": operation.kind, "subject": str(operation.table)})
    elif fact.emptying:
        return
    elif fact.use is Use.EXECUTED and fact.root in ("update", "delete") and fact.complete and not fact.parameters_given:
        if not any(step.method in _NARROWING and not _is_nothing(step) for step in fact.steps):
            yield Finding(fact.span, {"kind": fact.root, "subject": "the table"})


def _is_nothing(step: Step) -> bool:
    """`where()`, `where(*[])`."""
    if step.method not in ("where", "filter"):
        return False
    return all(each.starred and isinstance(each.value, Collection) and not each.value.items for each in step.arguments)


RULE: Rule[Statement | TextExecution] = Rule(
    code="SQA316",
    name="dml-without-where",
    impact=Impact.HIGH,
    message="this {kind} touches every row of {subject}; add a where(), or say where(true()) if that is meant",
    doc=__doc__,
    on=(Statement, TextExecution),
    words=frozenset({"update", "delete"}),
    check=check,
    sources=("P18", "M1E"),
)
