"""Statements and subqueries that stand where SQLAlchemy wants a single value, or a collection of values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.receivers import kind_of
from flake8_sqla.facts.expressions import is_column_expression
from flake8_sqla.facts.statement_misuse import StatementOperand
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary.calls import MEMBERSHIP_METHODS, VALUE_FUNCTIONS
from flake8_sqla.vocabulary.kinds import FUNCTION_PREFIX

_FROM_METHODS = frozenset({"subquery", "alias", "cte", "lateral"})
_OPERATORS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_STATEMENTS = ("select", "query")
_OPERANDS = (ast.Call, ast.Name)


def statement_operands(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[StatementOperand]:
    """The statements among the arguments of `in_` and its like, and of SQL functions."""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if method in MEMBERSHIP_METHODS and len(node.args) == 1:
        yield from _member(node.args[0], method, scope, reading)
    elif name.startswith(FUNCTION_PREFIX) or name in VALUE_FUNCTIONS:
        for argument in node.args:
            yield from _value(argument, "scalar", scope, reading)


def operands_of_values(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[StatementOperand]:
    """The statements among the arguments of `values()`."""
    if isinstance(node.func, ast.Attribute) and kind_of(node.func.value, scope, reading) == "dml":
        for given in _values(node):
            yield from _value(given, "scalar", scope, reading)


def compared_statements(reading: Reading) -> Iterator[StatementOperand]:
    """The statements that a column is compared with: `A.id == select(B.a_id)`."""
    for node, scope in reading.module.nodes[ast.Compare]:
        if len(node.ops) != 1 or not isinstance(node.ops[0], _OPERATORS):
            continue
        for side, other in ((node.comparators[0], node.left), (node.left, node.comparators[0])):
            if isinstance(side, _OPERANDS) and not isinstance(other, (ast.Constant, ast.Name)):
                found = list(_value(side, "scalar", scope, reading))
                if found and is_column_expression(reading.expression(other, scope)):
                    yield from found


def _values(node: ast.Call) -> Iterator[ast.expr]:
    yield from (keyword.value for keyword in node.keywords if keyword.arg is not None)
    for argument in node.args:
        if isinstance(argument, ast.Dict):
            yield from argument.values


def _member(argument: ast.expr, method: str, scope: Scope, reading: Reading) -> Iterator[StatementOperand]:
    if isinstance(argument, (ast.List, ast.Tuple, ast.Set)):
        for item in argument.elts:
            kind = kind_of(item, scope, reading) if isinstance(item, _OPERANDS) else ""
            if kind in _STATEMENTS:
                yield StatementOperand(reading.source.span(item), "listed" if kind == "select" else "scalar", kind, method)
    elif isinstance(argument, _OPERANDS):
        made = _subquery(argument, scope, reading)
        if made:
            yield StatementOperand(reading.source.span(argument), "collection", made, method)


def _value(node: ast.expr, form: str, scope: Scope, reading: Reading) -> Iterator[StatementOperand]:
    if not isinstance(node, _OPERANDS):
        return
    kind = kind_of(node, scope, reading)
    if kind not in _STATEMENTS:
        kind = "subquery" if _subquery(node, scope, reading) == "subquery" else ""
    if kind:
        yield StatementOperand(reading.source.span(node), form, kind)


def _subquery(node: ast.expr, scope: Scope, reading: Reading) -> str:
    """`subquery`, `alias`, `cte` or `lateral` where a statement was made into one of these, here or where the name is bound."""
    if isinstance(node, ast.Name):
        bindings = scope.lookup(node.id)
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not isinstance(bindings[0].node, ast.Call):
            return ""
        return _subquery(bindings[0].node, bindings[0].scope, reading)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in _FROM_METHODS:
        return ""
    if node.func.attr == "subquery":
        return "subquery"  # no other library has both that and `in_`
    return node.func.attr if kind_of(node.func.value, scope, reading) in _STATEMENTS else ""
