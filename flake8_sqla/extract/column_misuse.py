"""Columns handed to Python's builtins, asked for the methods of strings and dates, or put into f-strings."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.uses import subject_of
from flake8_sqla.facts.calls import MethodCall
from flake8_sqla.facts.column_misuse import ColumnAsValue
from flake8_sqla.facts.expressions import Invocation
from flake8_sqla.facts.schema import type_name
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.syntax.names import LOCAL
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary.orm import ARRAY_TYPES, COLUMN_CONSTRUCTS

#: Methods whose arguments become SQL.
_CLAUSES = frozenset("where filter having values like ilike not_like not_ilike contains startswith endswith concat in_".split())


def column_as_value(node: ast.Call, name: str, scope: Scope, reading: Reading) -> ColumnAsValue | None:
    """`max(A.x, A.y)`: of one of `VALUE_BUILTINS`."""
    function = node.func
    if not isinstance(function, ast.Name) or name != f"builtins.{function.id}":
        return None
    if function.id in ("sum", "sorted", "any", "all", "len") and len(node.args) > 1:
        return None
    column = next((argument for argument in node.args if _is_column(argument, scope, reading)), None)
    return ColumnAsValue(reading.source.span(column), "builtin", spelled(column), function.id) if column is not None else None


def plain_method(node: ast.Call, name: str, scope: Scope, reading: Reading) -> ColumnAsValue | None:
    """`A.name.upper()`: of one of `PLAIN_METHODS`."""
    function = node.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Attribute):
        return None
    if not _is_column(function.value, scope, reading) or not _has_plain_type(function.value, scope, reading):
        return None
    return ColumnAsValue(reading.source.attribute_span(function), "method", spelled(function.value), function.attr)


def array_method(node: ast.Call, name: str, scope: Scope, reading: Reading) -> MethodCall | None:
    """`A.tags.any("new")`, where the column holds an ARRAY."""
    function = node.func
    assert isinstance(function, ast.Attribute)
    column = function.value
    if isinstance(column, ast.Attribute):
        owner = reading.column_owner(column.value, scope)
        table = (reading.models.table(owner) or reading.models.table(f"{LOCAL}.{owner}")) if owner else None
        columns = table.columns if table is not None else ()
        found = next((each.type for each in columns if column.attr in (each.attribute, each.name)), None)
        is_array = found is not UNKNOWN and type_name(found) in ARRAY_TYPES
    else:
        made = reading.expression(column, scope) if isinstance(column, (ast.Call, ast.Name)) else None
        positional = made.positional if isinstance(made, Invocation) and made.function in COLUMN_CONSTRUCTS else ()
        is_array = any(type_name(argument.value) in ARRAY_TYPES for argument in positional)
    if not is_array:
        return None
    return MethodCall(reading.source.attribute_span(function), "array", function.attr, subject_of(column), reading.arguments(node, scope))


def columns_in_text(reading: Reading) -> Iterator[ColumnAsValue]:
    """`f"{A.name}%"` in a clause: the text holds the column's name, not its value."""
    for node, scope in reading.module.nodes[ast.JoinedStr]:
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and _is_column(part.value, scope, reading) and _is_in_clause(node, reading):
                yield ColumnAsValue(reading.source.span(part.value), "text", spelled(part.value))


def _is_column(node: ast.expr, scope: Scope, reading: Reading) -> bool:
    """Whether this certainly is a column of a mapped class, not an object's value."""
    if not isinstance(node, ast.Attribute) or node.attr.startswith("_") or not isinstance(node.value, (ast.Name, ast.Attribute)):
        return False
    owner = reading.column_owner(node.value, scope)
    return bool(owner) and reading.models.attribute(owner, node.attr) in ("column", "relationship")


def _has_plain_type(node: ast.Attribute, scope: Scope, reading: Reading) -> bool:
    """Whether the column's type is one of the library's: others may lend columns methods of their own."""
    table = reading.models.table(reading.column_owner(node.value, scope))
    column = next((each for each in table.columns if each.attribute == node.attr), None) if table is not None else None
    if column is None or column.type is UNKNOWN:
        return False
    return column.type is None or type_name(column.type).startswith("sqlalchemy.")


def _is_in_clause(node: ast.AST, reading: Reading) -> bool:
    """Whether the text is an argument of a clause, or compared in one."""
    parent = reading.module.parents.get(node)
    if isinstance(parent, ast.Compare):
        node, parent = parent, reading.module.parents.get(parent)
    if not isinstance(parent, ast.Call) or node is parent.func:
        return False
    return isinstance(parent.func, ast.Attribute) and parent.func.attr in _CLAUSES
