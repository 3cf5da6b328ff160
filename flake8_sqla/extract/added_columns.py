"""`add_column`: the column, and what its flags bring with it (index, unique constraint, foreign key, check)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.models import column_of_table
from flake8_sqla.extract.operation_calls import OperationCall
from flake8_sqla.extract.conditions import not_null_columns
from flake8_sqla.extract.defaults import server_default
from flake8_sqla.facts import migrations as facts
from flake8_sqla.facts.expressions import Constant, Expression
from flake8_sqla.facts.migrations import ForeignKeyReference, Operation, TableName
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

_FILLED_BY_SERVER = frozenset({"sqlalchemy.Identity", "sqlalchemy.Computed"})
_SERIAL_TYPES = frozenset({"SERIAL", "BIGSERIAL", "SMALLSERIAL"})


def add_column(call: OperationCall) -> list[Operation]:
    """`op.add_column(table, Column(…))` as Alembic runs it: ADD COLUMN first, then index, unique constraint and foreign key."""
    table = call.table("table_name")
    argument = call.arguments.get("column")
    node = call.followed(argument) if argument is not None else None
    if not isinstance(node, ast.Call) or call.reading.names.resolve(node.func, call.scope) != "sqlalchemy.Column":
        return [facts.AddColumn(span=call.span, setting=call.setting, table=table, nullable=UNKNOWN, has_server_default=UNKNOWN)]
    column = _ColumnCall(node, call)
    definition = definition_of(node, call)
    added = facts.AddColumn(
        span=call.span,
        setting=call.setting,
        table=table,
        column=definition.name,
        type=column_type(definition),
        nullable=column.nullable(),
        has_server_default=column.has_server_default(),
        default=server_default(definition),
        definition=definition,
    )
    return [added, *column.brought_along(table, definition)]


def definition_of(node: ast.Call, call: OperationCall) -> ColumnDefinition:
    """A `Column(…)` of a migration."""
    return column_of_table(node, call.scope, call.reading, "operation")


def column_type(definition: ColumnDefinition) -> SqlType | Unknown:
    """The type a `Column(…)` is given: by name, or by its place behind the column's name."""
    named = definition.keyword("type_")
    places = [argument.value for argument in definition.positional]
    if places and isinstance(places[0], Constant):
        places = places[1:]
    written = named.value if named is not None else places[0] if places else None
    found = sql_type(written)
    return UNKNOWN if found is None else found


class _ColumnCall:
    """A `Column(…)` inside `add_column`."""

    def __init__(self, node: ast.Call, call: OperationCall) -> None:
        self._node = node
        self._call = call
        self._keywords = {keyword.arg: keyword for keyword in node.keywords if keyword.arg is not None}
        self._starred = len(self._keywords) != len(node.keywords) or any(isinstance(part, ast.Starred) for part in node.args)

    def _flag(self, name: str, absent: bool) -> bool | Unknown:
        keyword = self._keywords.get(name)
        if keyword is None:
            return UNKNOWN if self._starred else absent
        return self._call.reading.flag(keyword.value, self._call.scope, absent)

    def nullable(self) -> bool | Unknown:
        if "nullable" in self._keywords:
            return self._flag("nullable", True)
        primary = self._flag("primary_key", False)
        return UNKNOWN if primary is UNKNOWN else not primary

    def has_server_default(self) -> bool | Unknown:
        keyword = self._keywords.get("server_default")
        if keyword is not None:
            return self._call.reading.constant(keyword.value, self._call.scope) is not None
        for argument in self._node.args:
            function = argument.func if isinstance(argument, ast.Call) else argument
            name = self._call.reading.names.resolve(function, self._call.scope)
            if name in _FILLED_BY_SERVER or name.rpartition(".")[2] in _SERIAL_TYPES:
                return True
        return UNKNOWN if self._starred else False

    def brought_along(self, table: TableName | Unknown, definition: ColumnDefinition) -> Iterator[Operation]:
        """What Alembic sends after ADD COLUMN, each at the place of the flag that asks for it."""
        source = self._call.reading.source
        setting = replace(self._call.setting, spelling="column")
        columns = (definition.name,)
        unique, index = self._flag("unique", False), self._flag("index", False)
        if index is True:
            span = source.span(self._keywords["index"])
            yield facts.CreateIndex(span=span, setting=setting, table=table, name=None, columns=columns, unique=unique)
        elif unique is True:
            span = source.span(self._keywords["unique"])
            yield facts.AddUniqueConstraint(span=span, setting=setting, table=table, columns=columns)
        for argument, given in zip(self._node.args, definition.arguments, strict=False):
            if not isinstance(argument, ast.Call):
                continue
            name = self._call.reading.names.resolve(argument.func, self._call.scope)
            span = source.span(argument)
            if name == "sqlalchemy.CheckConstraint":
                condition = self._call.reading.expression(argument.args[0], self._call.scope) if argument.args else None
                yield facts.AddCheckConstraint(span=span, setting=setting, table=table, not_null=not_null_columns(condition))
            elif _brings_check(given.value):
                yield facts.AddCheckConstraint(span=span, setting=setting, table=table)
            for reference in references_of(argument, self._call):
                yield facts.AddForeignKey(
                    span=span,
                    setting=setting,
                    table=table,
                    columns=columns,
                    references=reference.table,
                    not_valid=reference.not_valid,
                    new_empty_column=self._is_empty_and_inline(),
                    inline=self._call.flag("inline_references", False),
                )

    def _is_empty_and_inline(self) -> bool | Unknown:
        """`inline_references=True` (Alembic 1.18.2) over a nullable column without default: there is nothing to check."""
        inline = self._call.flag("inline_references", False)
        if inline is not True:
            return inline
        nullable, default = self.nullable(), self.has_server_default()
        if nullable is UNKNOWN or default is UNKNOWN:
            return UNKNOWN
        return nullable is True and default is False


def _brings_check(given: Expression) -> bool:
    """An enum that is no type of the server but a text with a CHECK. (For a boolean PostgreSQL needs none and gets none.)"""
    found = sql_type(given)
    return isinstance(found, SqlType) and found.checked and found.name == "varchar"


def references_of(node: ast.Call, call: OperationCall) -> list[ForeignKeyReference]:
    """The foreign keys of a `Column(…)`, a `ForeignKey(…)` or a `ForeignKeyConstraint(…)`."""
    name = call.reading.names.resolve(node.func, call.scope)
    if name == "sqlalchemy.Column":
        return [reference for part in node.args if isinstance(part, ast.Call) for reference in references_of(part, call)]
    if name not in ("sqlalchemy.ForeignKey", "sqlalchemy.ForeignKeyConstraint"):
        return []
    keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
    starred = len(keywords) != len(node.keywords)
    not_valid: bool | Unknown = UNKNOWN if starred else False
    if "postgresql_not_valid" in keywords:
        not_valid = call.reading.flag(keywords["postgresql_not_valid"], call.scope, False)
    target: ast.expr | None = node.args[0] if node.args and name == "sqlalchemy.ForeignKey" else None
    if (
        name == "sqlalchemy.ForeignKeyConstraint"
        and len(node.args) > 1
        and isinstance(node.args[1], (ast.List, ast.Tuple))
        and node.args[1].elts
    ):
        target = node.args[1].elts[0]
    text = call.reading.text(target, call.scope)
    if not isinstance(text, str) or "." not in text:
        return [ForeignKeyReference(table=UNKNOWN, not_valid=not_valid)]
    path, _, column = text.rpartition(".")
    schema, _, table = path.rpartition(".")
    return [ForeignKeyReference(table=TableName(table, schema), column=column, not_valid=not_valid)]
