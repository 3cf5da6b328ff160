"""Functions that return what a query gives, and what they say of it."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class QueryReturn:
    """A function whose `return` hands out the result of a query.

    `span` is the return annotation, or the function's name where there is none. `gives` is `list` (`all()`), `optional` (`first()`,
    `one_or_none()`, `get()` …), `one` (`one()`, `get_one()` …), or `result` (an unread result). `model` is the class, empty for rows
    and columns; `rows` where each element is a row. `method` is the one that reads.

    `annotation` is empty where there is none, else `bare` (a collection of nobody knows what, `Any`, `object`), `many`, `iterator`,
    `result`, `one` or `other`; `named` is the class in it; `optional`: None is among its values. `route`: a route whose decorator
    gives the `response_model`. `typed`: some function of the file has an annotation.
    """

    span: Span
    function: str
    gives: str
    method: str
    model: str = ""
    rows: bool = False
    annotation: str = ""
    named: str = ""
    optional: bool = False
    route: bool = False
    typed: bool = True
