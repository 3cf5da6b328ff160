"""What mapped classes have and the revisions of an Alembic environment never make, where the whole history could be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.history import History
from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.migrations import TableName
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

#: Of each model that the revisions do not make, so many others of the same base have to be theirs.
_MADE_FOR_EACH = 2
#: So many classes of the same base are asked whether the revisions make their tables.
_MOST_ASKED = 40


class Drift:
    """One project's models against its environments: a table or column may come from any of those."""

    def __init__(self, histories: Sequence[History], dialect: str) -> None:
        """`dialect` is the database whose branches of the migrations count."""
        self._histories = histories
        self._schemas = [history.at_head(dialect) for history in histories]

    @property
    def is_told(self) -> bool:
        """Whether there are revisions, in one line up to one head each, and every file of theirs was found."""
        return bool(self._histories) and all(
            history.complete and history.headers and len(history.heads) == 1 for history in self._histories
        )

    @property
    def is_whole(self) -> bool:
        """Whether every revision could be read to its end."""
        return all(schema.is_whole for schema in self._schemas)

    def table(self, table: SchemaTable) -> bool | Unknown:
        """Whether some revision leaves a table of this name."""
        name = _name_of(table)
        found = [schema.has_table(name) for schema in self._schemas] if name is not None else [UNKNOWN]
        return True if True in found else UNKNOWN if UNKNOWN in found else False

    def lacking(self, table: SchemaTable) -> Iterator[Column]:
        """The columns of a table that the revisions certainly leave it without."""
        name = _name_of(table)
        if name is None:
            return
        schemas = [schema for schema in self._schemas if schema.has_table(name) is not False]
        settled = frozenset[str]().union(*(schema.settled_columns(name) for schema in schemas))
        for column in table.columns:
            if not isinstance(column.name, str) or column.name in settled or _is_of_the_system(column):
                continue
            found = [schema.column(name, column.name) for schema in schemas]
            if found and all(shape is None for shape in found) and not self._may_hide(column.name):
                yield column

    def _may_hide(self, name: str) -> bool:
        return any(history.may_hide(name) for history in self._histories)

    def makes_tables_of_its_base(self, table: SchemaTable, models: KnownModels) -> bool:
        """Whether the revisions are where tables of this class's base come from: those of most of its siblings do."""
        root = models.root(table.path)
        made = missing = 0
        for offer in models.declaring("id") if root else ():
            sibling = models.table(offer.path) if offer.root == root and offer.path != table.path else None
            name = _name_of(sibling) if sibling is not None else None
            if name is None:
                continue
            if any(history.makers(name) for history in self._histories):
                made += 1
            else:
                missing += 1
            if made + missing >= _MOST_ASKED:
                break
        return made > 0 and made >= _MADE_FOR_EACH * missing

    @property
    def is_selective(self) -> bool:
        """Whether some env.py leaves tables out of what is compared."""
        return any(history.selects_tables for history in self._histories)


def _name_of(table: SchemaTable) -> TableName | None:
    if not isinstance(table.name, str) or isinstance(table.schema, Unknown):
        return None
    return TableName(table.name, table.schema or "")


def _is_of_the_system(column: Column) -> bool:
    """Whether the database has such a column in every table, `xmin` for instance."""
    given = column.keyword("system")
    return given is not None and not (isinstance(given.value, Constant) and given.value.value is False)
