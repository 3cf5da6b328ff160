"""What a revision destroys: tables, columns, rows, and what no longer fits into a narrower type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_sqla.facts.migrations import (
    AddColumn,
    AlterColumn,
    CreateTable,
    DataChange,
    DropColumn,
    DropTable,
    Operation,
    OtherCommand,
    RenameColumn,
    RenameTable,
    TableName,
)
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import Unknown

#: What a batch that failed leaves behind.
_DEBRIS = "_alembic_tmp_"
#: From the wider to the narrower.
_NARROWING = frozenset(
    {
        ("bigint", "integer"),
        ("bigint", "smallint"),
        ("integer", "smallint"),
        ("double precision", "real"),
        ("double precision", "integer"),
        ("numeric", "integer"),
        ("numeric", "bigint"),
        ("timestamp", "date"),
        ("timestamptz", "date"),
        ("timestamp", "time"),
    }
)
_TEXTS = frozenset({"varchar", "char"})


def destroyed(operations: Iterable[Operation]) -> Iterator[tuple[Operation, str]]:
    """Each operation that destroys something which was there before, and what that is, in words.

    What another table or column takes the place of, by its name, was copied before; so was what an INSERT or UPDATE above the drop reads.
    """
    operations = tuple(operations)
    made: set[tuple[object, object]] = set()
    changes: list[DataChange] = []
    for operation in operations:
        if isinstance(operation, RenameTable):
            made.add((operation.new_name, None))
        elif isinstance(operation, RenameColumn):
            made.add((operation.table, operation.new_name))
    for operation in operations:
        if isinstance(operation, AddColumn):
            made.add((operation.table, operation.column))
        elif isinstance(operation, CreateTable):
            made.add((operation.table, None))
        what = _destroyed(operation)
        column = getattr(operation, "column", None)
        if isinstance(operation, DataChange) and operation.kind != "delete":
            changes.append(operation)
        if what and any(_reads(change, operation.table, column) for change in changes):
            continue
        if what and (operation.table, None) not in made and (operation.table, column) not in made:
            yield operation, what


def _reads(change: DataChange, table: object, column: object) -> bool:
    """Whether an INSERT or UPDATE mentions a column of the table, or, of a whole table, writes its rows to another one."""
    if not isinstance(table, TableName):
        return False
    if column is None:
        return change.table != table and table.name in change.mentions
    return column in change.mentions and (change.table == table or table.name in change.mentions)


def _destroyed(operation: Operation) -> str:
    table = operation.table
    if operation.table_exists_before is not True or not isinstance(table, TableName) or table.name.startswith(_DEBRIS):
        return ""
    match operation:
        case DropTable():
            return f"table {table}"
        case DropColumn(column=str() as column):
            return f"column {table}.{column}"
        case OtherCommand(command="TRUNCATE") | DataChange(kind="delete", has_where=False):
            return f"all rows of {table}"
        case AlterColumn(column=str() as column) if narrows(operation.old_type, operation.new_type):
            return f"what does not fit into {table}.{column} any more"
        case _:
            return ""


def narrows(old: SqlType | Unknown | None, new: SqlType | Unknown | None) -> bool:
    """Whether values of one type may not fit into another, or lose a part: UNKNOWN types do not tell."""
    if not isinstance(old, SqlType) or not isinstance(new, SqlType):
        return False
    if (old.name, new.name) in _NARROWING:
        return True
    if new.name in _TEXTS and old.name in (*_TEXTS, "text"):
        return bool(new.arguments) and not (old.arguments and old.arguments <= new.arguments)
    if old.name == new.name == "numeric" and new.arguments:
        if not old.arguments:
            return True
        (precision, scale), (wider, finer) = new.arguments, old.arguments
        return scale < finer or precision - scale < wider - finer
    return False
