"""Exceptions of the database whose text goes out to whoever made the request."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class ExposedError:
    """An exception's text in a response. `through` is what carries it out: `HTTPException`, `jsonify`, `return` …

    `exception` is what the handler names; `broad`: it catches everything, and the `try` works with the session of `session`.
    """

    span: Span
    name: str
    through: str
    exception: str
    broad: bool = False
    session: str = ""
