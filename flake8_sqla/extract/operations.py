"""Calls of `op.…` and `batch_op.…` as operations."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from flake8_sqla.extract.added_columns import add_column, definition_of, references_of
from flake8_sqla.extract.conditions import not_null_columns
from flake8_sqla.extract.enum_types import types_of_columns
from flake8_sqla.extract.execution import execute, table_named
from flake8_sqla.extract.operation_calls import OperationCall
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.table_items import TABLE_ITEMS, constraint_of_table
from flake8_sqla.facts import migrations as facts
from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.migrations import Operation, TableName
from flake8_sqla.facts.record import record, replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary.alembic import BATCH_PARAMETERS, OPERATION_PARAMETERS

_OP = "alembic.op."


@record
class Batch:
    """A `batch_alter_table` context: its table."""

    table: TableName | Unknown

    @classmethod
    def of(cls, call: ast.Call, scope: Scope, reading: Reading) -> Batch | None:
        """The batch that a `with` item opens, or None."""
        if reading.names.resolve(call.func, scope) != f"{_OP}batch_alter_table":
            return None
        given = {str(keyword.arg): keyword.value for keyword in call.keywords}
        given.update(zip(("table_name", "schema"), call.args, strict=False))
        name = reading.text(given.get("table_name"), scope)
        schema = reading.constant(given["schema"], scope) if "schema" in given else ""
        if not isinstance(name, str) or schema is UNKNOWN:
            return cls(UNKNOWN)
        return cls(TableName(name, str(schema or "")))


def operations_of_call(
    call: ast.Call, scope: Scope, reading: Reading, setting: Setting, batches: Mapping[str, Batch]
) -> list[Operation] | None:
    """The operations of one call, what column flags bring with them included; None where the call is no operation."""
    function = call.func
    batch = None
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in batches:
        method, batch = function.attr, batches[function.value.id]
        setting = replace(setting, spelling="batch", batch=True)
    else:
        name = reading.names.resolve(function, scope)
        if not name.startswith(_OP):
            return None
        method = name[len(_OP) :]
    handler = _HANDLERS.get(method)
    order = (BATCH_PARAMETERS if batch else OPERATION_PARAMETERS).get(method)
    if handler is None or order is None:
        return None
    return handler(OperationCall.bind(call, scope, reading, setting, order, batch.table if batch else None))


def _create_table(call: OperationCall) -> list[Operation]:
    columns, names, references = [], [], []
    constraints: list[Operation] = []
    table, read = call.table("table_name"), not call.starred
    for argument in call.node.args[1:]:
        node = call.followed(argument)
        if not isinstance(node, ast.Call):
            read = False
            continue
        references.extend(references_of(node, call))
        name = call.reading.names.resolve(node.func, call.scope)
        if name == "sqlalchemy.Column":
            column = definition_of(node, call)
            columns.append(column)
            names.append(column.attribute)
        elif name.rpartition(".")[2] in TABLE_ITEMS:
            constraints.extend(constraint_of_table(node, name, table, call))
        else:
            read = False
    return [
        *types_of_columns(columns, call.setting),
        facts.CreateTable(
            span=call.span,
            setting=call.setting,
            table=table,
            references=tuple(references),
            columns=tuple(columns),
            column_names=tuple(names),
            if_not_exists=call.flag("if_not_exists", False),
            complete=read,
            constraints=tuple(constraints),
        ),
    ]


def _drop_table(call: OperationCall) -> list[Operation]:
    return [facts.DropTable(span=call.span, setting=call.setting, table=call.table("table_name"), if_exists=call.flag("if_exists", False))]


def _rename_table(call: OperationCall) -> list[Operation]:
    old, new = call.table("old_table_name"), call.text("new_table_name")
    renamed: TableName | Unknown = UNKNOWN
    if isinstance(old, TableName) and isinstance(new, str):
        renamed = TableName(new, old.schema)
    return [facts.RenameTable(span=call.span, setting=call.setting, table=old, new_name=renamed)]


def _drop_column(call: OperationCall) -> list[Operation]:
    return [facts.DropColumn(span=call.span, setting=call.setting, table=call.table("table_name"), column=call.text("column_name"))]


def _alter_column(call: OperationCall) -> list[Operation]:
    table, column = call.table("table_name"), call.text("column_name")
    found: list[Operation] = []
    given: frozenset[str] | Unknown = UNKNOWN if call.starred else frozenset(call.arguments)
    if call.has("nullable", "type_", "server_default"):
        found.append(
            facts.AlterColumn(
                span=call.span,
                setting=call.setting,
                table=table,
                column=column,
                nullable=call.flag("nullable", None) if call.has("nullable") else None,
                type=call.expression("type_"),
                existing_type=call.expression("existing_type"),
                using=call.has("postgresql_using"),
                default_changed=call.has("server_default") and call.constant("server_default") is not False,
                default_dropped=call.has("server_default") and call.constant("server_default") is None,
                existing_nullable=call.flag("existing_nullable", None) if call.has("existing_nullable") else None,
                given=given,
            )
        )
    elif call.has("comment") and not call.has("new_column_name"):
        found.append(
            facts.CommentOnColumn(span=call.span, setting=call.setting, command="COMMENT ON", table=table, column=column, given=given)
        )
    if call.has("new_column_name"):
        found.append(
            facts.RenameColumn(
                span=call.argument_span("new_column_name"),
                setting=call.setting,
                table=table,
                column=column,
                new_name=call.text("new_column_name"),
                given=given,
            )
        )
    return found


def _comment_on_table(call: OperationCall) -> list[Operation]:
    return [facts.OtherCommand(span=call.span, setting=call.setting, command="COMMENT ON", table=call.table("table_name"))]


def _create_index(call: OperationCall) -> list[Operation]:
    method = call.name("postgresql_using") if "postgresql_using" in call.arguments else None
    return [
        facts.CreateIndex(
            span=call.span,
            setting=call.setting,
            table=call.table("table_name"),
            name=call.name("index_name"),
            columns=call.names("columns"),
            unique=call.flag("unique", False),
            concurrently=call.flag("postgresql_concurrently", False),
            if_not_exists=call.flag("if_not_exists", False),
            method="" if method in (None, "btree") else method,
        )
    ]


def _drop_index(call: OperationCall) -> list[Operation]:
    return [
        facts.DropIndex(
            span=call.span,
            setting=call.setting,
            table=call.table("table_name"),
            name=call.name("index_name"),
            table_given=_table_given(call),
            concurrently=call.flag("postgresql_concurrently", False),
        )
    ]


def _table_given(call: OperationCall) -> bool | Unknown:
    if call.batch_table is not None:
        return True
    if call.has("table_name"):
        return call.constant("table_name") is not None
    return UNKNOWN if call.starred else False


def _create_unique_constraint(call: OperationCall) -> list[Operation]:
    return [
        facts.AddUniqueConstraint(
            span=call.span,
            setting=call.setting,
            table=call.table("table_name"),
            name=call.name("constraint_name"),
            columns=call.names("columns"),
        )
    ]


def _create_primary_key(call: OperationCall) -> list[Operation]:
    return [
        facts.AddPrimaryKey(
            span=call.span,
            setting=call.setting,
            table=call.table("table_name"),
            name=call.name("constraint_name"),
            columns=call.names("columns"),
        )
    ]


def _create_foreign_key(call: OperationCall) -> list[Operation]:
    referent, schema = call.text("referent_table"), call.constant("referent_schema") if call.has("referent_schema") else ""
    references: TableName | Unknown = UNKNOWN
    if isinstance(referent, str) and schema is not UNKNOWN:
        references = TableName(referent, str(schema or ""))
    return [
        facts.AddForeignKey(
            span=call.span,
            setting=call.setting,
            table=call.table("source_table", "source_schema"),
            name=call.name("constraint_name"),
            columns=call.names("local_cols"),
            references=references,
            not_valid=call.flag("postgresql_not_valid", False),
        )
    ]


def _create_check_constraint(call: OperationCall) -> list[Operation]:
    return [
        facts.AddCheckConstraint(
            span=call.span,
            setting=call.setting,
            table=call.table("table_name"),
            name=call.name("constraint_name"),
            not_valid=call.flag("postgresql_not_valid", False),
            not_null=not_null_columns(call.expression("condition")),
        )
    ]


def _create_exclude_constraint(call: OperationCall) -> list[Operation]:
    return [
        facts.AddExcludeConstraint(span=call.span, setting=call.setting, table=call.table("table_name"), name=call.name("constraint_name"))
    ]


def _drop_constraint(call: OperationCall) -> list[Operation]:
    kind = call.constant("type_") if call.has("type_") else UNKNOWN if call.starred else ""
    return [
        facts.DropConstraint(
            span=call.span,
            setting=call.setting,
            table=call.table("table_name"),
            name=call.name("constraint_name"),
            kind=UNKNOWN if kind is UNKNOWN else str(kind or ""),
        )
    ]


def _bulk_insert(call: OperationCall) -> list[Operation]:
    table = table_named(call.arguments.get("table"), call.scope, call.reading)
    return [facts.DataChange(span=call.span, setting=call.setting, table=table, kind="insert", many=True)]


def _execute(call: OperationCall) -> list[Operation]:
    argument = call.arguments.get("sqltext")
    if argument is None:
        return [facts.UnreadableSql(span=call.span, setting=call.setting)]
    return execute(argument, call.scope, call.reading, call.setting)


_HANDLERS: dict[str, Callable[[OperationCall], list[Operation]]] = {
    "add_column": add_column,
    "alter_column": _alter_column,
    "bulk_insert": _bulk_insert,
    "create_check_constraint": _create_check_constraint,
    "create_exclude_constraint": _create_exclude_constraint,
    "create_foreign_key": _create_foreign_key,
    "create_index": _create_index,
    "create_primary_key": _create_primary_key,
    "create_table": _create_table,
    "create_table_comment": _comment_on_table,
    "create_unique_constraint": _create_unique_constraint,
    "drop_column": _drop_column,
    "drop_constraint": _drop_constraint,
    "drop_index": _drop_index,
    "drop_table": _drop_table,
    "drop_table_comment": _comment_on_table,
    "execute": _execute,
    "rename_table": _rename_table,
}
