"""What the server fills a new column with: one value for all rows, or a value of its own for each."""

from __future__ import annotations

from flake8_sqla.facts.record import record


@record
class ServerDefault:
    """The default of a column that is added.

    `kind` is `none`, `value` (a constant, or an expression without calls), `calls` (an expression that calls `functions`), `identity`,
    `serial` or `computed`. `stored`: of a computed column; None leaves it to the server, whose choice changed with PostgreSQL 18.
    """

    kind: str = "none"
    functions: tuple[str, ...] = ()
    stored: bool | None = None


NO_DEFAULT = ServerDefault()
