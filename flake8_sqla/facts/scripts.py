"""What a revision's file says besides its operations: comments that were left in, text with parameters, the application's own code."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class AutogenerateComment:
    """The first comment of Alembic's that asks to be read and removed; `kind` is `adjust` or `unnamed`.

    `worked_over`: upgrade() holds what autogenerate never writes, so that somebody has been there since.
    """

    span: Span
    kind: str
    worked_over: bool = False


@record
class UngivenParameters:
    """SQL text executed without values for the parameters that SQLAlchemy finds in it; `names` without their colons."""

    span: Span
    names: tuple[str, ...]


@record
class BorrowedSession:
    """The application's own session, Flask-SQLAlchemy's `db.session`, at its first use in a revision; `name` is as it is written."""

    span: Span
    name: str


@record
class ModelUse:
    """A mapped class, or the declarative base, of the application, used in a revision. `span` is the first use.

    `module` is where it is imported from; relative modules begin with a dot.
    """

    span: Span
    name: str
    module: str
