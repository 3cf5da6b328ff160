"""Statements used as if they had been executed."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class StatementAsResult:
    """A method of results called on a statement; or, with `method` empty, a select among the columns of a select."""

    span: Span
    root: str
    method: str
