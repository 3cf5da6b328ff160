"""What MySQL and MariaDB put into a column added as NOT NULL without a default: a zero or an empty text, which is not always taken."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_sqla.facts.expressions import Invocation, Reference
from flake8_sqla.facts.migrations import AddColumn, AddForeignKey, DataChange, Operation
from flake8_sqla.facts.sql_types import SqlType

_DATES = frozenset({"date", "timestamp", "timestamptz", "datetime"})


def _is_date(column: AddColumn) -> bool:
    """Whether MySQL has no zero for it: DATE and DATETIME. It takes one for TIMESTAMP."""
    if not isinstance(column.type, SqlType) or column.type.name not in _DATES or column.definition is None:
        return False
    written = [argument.value for argument in column.definition.positional]
    names = [part.name if isinstance(part, Reference) else part.function for part in written if isinstance(part, (Reference, Invocation))]
    return not any(name.endswith("TIMESTAMP") for name in names)


def _refers(column: AddColumn, later: Sequence[Operation]) -> bool:
    """Whether it becomes a foreign key before anything fills it."""
    for operation in later:
        if operation.table != column.table:
            continue
        if isinstance(operation, DataChange):
            return False
        if isinstance(operation, AddForeignKey) and operation.columns == (column.column,) and operation.inline is False:
            return True
    return False


def refused_zero(column: AddColumn, later: Sequence[Operation], mariadb: bool) -> str | None:
    """`date` where MySQL has none for the column (MariaDB has), `key` where a foreign key refuses it; None where it is taken."""
    if _is_date(column) and not mariadb:
        return "date"
    return "key" if _refers(column, later) else None
