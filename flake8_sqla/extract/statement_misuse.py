"""Statements asked for rows."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import ResultValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.statement_misuse import StatementAsResult
from flake8_sqla.syntax.scopes import Scope

_READS = frozenset("all first one one_or_none scalar scalars scalar_one scalar_one_or_none fetchall fetchone count get mappings".split())
_GOING_OVER = frozenset({"list", "sorted", "tuple", "set", "len", "iter", "enumerate"})
#: What a result has for rows; that of `scalars()` holds the values already.
_OF_ROWS = frozenset({"scalar", "scalars", "scalar_one", "scalar_one_or_none", "mappings"})
_ROOTS = frozenset({"select", "union", "insert", "update", "delete"})


def statement_as_result(node: ast.Call, name: str, scope: Scope, reading: Reading) -> StatementAsResult | None:
    """`select(A).all()`, `select(select(A))`."""
    function = node.func
    if name == "sqlalchemy.select":
        for argument in node.args:
            if isinstance(argument, (ast.Call, ast.Name)):
                value = reading.values.of(argument, scope)
                if isinstance(value, StatementValue) and value.root in ("select", "union") and value.call is not None:
                    return StatementAsResult(reading.source.span(argument), value.root, "")
        return None
    if isinstance(function, ast.Name) and function.id in _GOING_OVER and len(node.args) == 1 and not scope.lookup(function.id):
        return statement_gone_over(node.args[0], scope, reading)
    if isinstance(function, ast.Attribute) and function.attr in _READS:
        value = reading.values.of(function.value, scope)
        if isinstance(value, ResultValue) and value.shape == "scalars" and value.call is not None and function.attr in _OF_ROWS:
            return StatementAsResult(reading.source.attribute_span(function), "", function.attr, "scalars")
        if isinstance(value, StatementValue) and value.root in _ROOTS and value.call is not None and not value.mixed:
            return StatementAsResult(reading.source.attribute_span(function), value.root, function.attr)
    return None


def statement_gone_over(node: ast.expr, scope: Scope, reading: Reading) -> StatementAsResult | None:
    """What a loop, `list()` or `len()` is given, where that is a statement."""
    if not isinstance(node, (ast.Name, ast.Call)):
        return None
    value = reading.values.of(node, scope)
    if isinstance(value, StatementValue) and value.root in _ROOTS and value.call is not None and not value.mixed:
        return StatementAsResult(reading.source.span(node), value.root, "", "iterated")
    return None
