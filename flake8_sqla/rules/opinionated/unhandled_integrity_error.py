"""Duplicate that nobody catches.

Two requests with one email may both ask whether it is free, and both be told that it is. The second INSERT then fails on the unique
constraint, with IntegrityError, whatever the program has asked before. Whoever writes rows of a table with a unique column catches it and
says what is taken.

```python bad
from fastapi import APIRouter
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

router = APIRouter()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


@router.post("/users")
def register(email: str, session: Session) -> None:
    session.add(User(email=email))
    session.commit()  # SQA912 "users.email"
```

```python good
from fastapi import HTTPException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.models import User


def register(email: str, session: Session) -> None:
    session.add(User(email=email))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise HTTPException(409, "This address is taken") from None
```

Looked at are routes that write, and methods of classes named `…Service`, where they add an object that they made and flush or commit in
sight. A handler that names `Exception`, or nothing, is reported as well: it takes a broken connection for a taken name.

Whose opinion: guides to FastAPI and SQLAlchemy. What speaks against it: a handler of the whole application can answer IntegrityError
with 409, and where the key is made by the program there is nothing to catch. Silent: tables without a unique key besides their primary
key, keys over what programs make up (`token`, `secret`, `…_hash`, `uuid`), partial indexes, functions whose commit is elsewhere, `merge`
and upserts, tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.facts.session_use import Event, Handler, SessionUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_EXACT = frozenset({"IntegrityError", "DatabaseError", "DBAPIError", "StatementError", "SQLAlchemyError"})
_BROAD = frozenset({"Exception", "BaseException"})
_SENDING = ("flush", "commit")


def _unique(table: SchemaTable) -> str:
    """The columns of its first unique key that somebody may have taken, in words; empty without any."""
    key = next((key for key in table.keys if key.may_be_taken), None)
    return ", ".join(f"{table.title}.{column}" for column in key.columns) if key is not None else ""


def _names(handlers: list[Handler]) -> set[str]:
    return {name.rpartition(".")[2] for handler in handlers for name in handler.exceptions}


def _sending(use: SessionUse, added: Event) -> Event | None:
    """What sends the object: the next flush or commit, or the block that commits at its end."""
    if added.inside("with", detail="begin") or added.inside("with", detail="begin_nested"):
        return added
    return next((event for event in use.of(*_SENDING) if event.span > added.span), None)


def check(use: SessionUse, context: Context) -> Iterator[Finding]:
    """Report the first flush or commit that may meet a duplicate."""
    writes = use.route not in ("", "get") or use.owner.endswith("Service")
    if not writes or context.file.test or context.file.migration or context.file.script:
        return
    for added in use.of("add"):
        table = context.models.table(added.subject) if added.subject else None
        columns = _unique(table) if table is not None else ""
        sending = _sending(use, added) if columns else None
        if sending is None:
            continue
        handlers = list(use.handlers_of(sending))
        names = _names(handlers)
        if names & _EXACT:
            return
        values = {"columns": columns, "function": use.function}
        broad = next((handler.span for handler in handlers if _BROAD & _names([handler])), None)
        yield Finding(broad or sending.span, values, "broad" if broad else "")
        return


RULE = Rule(
    code="SQA912",
    name="unhandled-integrity-error",
    impact=Impact.LOW,
    message="a duplicate of {columns} raises IntegrityError here, and {function} does not catch it; catch it and say what is taken",
    doc=__doc__,
    on=SessionUse,
    check=check,
    variants={"broad": "this takes any error for a duplicate of {columns}; catch IntegrityError by name"},
    sources=("S3-19",),
)
