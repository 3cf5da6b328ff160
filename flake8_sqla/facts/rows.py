"""Rows of results, and what is done to them."""

from __future__ import annotations


from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class RowAsMapping:
    """A row taken for a mapping.

    `form` is `item` (`row["x"]`), `column` (`row[table.c.x]`), `in` (`"x" in row`), `dict` (`dict(row)`) or `method` (`row.keys()`).
    `key` is the string, the column's name or the method's.
    """

    span: Span
    form: str
    key: str = ""
