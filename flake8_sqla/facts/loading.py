"""What a statement loads along with its entities."""

from __future__ import annotations

from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import record

#: Strategies that bring the related rows with the statement, or in a query for all rows at once.
EAGER = frozenset({"joinedload", "selectinload", "subqueryload", "immediateload", "contains_eager"})


@record
class LoaderPath:
    """One step of a loader option: `joinedload(A.b).selectinload(B.c)` is two, with the paths `b` and `b, c`.

    `path` ends in `*` for a wildcard. `owner` is the class that the last attribute is spelled with, empty for strings.
    """

    span: Span
    path: tuple[str, ...]
    strategy: str
    owner: str = ""


@record
class Loading:
    """The loader options of a statement; `complete` is false where some of them cannot be read."""

    paths: tuple[LoaderPath, ...] = ()
    complete: bool = True

    def strategy_of(self, path: tuple[str, ...]) -> str:
        """How the options load a relationship: the last one that names it, a wildcard at its place, or empty."""
        wild = (*path[:-1], "*")
        exact = [each.strategy for each in self.paths if each.path == path]
        if exact:
            return exact[-1]
        return next((each.strategy for each in reversed(self.paths) if each.path in (wild, ("*",))), "")
