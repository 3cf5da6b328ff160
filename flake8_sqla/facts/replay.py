"""The schema that the revisions add up to: what stands before one of them, or at the end of all.

Nothing is put together in advance. A question about one table, column, index or type goes back through the operations that may answer it,
the latest first, until one of them does; modules whose text does not hold the name are not read for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from flake8_sqla.facts import migrations as facts
from flake8_sqla.facts.column_trace import ColumnTrace
from flake8_sqla.facts.migrations import Operation, TableName
from flake8_sqla.facts.record import record
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

#: What was renamed more often than this we do not follow.
_MOST_NAMES = 20
#: The place of what the revision itself does.
_LAST = -1
_UNREADABLE = (facts.UnreadableSql, facts.RefusedSql)
_KEYS = (facts.AddUniqueConstraint, facts.AddPrimaryKey)


@record
class Event:
    """One operation of one revision. `place` is that revision's in the order of all."""

    place: int
    revision: str
    operation: Operation


def _place_of(event: Event) -> int:
    return event.place


#: A word → what the revisions do whose text holds it, in order.
EventReader = Callable[[str], tuple[Event, ...]]


def may_be_about(operation: Operation, table: str) -> bool:
    """Whether an operation may make, rename, change or drop a table of this name. Most of those that mention it do not."""
    found = operation.table
    return not isinstance(found, TableName) or found.name == table or isinstance(operation, (facts.RenameTable, *_UNREADABLE))


def same_table(one: object, other: object) -> bool:
    """Whether two names may be of one table: a schema left out on one side is a habit, not another table."""
    if not isinstance(one, TableName) or not isinstance(other, TableName):
        return False
    return one.name == other.name and (one.schema == other.schema or not (one.schema and other.schema))


class SchemaState:
    """The schema at one point of the history. Every answer may be UNKNOWN; an answer of None or False is a claim."""

    def __init__(
        self,
        events: EventReader,
        counts: Callable[[Event], bool],
        is_whole: Callable[[], bool],
        dialect: str = "postgresql",
        end: int | None = None,
        about: EventReader | None = None,
    ) -> None:
        """`counts` says which events lie behind this point, `is_whole` whether every revision behind it could be read.

        `end`: nothing at this place in the order, or behind it, counts. `about` gives of the events of a word those that may be about a
        table of that name (`may_be_about`).
        """
        self._read = events
        self._about = about or events
        self._end = end
        self._counts = counts
        self._is_whole = is_whole
        self._dialect = dialect
        self._later: tuple[Event, ...] = ()

    def _events(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        if self._end is not None:
            events = events[: bisect_left(events, self._end, key=_place_of)]
        return (*events, *self._later) if self._later else events

    def after(self, operations: Iterable[Operation]) -> SchemaState:
        """The schema when these have run as well: those of the revision itself that come before the one in question."""
        found = SchemaState(self._read, self._counts, self._is_whole, self._dialect, self._end, self._about)
        found._later = (*self._later, *(Event(_LAST, "", operation) for operation in operations))
        return found

    def operations_on(self, table: TableName) -> Iterator[Event]:
        """What was done to a table under its present name, in order; what may have been done to it (SQL that cannot be read) too."""
        for event in self._behind(self._about(table.name)):
            operation = event.operation
            if isinstance(operation, _UNREADABLE) or same_table(operation.table, table):
                yield event

    def _behind(self, events: tuple[Event, ...]) -> list[Event]:
        """Those of some events that count, in order."""
        dialect, counts = self._dialect, self._counts
        return [
            event
            for event in self._events(events)
            if event.operation.setting.branch.admits(dialect) and (event.place == _LAST or counts(event))
        ]

    def _back(self, events: tuple[Event, ...], before: Event | None = None) -> Iterator[Event]:
        """What counts, the latest first, from before an event on."""
        dialect, counts = self._dialect, self._counts
        skipping = before is not None
        for event in reversed(self._events(events)):
            if skipping:
                skipping = before is None or event.operation is not before.operation
            elif event.operation.setting.branch.admits(dialect) and (event.place == _LAST or counts(event)):
                yield event

    @property
    def is_whole(self) -> bool:
        """Whether every revision behind this point could be read, and none does anything that its text does not name."""
        return self._is_whole()

    # -- tables

    def has_table(self, table: TableName) -> bool | Unknown:
        """Whether the table is there. False where it was dropped or renamed, or no revision has anything to do with it."""
        for event in self._back(self._about(table.name)):
            operation = event.operation
            if isinstance(operation, _UNREADABLE):
                return UNKNOWN
            mine = same_table(operation.table, table)
            if isinstance(operation, facts.RenameTable):
                if operation.table is UNKNOWN or operation.new_name is UNKNOWN:
                    return UNKNOWN
                if same_table(operation.new_name, table):
                    return True
            if mine and isinstance(operation, (facts.DropTable, facts.RenameTable)):
                return UNKNOWN if operation.setting.conditional else False
            if mine:
                return True  # whatever is done to it is done to a table that is there
        return False if self._is_whole() else UNKNOWN

    # -- columns

    def column(self, table: TableName, name: str) -> ColumnShape | Unknown | None:
        """The column as it is; None where it is certainly not there, UNKNOWN where nothing is known of it."""
        trace = ColumnTrace(name, self._dialect)
        before: Event | None = None
        for _ in range(_MOST_NAMES):
            renamed = None
            for event in self._back(self._about(table.name), before):
                operation = event.operation
                if isinstance(operation, facts.RenameTable) and same_table(operation.new_name, table):
                    renamed = event
                    break
                if isinstance(operation, _UNREADABLE) or _may_be_of(operation, trace.name):
                    return trace.result()
                if isinstance(operation, facts.RenameTable) and same_table(operation.table, table):
                    return trace.result()  # what follows under this name is another table
                if same_table(operation.table, table) and trace.take(operation):
                    return trace.result()
            if renamed is None or not isinstance(renamed.operation.table, TableName):
                break
            table, before = renamed.operation.table, renamed
        return trace.result()

    def settled_columns(self, table: TableName) -> frozenset[str]:
        """Columns of which `column` certainly does not say that they are not there: one pass over the table's operations for all of them.

        What it leaves out may be there as well. Renames are not followed.
        """
        found, touched = set[str](), set[object]()
        for event in self._back(self._about(table.name)):
            operation = event.operation
            if isinstance(operation, facts.RenameTable):
                if not _is_of_others(operation, table):
                    break
            elif isinstance(operation, _UNREADABLE) or operation.table is UNKNOWN:
                break
            if not same_table(operation.table, table):
                continue
            match operation:
                case facts.CreateTable(shapes=shapes):
                    found.update(shape.name for shape in shapes if shape.name not in touched)
                    break
                case facts.DropTable():
                    break
                case facts.AddColumn(column=str() as name):
                    if name not in touched:
                        found.add(name)
                    touched.add(name)
                case facts.DropColumn(column=name):
                    touched.add(name)
                case facts.RenameColumn(column=name, new_name=new):
                    touched.update((name, new))
                case _:
                    pass
        return frozenset(found)

    def proves_not_null(self, table: TableName, column: str) -> bool:
        """Whether a validated check constraint says that the column holds no NULL."""
        return any(column in check.not_null for check in self._validated_checks(table))

    def has_validated_check(self, table: TableName) -> bool:
        """Whether any validated check constraint stands on the table."""
        return bool(self._validated_checks(table))

    def _validated_checks(self, table: TableName) -> list[facts.AddCheckConstraint]:
        found: dict[object, tuple[facts.AddCheckConstraint, bool]] = {}
        for event in self.operations_on(table):
            match event.operation:
                case facts.AddCheckConstraint(name=name, not_valid=not_valid) as check:
                    found[name] = check, not_valid is False
                case facts.ValidateConstraint(name=name):
                    check = found[name][0] if name in found else facts.AddCheckConstraint(span=event.operation.span, name=name)
                    found[name] = check, True
                case facts.DropConstraint(name=name):
                    found.pop(name, None)
                case facts.CreateTable(constraints=constraints):
                    found = {item.name: (item, True) for item in constraints if isinstance(item, facts.AddCheckConstraint)}
                case _:
                    pass
        return [check for check, validated in found.values() if validated]

    # -- indexes, types, views

    def index(self, name: str, table: TableName) -> facts.CreateIndex | facts.AddUniqueConstraint | facts.AddPrimaryKey | Unknown | None:
        """What made an index: the operation that built it, or the constraint it belongs to; None where nothing did or it is gone."""
        for event in self._back(self._read(name)):
            operation = event.operation
            if isinstance(operation, _UNREADABLE):
                return UNKNOWN
            parts = (operation, *(operation.constraints if isinstance(operation, facts.CreateTable) else ()))
            for part in parts:
                if isinstance(part, (facts.CreateIndex, *_KEYS)) and part.name == name:
                    return part
            match operation:
                case facts.DropIndex(name=gone) | facts.DropConstraint(name=gone) if gone == name:
                    return UNKNOWN if operation.setting.conditional else None
                case facts.DropIndex(name=gone) | facts.CreateIndex(name=gone) if gone is UNKNOWN:
                    return UNKNOWN
                case facts.OtherCommand(command="ALTER INDEX RENAME", new_name=new) if new == name:
                    return UNKNOWN
                case _:
                    pass
        return UNKNOWN if self._has_unnamed_index(table) or not self._is_whole() else None

    def _has_unnamed_index(self, table: TableName) -> bool:
        """Whether an index of the table has the name that a flag or a naming convention gives it."""
        for event in self._behind(self._about(table.name)):
            operation = event.operation
            if not same_table(operation.table, table):
                continue
            parts = (operation, *(operation.constraints if isinstance(operation, facts.CreateTable) else ()))
            if any(isinstance(part, (facts.CreateIndex, *_KEYS)) and part.name in (None, UNKNOWN) for part in parts):
                return True
            if isinstance(operation, facts.CreateTable) and any(
                definition.keyword("index") or definition.keyword("unique") for definition in operation.columns
            ):
                return True
        return False

    def index_begins(self, table: TableName, column: str) -> bool | Unknown:
        """Whether an index, a unique constraint or a primary key of the table begins with the column; UNKNOWN where one may."""
        standing: dict[object, bool | Unknown] = {}
        for event in self._behind(self._about(table.name)):
            operation = event.operation
            if isinstance(operation, facts.RenameTable) and same_table(operation.new_name, table):
                standing[operation] = UNKNOWN  # what was indexed under another name
            if not isinstance(operation, _UNREADABLE) and not same_table(operation.table, table):
                continue
            match operation:
                case facts.DropTable():
                    standing.clear()
                case facts.DropIndex(name=name) | facts.DropConstraint(name=name) if not operation.setting.conditional:
                    standing.pop(name, None)
                case facts.RenameColumn(new_name=new) if new in (column, UNKNOWN):
                    standing[operation] = UNKNOWN
                case facts.UnreadableSql() | facts.RefusedSql():
                    standing[operation] = UNKNOWN
                case facts.CreateTable(columns=columns, constraints=constraints):
                    flagged = [each for each in columns if (each.name or each.attribute) == column]
                    if any(each.keyword(flag) for each in flagged for flag in ("index", "unique", "primary_key")):
                        standing[operation] = True
                    keys = (part for part in constraints if isinstance(part, (facts.CreateIndex, *_KEYS)))
                    standing.update((key.name, _begins_with(key, column)) for key in keys)
                case facts.CreateIndex(name=name) | facts.AddUniqueConstraint(name=name) | facts.AddPrimaryKey(name=name):
                    standing[name if isinstance(name, str) else operation] = _begins_with(operation, column)
                case _:
                    pass
        return True if True in standing.values() else UNKNOWN if UNKNOWN in standing.values() else False

    def has_type(self, name: str) -> bool | Unknown:
        """Whether an enum or another type of this name is there. False only where no revision can have made it, or one dropped it."""
        for event in self._back(self._read(name)):
            operation = event.operation
            if isinstance(operation, _UNREADABLE):
                return UNKNOWN
            if isinstance(operation, facts.TypeCommand):
                if operation.object_name is UNKNOWN or operation.new_name is UNKNOWN:
                    return UNKNOWN
                if operation.new_name is not None and operation.new_name.lower() == name:
                    return True
                if operation.object_name.lower() == name:
                    gone = operation.command == "DROP TYPE" or operation.new_name is not None
                    return not gone if not operation.setting.conditional else UNKNOWN if gone else True
            elif isinstance(operation, (facts.AddColumn, facts.AlterColumn)):
                kind = operation.type if isinstance(operation, facts.AddColumn) else operation.new_type
                if isinstance(kind, SqlType) and kind.name == name:
                    return True  # it would have failed otherwise
            elif isinstance(operation, facts.CreateTable) and any(_is_of_type(shape, name) for shape in operation.shapes):
                return True
        return False if self._is_whole() else UNKNOWN

    def views_of(self, table: TableName) -> Iterator[facts.ViewCommand]:
        """The views whose query names the table, and that no revision drops again."""
        found: dict[str, facts.ViewCommand] = {}
        for event in self._behind(self._read(table.name)):
            operation = event.operation
            if isinstance(operation, (facts.DropTable, facts.DropColumn)) and operation.cascade and same_table(operation.table, table):
                found.clear()
            if not isinstance(operation, facts.ViewCommand) or not isinstance(operation.table, TableName):
                continue
            if operation.command.startswith("CREATE"):
                if any(same_table(owner, table) for owner, _ in operation.uses):
                    found[operation.table.name] = operation
        for name, view in found.items():
            if self._stands(name, view):
                yield view

    def _stands(self, name: str, view: facts.ViewCommand) -> bool:
        """Whether the view is as its CREATE made it: nothing dropped it, made it anew or may have done either."""
        for event in self._back(self._read(name)):
            operation = event.operation
            if operation is view:
                return True
            if isinstance(operation, _UNREADABLE):
                return False
            if isinstance(operation, facts.ViewCommand) and same_table(operation.table, view.table):
                return False
        return False


def nothing_known(dialect: str) -> SchemaState:
    """The schema where nothing is known of the revisions before."""
    return SchemaState(lambda word: (), lambda event: False, lambda: False, dialect)


def _is_of_others(renaming: facts.RenameTable, table: TableName) -> bool:
    """Whether neither name of a renaming is this table's."""
    names = (renaming.table, renaming.new_name)
    return UNKNOWN not in names and not any(same_table(name, table) for name in names)


def _begins_with(index: facts.CreateIndex | facts.AddUniqueConstraint | facts.AddPrimaryKey, column: str) -> bool | Unknown:
    first = UNKNOWN if index.columns is UNKNOWN or not index.columns else index.columns[0]
    return UNKNOWN if first is UNKNOWN else first == column


def _is_of_type(shape: ColumnShape, name: str) -> bool:
    return isinstance(shape.type, SqlType) and shape.type.name == name


def _may_be_of(operation: Operation, column: str) -> bool:
    """Whether an operation on a table that cannot be told may be one on this column."""
    if operation.table is not UNKNOWN:
        return False
    if isinstance(operation, (facts.DropTable, facts.RenameTable)):
        return True
    if isinstance(operation, facts.RenameColumn):
        return column in (operation.column, operation.new_name) or UNKNOWN in (operation.column, operation.new_name)
    if isinstance(operation, (facts.AddColumn, facts.AlterColumn, facts.DropColumn)):
        return operation.column in (column, UNKNOWN)
    return False
