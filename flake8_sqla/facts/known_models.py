"""What a rule may ask about the mapped classes and tables of the project, its own file's among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from flake8_sqla.facts.models import RelationshipDefinition
from flake8_sqla.facts.record import record
from flake8_sqla.facts.schema import Column, Link, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN, Unknown


@record
class Offer:
    """A class that declares a column of some name itself: its role as in `MappedClass`, and its base's path, empty if not known.

    `columns` are the attributes of all the columns that it brings.
    """

    path: str
    owner: str
    file: str
    role: str
    column: Column
    root: str
    columns: frozenset[str] = frozenset()
    is_dataclass: bool = False


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

    def tables_here(self, name: str, schema: str | None = None) -> tuple[SchemaTable, ...]:
        """Those of them that the file itself makes. Where these say all that is to be known, the project need not be searched."""

    def class_named(self, name: str) -> SchemaTable | None:
        """The table of the one class of this name, looked for near the file first; None where there are several."""

    def missing_class(self, relationship: RelationshipDefinition, owner: str) -> str | None:
        """Where no class of the name that a relationship gives as text is anywhere in the project: the mapped class that comes nearest,
        or empty. None where there is one, and where there may be."""

    def missing_table(self, name: str) -> str | None:
        """Where nothing in the project may make a table of this name: the table that comes nearest. None where there is none near, and
        where there may be such a table."""

    def is_secondary(self, variable: str, table: str) -> bool:
        """Whether some relationship of the project gives this table as its `secondary`."""

    def mixins_offering(self, attribute: str) -> Sequence[Offer]:
        """The mixins and abstract bases of the project, tests left out, that declare this column, in the order of their files.

        Known are stamps and flags (`created_at`, `is_deleted` …) and `id`.
        """

    def declaring(self, attribute: str) -> Iterator[Offer]:
        """The models of the project, tests left out, that declare this column themselves, in the order of their files."""

    def root(self, path: str) -> str:
        """The declarative base behind a class, as a path; empty where it is not known."""


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

    def tables_here(self, name: str, schema: str | None = None) -> tuple[SchemaTable, ...]:
        """Nothing is known."""
        return ()

    def class_named(self, name: str) -> SchemaTable | None:
        """Nothing is known."""
        return None

    def missing_class(self, relationship: RelationshipDefinition, owner: str) -> str | None:
        """Nothing is known."""
        return None

    def missing_table(self, name: str) -> str | None:
        """Nothing is known."""
        return None

    def is_secondary(self, variable: str, table: str) -> bool:
        """Nothing is known."""
        return False

    def mixins_offering(self, attribute: str) -> Sequence[Offer]:
        """Nothing is known."""
        return ()

    def declaring(self, attribute: str) -> Iterator[Offer]:
        """Nothing is known."""
        return iter(())

    def root(self, path: str) -> str:
        """Nothing is known."""
        return ""
