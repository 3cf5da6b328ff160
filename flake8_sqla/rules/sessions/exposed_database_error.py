"""Database error shown to the client.

The text of an error of SQLAlchemy's holds the statement, the names of tables and columns, and the parameters: passwords' hashes, addresses,
whatever the row held. In a response it tells an attacker how the database is made, and other people's data. Log it; answer with words of
your own.

```python bad
from fastapi import APIRouter, HTTPException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import User

router = APIRouter()


def create(session: Session, name: str) -> None:
    session.add(User(name=name))
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise HTTPException(409, detail=str(error)) from error  # SQA421 "IntegrityError"
```

```python good
import logging

from fastapi import APIRouter, HTTPException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import User

router = APIRouter()


def create(session: Session, name: str) -> None:
    session.add(User(name=name))
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        logging.warning("user not created: %s", error)
        raise HTTPException(409, detail="this name is taken") from error
```

A handler of `Exception` counts where its `try` works with a session, or hands one to a function of the project, and nothing takes the
database's errors before it. Responses are FastAPI's, Starlette's, Flask's and Litestar's (`HTTPException`, `JSONResponse`, `jsonify`,
`abort`, …), and what a route returns. Silent: logging, what stands below `if isinstance(error, …)` of another kind or
`if "words" in str(error)`, the exception's type, errors about missing rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.exposed_errors import ExposedError
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(error: ExposedError, context: Context) -> Iterator[Finding]:
    """Report each of them outside of tests."""
    if not context.file.test:
        values = {"name": error.name, "exception": error.exception, "through": error.through, "session": error.session}
        yield Finding(error.span, values, "broad" if error.broad else "")


RULE = Rule(
    code="SQA421",
    name="exposed-database-error",
    impact=Impact.HIGH,
    message="the text of {exception} holds SQL and its parameters, and {through} sends it to the client; log {name}, answer in your own words",
    doc=__doc__,
    on=ExposedError,
    check=check,
    variants={
        "broad": "{name} may be an error of {session}'s, whose text holds SQL and parameters, and {through} sends it out; log it instead"
    },
    sources=("S3-28",),
)
