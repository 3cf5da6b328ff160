"""What a rule may ask about the mapped classes and tables of the project, its own file's among them."""

from __future__ import annotations

from typing import Protocol

from flake8_sqla.facts.schema import Link, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN, Unknown


class KnownModels(Protocol):
    """The models of a project as one file sees them.

    Paths are as names resolve: `<local>.User`, `app.models.User`, through re-exports. Answers are a function of the project's text alone.
    What stands in another file has places there (`table.file`, `column.span.file`); a report on those is dropped.
    """

    def table(self, path: str) -> SchemaTable | None:
        """The table of a mapped class, or of a `Table` bound to a name; None where there is none in sight.

        A child in single-table inheritance has its parent's. `table.complete` says whether what is not in it does not exist.
        """

    def link(self, path: str, attribute: str) -> Link | None:
        """The relationship behind an attribute of a class, with both its tables; None where it is none, or leads out of sight.

        Those of mixins, of mapped parents and those that a `backref` elsewhere makes count. Its `direction`, `is_collection` and `lazy` may
        be UNKNOWN.
        """

    def attribute(self, path: str, name: str) -> str | Unknown:
        """What an attribute of a mapped class is.

        `column`, `relationship`, `hybrid`, `proxy`, `synonym`, `composite`, `plain` (a method, a value), `absent` (only where every base is
        read), or UNKNOWN.
        """

    def tables_named(self, name: str, schema: str | None = None) -> tuple[SchemaTable, ...]:
        """Every table of this name in the project, that of a class as well as a `Table`'s."""


class NothingKnown:
    """Where there is no project to ask."""

    def table(self, path: str) -> SchemaTable | None:
        """Nothing is known."""
        return None

    def link(self, path: str, attribute: str) -> Link | None:
        """Nothing is known."""
        return None

    def attribute(self, path: str, name: str) -> str | Unknown:
        """Nothing is known."""
        return UNKNOWN

    def tables_named(self, name: str, schema: str | None = None) -> tuple[SchemaTable, ...]:
        """Nothing is known."""
        return ()
