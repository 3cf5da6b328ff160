"""ALTER TABLE, subcommand by subcommand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import (
    AlterColumn,
    DropColumn,
    DropConstraint,
    Operation,
    TableName,
    ValidateConstraint,
)
from flake8_sqla.facts.record import replace
from flake8_sqla.sql.columns import added_column, added_constraint
from flake8_sqla.sql.nodes import HERE, command, object_name, table_of, words
from flake8_sqla.sql.tree import Node
from flake8_sqla.sql.type_names import type_text

#: Subcommands that have no fact of their own, where the parser's word for them is not SQL's.
_NAMES = {
    "AddInherit": "INHERIT",
    "AddOf": "OF",
    "ChangeOwner": "OWNER TO",
    "DisableRowSecurity": "DISABLE ROW LEVEL SECURITY",
    "DropCluster": "SET WITHOUT CLUSTER",
    "DropInherit": "NO INHERIT",
    "DropOf": "NOT OF",
    "DropOids": "SET WITHOUT OIDS",
    "EnableRowSecurity": "ENABLE ROW LEVEL SECURITY",
    "ForceRowSecurity": "FORCE ROW LEVEL SECURITY",
    "NoForceRowSecurity": "NO FORCE ROW LEVEL SECURITY",
    "ResetOptions": "RESET COLUMN OPTIONS",
    "ResetRelOptions": "RESET STORAGE PARAMETERS",
    "SetOptions": "SET COLUMN OPTIONS",
    "SetRelOptions": "SET STORAGE PARAMETERS",
    "SetTableSpace": "SET TABLESPACE",
    "SetUnLogged": "SET UNLOGGED",
}
_TRIGGERS = lazy_pattern(r"(Enable|Disable)(?:Always|Replica)?Trig(?:All|User)?")


def alter_table(statement: Node) -> Iterator[Operation]:
    """ALTER TABLE; of a view, an index, a sequence, a foreign table or a composite type it is one command without a table."""
    kind = statement.text("objtype")
    if kind != "OBJECT_TABLE":
        yield command(f"ALTER {object_name(kind)}")
        return
    table = table_of(statement.node("relation"))
    for change in statement.nodes("cmds"):
        name = change.text("subtype").removeprefix("AT_")
        handler = _HANDLERS.get(name)
        yield from handler(table, change) if handler is not None else [command(_name(name), table)]


def _name(subtype: str) -> str:
    """The words of a subcommand: `ClusterOn` is CLUSTER ON."""
    trigger = _TRIGGERS.fullmatch(subtype)
    if trigger is not None:
        return f"{trigger[1].upper()} TRIGGER"
    return _NAMES.get(subtype) or words(subtype)


def _add_column(table: TableName, change: Node) -> Iterator[Operation]:
    yield from added_column(table, change.node("def"))


def _drop_column(table: TableName, change: Node) -> Iterator[Operation]:
    yield DropColumn(**HERE, table=table, column=change.text("name"), cascade=change.text("behavior") == "DROP_CASCADE")


def _set_type(table: TableName, change: Node) -> Iterator[Operation]:
    column = change.node("def")
    using = bool(column.node("raw_default"))
    yield AlterColumn(**HERE, table=table, column=change.text("name"), type=type_text(column.node("typeName")), using=using)


def _set_not_null(table: TableName, change: Node) -> Iterator[Operation]:
    yield AlterColumn(**HERE, table=table, column=change.text("name"), nullable=False)


def _drop_not_null(table: TableName, change: Node) -> Iterator[Operation]:
    yield AlterColumn(**HERE, table=table, column=change.text("name"), nullable=True)


def _change_default(table: TableName, change: Node) -> Iterator[Operation]:
    # Identity too: `alter_column(server_default=Identity())` is how Alembic says it.
    yield AlterColumn(**HERE, table=table, column=change.text("name"), default_changed=True)


def _add_constraint(table: TableName, change: Node) -> Iterator[Operation]:
    yield from added_constraint(table, change.node("def"))


def _drop_constraint(table: TableName, change: Node) -> Iterator[Operation]:
    yield DropConstraint(**HERE, table=table, name=change.text("name"))


def _validate_constraint(table: TableName, change: Node) -> Iterator[Operation]:
    yield ValidateConstraint(**HERE, table=table, name=change.text("name"))


def _attach_partition(table: TableName, change: Node) -> Iterator[Operation]:
    yield replace(command("ATTACH PARTITION", table), partition=table_of(change.node("def").node("name")))


def _detach_partition(table: TableName, change: Node) -> Iterator[Operation]:
    partition = change.node("def")
    concurrently = partition.flag("concurrent")
    detach = command("DETACH PARTITION", table, concurrently=concurrently, refused_in_transaction=concurrently)
    yield replace(detach, partition=table_of(partition.node("name")))


_HANDLERS: dict[str, Callable[[TableName, Node], Iterator[Operation]]] = {
    "AddColumn": _add_column,
    "AddConstraint": _add_constraint,
    "AddIdentity": _change_default,
    "AlterColumnType": _set_type,
    "AttachPartition": _attach_partition,
    "ColumnDefault": _change_default,
    "DetachPartition": _detach_partition,
    "DropColumn": _drop_column,
    "DropConstraint": _drop_constraint,
    "DropIdentity": _change_default,
    "DropNotNull": _drop_not_null,
    "SetIdentity": _change_default,
    "SetNotNull": _set_not_null,
    "ValidateConstraint": _validate_constraint,
}
