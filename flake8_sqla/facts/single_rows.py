"""Reads of a single row, and lists that a route answers with."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record


@record
class LooseSingleRow:
    """One row read in a way that does not notice a second.

    `form` is `index` (`….all()[0]`), `counted` (`if len(rows) != 1: raise …`) or `raised` (`.first()`, then an error for None).
    """

    span: Span
    form: str
    method: str


@record
class StrictSingleRow:
    """`one()` or the like, which raises where there is no row, and nothing in sight catches that.

    `optional`: the function says that it may give None. `route` as in `SessionUse`.
    """

    span: Span
    method: str
    function: str
    optional: bool
    route: str


@record
class RouteList:
    """A route that reads answers with the rows of a select.

    `limited`: the statement takes a part of them, or a list of keys singles them out; `paged`: it begins at a later one; `counted`:
    the function speaks of how many there are.
    """

    span: Span
    function: str
    limited: bool
    paged: bool
    counted: bool


@record
class UniqueLookup:
    """A select of one class that is read as if it gave one row at most, all of whose conditions compare columns of the class with values.

    `attributes` are the class's that are compared by `==`.
    """

    span: Span
    method: str
    model: str
    attributes: tuple[str, ...]
