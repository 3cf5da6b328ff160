"""A table for the eyes: columns as wide as their widest cell, two spaces between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows as lines; the first row is the heading."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
