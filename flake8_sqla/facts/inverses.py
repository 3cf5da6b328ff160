"""Which operation takes back which: `drop_column` an `add_column`, `drop_table` all that was done to the table."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_sqla.facts.migrations import (
    AddCheckConstraint,
    AddColumn,
    AddExcludeConstraint,
    AddForeignKey,
    AddPrimaryKey,
    AddUniqueConstraint,
    AlterColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    OtherCommand,
    RefusedSql,
    RenameColumn,
    RenameTable,
    TableName,
    UnreadableSql,
)
from flake8_sqla.facts.unknown import UNKNOWN

_ADDED_CONSTRAINTS = (AddCheckConstraint, AddExcludeConstraint, AddForeignKey, AddPrimaryKey, AddUniqueConstraint)
_OF_A_TABLE = (AddColumn, AlterColumn, CreateIndex, DropColumn, DropConstraint, DropIndex, RenameColumn, *_ADDED_CONSTRAINTS)


def can_be_read(operations: Iterable[Operation]) -> bool:
    """Whether every operation says what it does, and to what."""
    for operation in operations:
        if isinstance(operation, (UnreadableSql, RefusedSql)):
            return False
        if isinstance(operation, OtherCommand) and "RENAME" in operation.command:
            return False
        if isinstance(operation, (CreateTable, DropTable, RenameTable, *_OF_A_TABLE)) and _subject(operation) is None:
            return False
    return True


def wants_inverse(operation: Operation) -> bool:
    """Whether a schema operation leaves something that a way back has to take away. Silent on what cannot be named."""
    if isinstance(operation, CreateTable):
        return operation.table is not UNKNOWN and operation.if_not_exists is False
    if isinstance(operation, (DropTable, RenameTable)):
        if isinstance(operation.table, TableName) and operation.table.name.startswith("_alembic_tmp_"):
            return False  # the debris of a batch that failed
        if isinstance(operation, DropTable) and (operation.setting.conditional or operation.if_exists is not False):
            return False  # it may never have been there
        return operation.table is not UNKNOWN and operation.table_exists_before is True
    if not isinstance(operation, _OF_A_TABLE) or operation.setting.spelling == "column":
        return False
    if isinstance(operation, AlterColumn) and operation.nullable is None and operation.type is None and not operation.default_changed:
        return False
    exists = operation.table_exists_before is True or (isinstance(operation, DropIndex) and operation.table is UNKNOWN)
    return exists and _subject(operation) is not None


def subject_of(operation: Operation) -> str:
    """What an operation is about, as a message may say it."""
    return _subject(operation) or str(operation.table)


def _subject(operation: Operation) -> str | None:
    """The words for it; None where a name that matters is not known."""
    table = operation.table
    match operation:
        case DropIndex(name=str() as name):
            return f"index {name}"
        case _ if not isinstance(table, TableName):
            return None
        case CreateTable() | DropTable():
            return f"table {table}"
        case RenameTable(new_name=TableName() as new):
            return f"name of table {new}"
        case AddColumn(column=str() as column) | DropColumn(column=str() as column) | AlterColumn(column=str() as column):
            return f"column {table}.{column}"
        case RenameColumn(column=str(), new_name=str() as new):
            return f"name of column {table}.{new}"
        case CreateIndex(name=name):
            return None if name is UNKNOWN else f"index {name or f'of {table}'}"
        case DropConstraint(name=name):
            return None if name is UNKNOWN else f"constraint {name or f'of {table}'}"
        case _ if isinstance(operation, _ADDED_CONSTRAINTS):
            return None if operation.name is UNKNOWN else f"constraint {operation.name or f'of {table}'}"
        case _:
            return None


class Inverses:
    """Operations by their table, so that thousands of them are not each held against all the others."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Sort them by the table's name and by their own; those that may answer an operation on another table are kept besides."""
        self._all = tuple(operations)
        self._by_table: dict[str, list[Operation]] = {}
        self._by_name: dict[object, list[Operation]] = {}
        self._elsewhere = [other for other in self._all if isinstance(other, RenameTable)]
        for other in self._all:
            if isinstance(other.table, TableName):
                self._by_table.setdefault(other.table.name, []).append(other)
            for name in {getattr(other, "name", None), getattr(other, "using_index", None)}:
                if isinstance(name, str):
                    self._by_name.setdefault(name, []).append(other)

    def undo(self, operation: Operation) -> bool:
        """Whether one of them, this one left out, takes an operation back, or makes its subject anew or away."""
        others: Iterable[Operation] = self._all
        if not isinstance(operation, RenameTable):  # that has two names
            name = operation.table.name if isinstance(operation.table, TableName) else ""
            others = (*self._by_table.get(name, ()), *self._elsewhere)
            if isinstance(operation, (CreateIndex, DropIndex)):  # known by its own name, wherever the table is
                others = (*others, *self._by_name.get(operation.name, ()))
        return any(other is not operation and _undoes(other, operation) for other in others)


def _same(one: object, other: object) -> bool:
    """Whether two tables are one: a schema left out on one side is a habit, not another table."""
    if not isinstance(one, TableName) or not isinstance(other, TableName):
        return False
    return one == other or (one.name == other.name and not (one.schema and other.schema))


def _undoes(other: Operation, done: Operation) -> bool:
    same_table = _same(other.table, done.table)
    if same_table and isinstance(other, DropTable) and not isinstance(done, DropTable):
        return True
    if same_table and isinstance(other, CreateTable) and not isinstance(done, CreateTable):
        return True
    if isinstance(other, RenameTable) and not isinstance(done, RenameTable):
        return same_table or _same(other.new_name, done.table)
    match done:
        case CreateTable() | DropTable():
            return isinstance(other, (CreateTable, DropTable)) and same_table and type(other) is not type(done)
        case RenameTable(new_name=new):
            return isinstance(other, (RenameTable, DropTable, CreateTable)) and _same(other.table, new)
        case DropIndex(name=name):
            if isinstance(other, CreateIndex) and other.name == name:
                return True
            by_column = isinstance(other, CreateIndex) and other.setting.spelling == "column"
            return same_table and (by_column or isinstance(other, AddUniqueConstraint))
        case CreateIndex(name=name, columns=columns):
            if isinstance(other, DropIndex):
                return other.name == name or (name is None and same_table)
            if isinstance(other, (AddUniqueConstraint, AddPrimaryKey)) and other.using_index is not None:
                return other.using_index == name
            return same_table and _takes_columns(other, columns) or (isinstance(other, DropConstraint) and other.name == name)
        case _ if not same_table:
            return False
        case AddColumn(column=column) | DropColumn(column=column) | AlterColumn(column=column):
            return _touches(other, column, done)
        case RenameColumn(new_name=new):
            return (isinstance(other, RenameColumn) and other.column == new) or (isinstance(other, DropColumn) and other.column == new)
        case DropConstraint():
            return isinstance(other, (*_ADDED_CONSTRAINTS, AddColumn, CreateIndex)) and (
                not isinstance(other, AddColumn) or done.name is None or other.definition is not None
            )
        case _:
            if isinstance(other, DropConstraint):
                return _same_name(other.name, getattr(done, "name", None))
            return _takes_columns(other, getattr(done, "columns", UNKNOWN)) or isinstance(other, DropIndex)


def _same_name(one: object, other: object) -> bool:
    """Whether two names may be one: a naming convention puts its own in front, and finds names where none is given."""
    if not isinstance(one, str) or not isinstance(other, str):
        return True
    return one.endswith(other) or other.endswith(one)


def _touches(other: Operation, column: object, done: Operation) -> bool:
    """Whether another operation makes, takes or changes the same column in a way that answers this one."""
    match other:
        case AddColumn(column=name):
            return name == column and not isinstance(done, AddColumn)
        case DropColumn(column=name):
            return name == column and not isinstance(done, DropColumn)
        case AlterColumn(column=name):
            return name == column and isinstance(done, AlterColumn)
        case RenameColumn(column=old, new_name=new):
            return column in (old, new)
        case _:
            return False


def _takes_columns(other: Operation, columns: object) -> bool:
    """Whether a dropped column takes an index or constraint with it."""
    return isinstance(other, DropColumn) and (not isinstance(columns, tuple) or other.column in columns or UNKNOWN in columns)
