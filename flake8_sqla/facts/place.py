"""Where a fact stands: in the file that is being read, or in another of the project."""

from __future__ import annotations

from flake8_sqla.facts.record import record


@record(order=True)
class Span:
    """A stretch of source text. Lines count from one; columns count characters (not bytes) from zero.

    `file` is empty for the file that is being read, where alone reports may point; else the path, from the project's root on, of another.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    file: str = ""


FILE_START = Span(1, 0, 1, 0)
