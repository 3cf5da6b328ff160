"""Whether an index can find the rows with some value in a column, and whether that would be worth one."""

from __future__ import annotations

from flake8_sqla.facts.filters import Condition, Either, Filter, Term
from flake8_sqla.facts.key_types import kind_of_column
from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.facts.settings_tables import names_few
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

#: The kinds of columns that hold about as many values as rows, as far as a type tells.
_MANY = frozenset({"smallint", "integer", "bigint", "text", "a UUID", "a date", "a timestamp"})


def begins(table: SchemaTable, column: Column, plain: bool = True) -> bool | Unknown:
    """Whether some key or index of a table begins with a column.

    UNKNOWN where one begins with an expression, or may serve what no plain index does (`plain` is false), as one of trigrams.
    """
    found: bool | Unknown = False
    for key in table.keys:
        first = key.columns[0] if key.columns else UNKNOWN
        if first == column.name and plain:
            return True
        if first is UNKNOWN or (first == column.name and not key.plain):
            found = UNKNOWN
    return found


def holds_many_values(table: SchemaTable, column: Column) -> bool:
    """Whether a column is none of flags or states, of whose values each has a good part of the rows."""
    if isinstance(column.name, str) and names_few(column.name.removesuffix("_id") if column.foreign_keys else column.name):
        return False
    return bool(column.foreign_keys) or kind_of_column(table, column) in _MANY


class Indexes:
    """What the keys and indexes of the models do for a query."""

    def __init__(self, models: KnownModels, keys_are_indexed: bool = False) -> None:
        """`keys_are_indexed`: the database makes an index for each foreign key."""
        self._models = models
        self._keys_are_indexed = keys_are_indexed

    def column(self, owner: str, attribute: str) -> tuple[SchemaTable, Column] | None:
        """A column and its table, where all the keys of that are known."""
        # A `Table` that the file binds to a name is called by that alone.
        table = self._models.table(owner if "." in owner else f"<local>.{owner}")
        if table is None or not table.keys_known:
            return None
        found = next((column for column in table.columns if column.attribute == attribute), None)
        return (table, found) if found is not None and isinstance(found.name, str) else None

    def serve(self, term: Term) -> bool | Unknown:
        """Whether an index finds the rows of a term; each arm of an OR needs one."""
        if isinstance(term, Either):
            arms = [self.serve_any(arm) for arm in term.arms]
            return UNKNOWN if UNKNOWN in arms else all(arm is True for arm in arms)
        found = self.column(term.owner, term.attribute)
        if found is None:
            return UNKNOWN
        if found[1].foreign_keys and self._keys_are_indexed:
            return True
        return begins(*found, plain=term.kind != "other")

    def serve_any(self, terms: tuple[Term, ...]) -> bool | Unknown:
        """Whether an index finds the rows of one of the terms that hold at once: that is enough."""
        served = [self.serve(term) for term in terms]
        return True if True in served else UNKNOWN if UNKNOWN in served else False

    def wanted_by(self, terms: tuple[Term, ...]) -> list[tuple[Condition, SchemaTable, Column]]:
        """The conditions that an index would be worth having for; none where one arm of an OR reads everything whatever one does."""
        found: list[tuple[Condition, SchemaTable, Column]] = []
        for term in terms:
            if term.optional:
                continue
            if isinstance(term, Condition):
                known = self.column(term.owner, term.attribute) if term.kind == "seek" else None
                if known is not None and holds_many_values(*known):
                    found.append((term, *known))
            else:
                arms = [self.wanted_by(arm) for arm in term.arms if self.serve_any(arm) is not True]
                if all(arms):
                    found.extend(condition for arm in arms for condition in arm)
        return found

    def are_walked_by(self, query: Filter) -> bool:
        """Whether a query takes its rows in the order of an index, until there are enough."""
        known = (self.column(column.owner, column.attribute) for column in query.ordered)
        return any(found is not None and begins(*found) is not False for found in known)
