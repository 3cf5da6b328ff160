"""Statements asked for rows."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.statement_misuse import StatementAsResult
from flake8_sqla.syntax.scopes import Scope

_READS = frozenset("all first one one_or_none scalar scalars scalar_one scalar_one_or_none fetchall fetchone count get mappings".split())
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
    if isinstance(function, ast.Attribute) and function.attr in _READS:
        value = reading.values.of(function.value, scope)
        if isinstance(value, StatementValue) and value.root in _ROOTS and value.call is not None and not value.mixed:
            return StatementAsResult(reading.source.attribute_span(function), value.root, function.attr)
    return None
