"""Where a fact stands in the file that is being read."""

from __future__ import annotations

from flake8_sqla.facts.record import record


@record(order=True)
class Span:
    """A stretch of source text. Lines count from one; columns count characters (not bytes) from zero."""

    line: int
    column: int
    end_line: int
    end_column: int


FILE_START = Span(1, 0, 1, 0)
