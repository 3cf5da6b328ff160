"""Columns taken for values of Python."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class ColumnAsValue:
    """A column of a class where Python wants a value.

    `form` is `builtin` (`len(User.name)`; `what` the function), `method` (`User.name.upper()`; `what` the method) or `text`
    (`f"{User.name}%"` in a clause). `column` is as it is written.
    """

    span: Span
    form: str
    column: str
    what: str = ""
