"""Statements asked for rows."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import ResultValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.statement_misuse import StatementAsResult
from flake8_sqla.syntax.scopes import Scope

#: What a result has for rows; that of `scalars()` holds the values already.
_OF_ROWS = frozenset({"scalar", "scalars", "scalar_one", "scalar_one_or_none", "mappings"})
_ROOTS = frozenset({"select", "union", "insert", "update", "delete"})


def statement_as_result(node: ast.Call, name: str, scope: Scope, reading: Reading) -> StatementAsResult | None:
    """`select(A).all()`, `select(select(A))`, `list(select(A))`: of a method that reads, of `select()`, of a builtin that goes over it."""
    function = node.func
    if name == "sqlalchemy.select":
        for argument in node.args:
            if isinstance(argument, (ast.Call, ast.Name)):
                value = reading.values.of(argument, scope)
                if isinstance(value, StatementValue) and value.root in ("select", "union") and value.call is not None:
                    return StatementAsResult(reading.source.span(argument), value.root, "")
        return None
    if isinstance(function, ast.Name):
        return statement_gone_over(node.args[0], scope, reading) if len(node.args) == 1 and not scope.lookup(function.id) else None
    if isinstance(function, ast.Attribute):
        value = reading.values.of(function.value, scope)
        if isinstance(value, ResultValue) and function.attr in _OF_ROWS and _certainly_holds_values(value):
            return StatementAsResult(reading.source.attribute_span(function), "", function.attr, "scalars")
        if isinstance(value, StatementValue) and value.root in _ROOTS and value.call is not None and not value.mixed:
            return StatementAsResult(reading.source.attribute_span(function), value.root, function.attr)
    return None


def _certainly_holds_values(result: ResultValue) -> bool:
    """A result of `scalars()`, or of SQLModel's `exec()` where the select is SQLModel's own, which alone makes `exec()` give values."""
    if result.shape != "scalars" or result.call is None:
        return False
    if not isinstance(result.call.func, ast.Attribute) or result.call.func.attr != "exec":
        return True
    made = result.statement
    if made is None or made.call is None or made.scope is None or not isinstance(made.call.func, ast.Name):
        return False
    bindings = made.scope.lookup(made.call.func.id)
    return bool(bindings) and all(binding.module.startswith("sqlmodel.") for binding in bindings)


def statement_gone_over(node: ast.expr, scope: Scope, reading: Reading) -> StatementAsResult | None:
    """What a loop, `list()` or `len()` is given, where that is a statement."""
    if not isinstance(node, (ast.Name, ast.Call)):
        return None
    value = reading.values.of(node, scope)
    if isinstance(value, StatementValue) and value.root in _ROOTS and value.call is not None and not value.mixed:
        return StatementAsResult(reading.source.span(node), value.root, "", "iterated")
    return None
