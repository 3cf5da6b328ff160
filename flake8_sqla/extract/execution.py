"""SQL and statements that a migration executes, by `op.execute` or on its connection."""

from __future__ import annotations

import ast
from typing import Any

from flake8_sqla.extract.kinds import StatementValue, TableValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.rows import statement_mentions, statement_writes_many, text_mentions, text_writes_many
from flake8_sqla.facts.expressions import Constant, FormattedText
from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.migrations import DataChange, Operation, RefusedSql, TableName, UnreadableSql
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.record import fields, replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql.reader import read_sql
from flake8_sqla.sql.statements import SqlComplaint
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary import orm

#: Stands for a part of the text that is only known at run time; no table of anybody's has this name.
_HOLE = "sqla_unknown_name"
_TEXT_FUNCTIONS = frozenset({"sqlalchemy.text", "sqlalchemy.DDL"})
_EXECUTING = frozenset(orm.EXECUTING_METHODS) | {"exec_driver_sql"}
_TRANSACTION_METHODS = frozenset({"begin", "commit", "rollback"})


def transaction_control(call: ast.Call, scope: Scope, reading: Reading) -> str:
    """`BEGIN`, `COMMIT` or `ROLLBACK` where the migration's own connection is told so; `isolation` where its isolation level is changed."""
    if any(keyword.arg == "isolation_level" for keyword in call.keywords):
        return "isolation"
    function = call.func
    if isinstance(function, ast.Attribute):
        if function.attr == "set_isolation_level":
            return "isolation"
        if function.attr in _TRANSACTION_METHODS and not call.args and is_bind(function.value, scope, reading):
            return function.attr.upper()
    return ""


def is_bind(node: ast.expr, scope: Scope, reading: Reading) -> bool:
    """`op.get_bind()`, or a name bound to it."""
    if isinstance(node, ast.Call):
        return reading.names.resolve(node.func, scope) == "alembic.op.get_bind"
    if isinstance(node, ast.Name):
        return any(
            isinstance(binding.node, ast.Call) and is_bind(binding.node, binding.scope, reading) for binding in scope.lookup(node.id)
        )
    return False


def executed(call: ast.Call, scope: Scope, reading: Reading, setting: Setting) -> list[Operation] | None:
    """The operations of `<anything>.execute(…)`; None where the call executes nothing we know of."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "delete":
        return _of_query(call, function, setting, reading)
    if not isinstance(function, ast.Attribute) or function.attr not in _EXECUTING:
        return None
    argument = (
        call.args[0] if call.args else next((keyword.value for keyword in call.keywords if keyword.arg in ("sqltext", "statement")), None)
    )
    if argument is None:
        return None
    found = execute(argument, scope, reading, setting, binds=function.attr != "exec_driver_sql")
    parameters = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg in ("parameters", "params"))]
    if any(not isinstance(part, ast.Dict) for part in parameters):
        # A list of parameters may name the rows: the ORM's `update(User)` finds them by their keys.
        return [_by_parameters(operation) if isinstance(operation, DataChange) else operation for operation in found]
    return found


def _of_query(call: ast.Call, function: ast.Attribute, setting: Setting, reading: Reading) -> list[Operation] | None:
    """`session.query(Model).filter(…).delete()`: of which table is for the model to say."""
    receiver, narrowed = function.value, False
    while isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Attribute):
        if receiver.func.attr == "query":
            has_where: bool | Unknown = UNKNOWN if narrowed else False
            return [DataChange(span=reading.source.callee_span(call), setting=setting, kind="delete", has_where=has_where)]
        narrowed = True
        receiver = receiver.func.value
    return None


def execute(argument: ast.expr, scope: Scope, reading: Reading, setting: Setting, binds: bool = True) -> list[Operation]:
    """The operations of one executed argument: SQL text, `text(…)`, or an insert, update, delete or select."""
    span = reading.source.span(argument)
    value = reading.values.of(argument, scope)
    if isinstance(value, StatementValue):
        return _of_statement(value, span, setting, reading)
    literal = _text_argument(argument, scope, reading)
    expression = reading.expression(literal, scope)
    setting = replace(setting, spelling="sql")
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        return _of_text(expression.value, literal, expression.span, setting, reading, binds)
    if isinstance(expression, FormattedText):
        text = "".join(part if isinstance(part, str) else _HOLE for part in expression.parts)
        found = _of_text(text, None, expression.span, setting, reading, binds)
        if any(isinstance(operation, RefusedSql) for operation in found):
            return [UnreadableSql(span=expression.span, setting=setting)]
        return [_without_holes(operation) for operation in found]
    return [UnreadableSql(span=span, setting=setting)]


def _by_parameters(change: DataChange) -> DataChange:
    return replace(change, many=UNKNOWN, has_where=change.has_where is True or UNKNOWN)


def _text_argument(node: ast.expr, scope: Scope, reading: Reading) -> ast.expr:
    """The text inside `text(…)`, `text(…).bindparams(…)`, or a name bound to one."""
    for _ in range(6):
        if isinstance(node, ast.Call):
            if reading.names.resolve(node.func, scope) in _TEXT_FUNCTIONS and node.args:
                node = node.args[0]
            elif isinstance(node.func, ast.Attribute) and node.func.attr in ("bindparams", "execution_options", "columns"):
                node = node.func.value
            else:
                break
        elif isinstance(node, ast.Name):
            bindings = scope.lookup(node.id)
            if len(bindings) != 1 or not isinstance(bindings[0].node, ast.Call):
                break
            node = bindings[0].node
        else:
            break
    return node


def _of_text(text: str, literal: ast.expr | None, span: Span, setting: Setting, reading: Reading, binds: bool) -> list[Operation]:
    found = read_sql(text, binds)
    if isinstance(found, SqlComplaint):
        return [RefusedSql(span=_place(text, found.offset, literal, span, reading), setting=setting, complaint=found.message, text=text)]
    setting = replace(setting, statements_in_string=max(len(found), 1))
    operations: list[Operation] = []
    for statement, end in zip(found, [*(following.offset for following in found[1:]), len(text)], strict=False):
        place = _place(text, statement.offset, literal, span, reading)
        operations.extend(
            replace(operation, span=place, setting=setting, **_rows(operation, text[statement.offset : end]))
            if isinstance(operation, DataChange)
            else replace(operation, span=place, setting=setting)
            for operation in statement.operations
        )
    return operations


def _rows(change: DataChange, text: str) -> dict[str, Any]:
    return {"many": text_writes_many(change, text), "mentions": text_mentions(text)}


def _place(text: str, offset: int, literal: ast.expr | None, span: Span, reading: Reading) -> Span:
    """Where a statement of the text stands in the file: exact for a literal over several lines, else the literal's start."""
    if offset <= 0 or not isinstance(literal, ast.Constant) or span.line == span.end_line:
        return span
    number = text.count("\n", 0, offset)
    line = span.line + number
    if number == 0 or line > len(reading.source.lines):
        return span
    column = offset - text.rindex("\n", 0, offset) - 1
    # An escape or a continued line would have moved it: trust only what the file itself shows there.
    shown = text[offset:].split("\n", 1)[0]
    if reading.source.lines[line - 1][column : column + len(shown)] != shown:
        return span
    return Span(line, column, line, column + len(shown))


def _without_holes(operation: Operation) -> Operation:
    """The operation with UNKNOWN for every name that holds a part known only at run time."""
    changes: dict[str, Any] = {}
    for field in fields(operation):
        value = getattr(operation, field.name)
        if isinstance(value, TableName) and _HOLE in str(value):
            changes[field.name] = UNKNOWN
        elif isinstance(value, str) and _HOLE in value:
            changes[field.name] = UNKNOWN
        elif isinstance(value, tuple) and any(isinstance(part, str) and _HOLE in part for part in value):
            changes[field.name] = tuple(UNKNOWN if isinstance(part, str) and _HOLE in part else part for part in value)
    return replace(operation, **changes) if changes else operation


def _of_statement(value: StatementValue, span: Span, setting: Setting, reading: Reading) -> list[Operation]:
    if value.root not in ("insert", "update", "delete"):
        return []
    narrowed = any(step.method.attr in orm.NARROWING_METHODS for step in value.steps)
    has_where: bool | Unknown = True if narrowed else (False if value.complete else UNKNOWN)
    if value.root == "insert":
        has_where = UNKNOWN
    return [
        DataChange(
            span=span,
            setting=setting,
            table=_table_of(value, reading),
            kind=value.root,
            has_where=has_where,
            many=statement_writes_many(value),
            mentions=statement_mentions(value),
        )
    ]


def _table_of(value: StatementValue, reading: Reading) -> TableName | Unknown:
    """The table that an insert, update or delete names, where it is a `Table` or `table()` of this file."""
    if value.call is None or value.scope is None:
        return UNKNOWN
    function = value.call.func
    node: ast.expr | None = value.call.args[0] if value.call.args else None
    if isinstance(function, ast.Attribute) and function.attr in orm.TABLE_STATEMENT_METHODS and not value.call.args:
        node = function.value
    return table_named(node, value.scope, reading)


def table_named(node: ast.expr | None, scope: Scope, reading: Reading) -> TableName | Unknown:
    """The name of a `Table` object, or UNKNOWN."""
    if node is None:
        return UNKNOWN
    for binding in scope.lookup(node.id) if isinstance(node, ast.Name) else ():
        if isinstance(binding.node, ast.ClassDef):
            return _table_of_class(binding.node, reading)
    table = reading.values.of(node, scope)
    if isinstance(table, TableValue) and table.call.args:
        name = reading.text(table.call.args[0], scope)
        return TableName(name) if isinstance(name, str) else UNKNOWN
    return UNKNOWN


def _table_of_class(node: ast.ClassDef, reading: Reading) -> TableName | Unknown:
    """The `__tablename__` of a class that the revision maps for itself."""
    for statement in node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "__tablename__" for target in targets):
            name = reading.text(statement.value, reading.module.scopes[node])
            return TableName(name) if isinstance(name, str) else UNKNOWN
    return UNKNOWN
