"""SQL text with values put into it."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class InterpolatedSql:
    """A call that takes SQL text, and text with something in it that is no constant.

    `function` is `text`, `literal_column`, `exec_driver_sql` …; `form` how it got in (`f-string`, `%`, `.format()`, `+`, `name`);
    `inserted` the first such thing as it is written.
    """

    span: Span
    function: str
    form: str
    inserted: str
