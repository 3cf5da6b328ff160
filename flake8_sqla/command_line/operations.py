"""What an operation of a migration is called: the SQL that PostgreSQL gets, as far as it is known."""

from __future__ import annotations

from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.unknown import UNKNOWN

_UNREAD = "…"
_CONSTRAINTS: dict[type[m.Operation], str] = {
    m.AddUniqueConstraint: "UNIQUE",
    m.AddPrimaryKey: "PRIMARY KEY",
    m.AddForeignKey: "FOREIGN KEY",
    m.AddCheckConstraint: "CHECK",
    m.AddExcludeConstraint: "EXCLUDE",
}


def words(operation: m.Operation) -> str:
    """The operation in a few words, without its table; `…` stands for what cannot be read."""
    found = _command(operation)
    if operation.setting.repeated is UNKNOWN or operation.setting.repeated > 1:
        found += " (in a loop)"
    elif operation.setting.conditional:
        found += " (may not run)"
    return found


def _command(operation: m.Operation) -> str:
    match operation:
        case m.CreateTable():
            return "CREATE TABLE"
        case m.DropTable():
            return "DROP TABLE"
        case m.RenameTable(new_name=name):
            return f"RENAME TO {_name(name)}"
        case m.AddColumn(column=column):
            return f"ADD COLUMN {_name(column)}"
        case m.DropColumn(column=column):
            return f"DROP COLUMN {_name(column)}"
        case m.RenameColumn(column=column, new_name=name):
            return f"RENAME COLUMN {_name(column)} TO {_name(name)}"
        case m.AlterColumn():
            return f"ALTER COLUMN {_name(operation.column)} {_changes(operation)}"
        case m.CreateIndex():
            unique = "UNIQUE " if operation.unique is True else ""
            concurrently = "CONCURRENTLY " if operation.concurrently is True else ""
            return f"CREATE {unique}INDEX {concurrently}{_name(operation.name)}".strip()
        case m.DropIndex(name=name, concurrently=concurrent):
            return f"DROP INDEX {'CONCURRENTLY ' if concurrent is True else ''}{_name(name)}".strip()
        case m.DropConstraint(name=name):
            return f"DROP CONSTRAINT {_name(name)}".strip()
        case m.ValidateConstraint(name=name):
            return f"VALIDATE CONSTRAINT {_name(name)}"
        case m.DataChange(kind=kind):
            return kind.upper()
        case m.OtherCommand(command=command, concurrently=concurrent, object_name=name):
            return f"{command}{' CONCURRENTLY' if concurrent else ''}{f' {name}' if isinstance(name, str) else ''}"
        case m.TransactionControl(command=command):
            return command
        case m.RefusedSql(complaint=complaint):
            return f"SQL that PostgreSQL refuses: {complaint}"
        case m.UnreadableSql():
            return "SQL that cannot be read"
        case _:
            return _constraint(operation)


def _constraint(operation: m.Operation) -> str:
    kind = _CONSTRAINTS.get(type(operation), type(operation).__name__)
    name = _name(getattr(operation, "name", None))
    index = getattr(operation, "using_index", None)
    end = " NOT VALID" if getattr(operation, "not_valid", False) is True else f" USING INDEX {_name(index)}" if index is not None else ""
    return f"ADD {kind}{f' {name}' if name else ''}{end}"


def _changes(operation: m.AlterColumn) -> str:
    found = []
    if operation.new_type is not None:
        found.append(f"TYPE {_UNREAD if operation.new_type is UNKNOWN else operation.new_type}")
    if operation.nullable is not None:
        found.append({True: "DROP NOT NULL", False: "SET NOT NULL"}.get(operation.nullable, _UNREAD))  # type: ignore[arg-type]
    if operation.default_changed:
        found.append("DEFAULT")
    return ", ".join(found) or _UNREAD


def _name(name: object) -> str:
    return "" if name is None else _UNREAD if name is UNKNOWN else str(name)
