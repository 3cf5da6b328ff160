"""`and_()` and `or_()` without elements."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class BooleanClause:
    """A call of `and_` or `or_` with nothing in it, or with a starred list that its function may leave empty (`name`)."""

    span: Span
    function: str
    name: str
