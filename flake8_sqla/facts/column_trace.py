"""One column followed back through the operations on its table, the latest first, until they say what it is."""

from __future__ import annotations

from flake8_sqla.facts import migrations as facts
from flake8_sqla.facts.defaults import NO_DEFAULT, ServerDefault
from flake8_sqla.facts.migrations import Operation
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

_BY_MYSQL = frozenset({"type_", "nullable", "new_column_name", "comment", "autoincrement"})
#: The keywords of `alter_column` that make a database state the column anew, so that what the call does not repeat is gone.
_RESTATING = {
    "mysql": _BY_MYSQL,
    "mariadb": _BY_MYSQL,
    "mssql": frozenset({"type_", "nullable"}),
}
_OF_COLUMNS = (facts.AddColumn, facts.AlterColumn, facts.CommentOnColumn, facts.DropColumn, facts.RenameColumn)
_Restating = facts.AlterColumn | facts.CommentOnColumn | facts.RenameColumn
_OfColumn = facts.AddColumn | facts.AlterColumn | facts.CommentOnColumn | facts.DropColumn | facts.RenameColumn
#: Types whose default Alembic cannot set on MySQL without stating the column.
_TIMES = frozenset({"timestamp", "timestamptz", "datetime"})


def restates(change: _Restating, dialect: str) -> bool:
    """Whether a call, of which the keywords are known, makes this database state the column anew."""
    given, restating = change.given, _RESTATING.get(dialect, frozenset())
    if given is UNKNOWN or not restating:
        return False
    return bool(given & restating) or (restating is _BY_MYSQL and isinstance(change, facts.AlterColumn) and _is_default_of_time(change))


def _is_default_of_time(change: facts.AlterColumn) -> bool:
    kind = change.old_type if change.type is None else change.new_type
    return isinstance(kind, SqlType) and kind.name in _TIMES and change.default_changed and not change.default_dropped


class ColumnTrace:
    """What is known so far. A part is None until an operation settles it; what came later wins.

    `said` is the type that `existing_type` named: it counts where nothing better is found.
    """

    def __init__(self, name: str, dialect: str = "postgresql") -> None:
        """`name` is the column's at the end; going back through renames it changes."""
        self.name = name
        self._dialect = dialect
        self.type: SqlType | Unknown | None = None
        self.nullable: bool | Unknown | None = None
        self.default: ServerDefault | Unknown | None = None
        self.said: SqlType | Unknown | None = None
        self.absent = False

    def take(self, operation: Operation) -> bool:
        """Note what an operation on the column's table says; true where nothing before it matters."""
        match operation:
            case facts.CreateTable():
                return self._made(operation)
            case facts.DropTable():
                return self._gone(operation)
            case facts.AddPrimaryKey(columns=tuple() as columns) if self.name in columns:
                self.nullable = False if self.nullable is None else self.nullable
                return False
            case _ if isinstance(operation, _OF_COLUMNS):
                return self._of_column(operation)
            case _:
                return False

    def _of_column(self, operation: _OfColumn) -> bool:
        if isinstance(operation, facts.RenameColumn) and operation.new_name == self.name and isinstance(operation.column, str):
            self.name = operation.column
            self._restated(operation)
            return False
        if operation.column is UNKNOWN or (isinstance(operation, facts.RenameColumn) and operation.new_name is UNKNOWN):
            return True
        if operation.column != self.name:
            return False
        match operation:
            case facts.AddColumn(type=kind, nullable=nullable, default=default):
                self._settle(kind, nullable, default)
                return True
            case facts.AlterColumn():
                self._changed(operation)
                return False
            case facts.CommentOnColumn():
                self._restated(operation)
                return False
            case _:
                return self._gone(operation)

    def _changed(self, change: facts.AlterColumn) -> None:
        doubtful = change.setting.conditional
        if change.new_type is not None and self.type is None:
            self.type = UNKNOWN if doubtful else change.new_type
        if self.said is None and change.new_type is None:
            self.said = change.old_type
        if change.nullable is not None and self.nullable is None:
            self.nullable = UNKNOWN if doubtful else change.nullable
        if change.default_changed and self.default is None:
            self.default = UNKNOWN
        self._restated(change)

    def _restated(self, change: _Restating) -> None:
        """What the database forgets where it states a column anew: whether it takes NULL, and MySQL its default."""
        given = change.given
        if given is UNKNOWN:
            if self._dialect in _RESTATING:
                self.nullable = UNKNOWN if self.nullable is None else self.nullable
                self.default = UNKNOWN if self.default is None else self.default
            return
        if not restates(change, self._dialect):
            return
        if isinstance(change, facts.RenameColumn) and given & {"type_", "nullable", "server_default"}:
            return  # the same call is an AlterColumn too, which says more
        doubtful = change.setting.conditional
        if self.nullable is None and not given & {"nullable", "existing_nullable"}:
            self.nullable = UNKNOWN if doubtful else True
        elif self.nullable is None and isinstance(change, facts.AlterColumn) and isinstance(change.existing_nullable, bool):
            self.nullable = UNKNOWN if doubtful else change.existing_nullable
        if self.default is None and self._dialect != "mssql":
            kept = "existing_server_default" in given
            self.default = UNKNOWN if doubtful or kept else NO_DEFAULT

    def _made(self, table: facts.CreateTable) -> bool:
        shape = next((shape for shape in table.shapes if shape.name == self.name), None)
        if shape is None:
            self.absent = table.complete and self._is_untouched()
            return True
        nullable = shape.nullable
        keys = (item.columns for item in table.constraints if isinstance(item, facts.AddPrimaryKey))
        if any(columns is not UNKNOWN and self.name in columns for columns in keys):
            nullable = False
        self._settle(shape.type, nullable, shape.default)
        return True

    def _gone(self, operation: Operation) -> bool:
        self.absent = not operation.setting.conditional and self._is_untouched()
        return True

    def _settle(self, kind: SqlType | Unknown, nullable: bool | Unknown, default: ServerDefault | Unknown) -> None:
        self.type = kind if self.type is None else self.type
        self.nullable = nullable if self.nullable is None else self.nullable
        self.default = default if self.default is None else self.default

    def _is_untouched(self) -> bool:
        return self.type is None and self.nullable is None and self.default is None and self.said is None

    def result(self) -> ColumnShape | Unknown | None:
        """The column; None where it is certainly not there, UNKNOWN where nothing is known of it."""
        if self.absent:
            return None
        if self._is_untouched():
            return UNKNOWN
        kind = self.type if isinstance(self.type, SqlType) or self.said is None else self.said if self.type is None else UNKNOWN
        return ColumnShape(
            self.name,
            UNKNOWN if kind is None else kind,
            UNKNOWN if self.nullable is None else self.nullable,
            UNKNOWN if self.default is None else self.default,
        )
