"""Rows of results treated as the mappings that rows of SQLAlchemy 1.x were."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import RowValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.rows import RowAsMapping
from flake8_sqla.syntax.scopes import Scope

#: What a file must hold to be searched.
_EXECUTES = (".execute(", ".exec(", ".stream(")
_METHODS = frozenset({"keys", "items", "values", "has_key"})
_CALLED = _METHODS | {"dict"}


def row_uses(reading: Reading) -> Iterator[RowAsMapping]:
    """Every place where a known row is asked by a string, or taken for a dictionary."""
    if not any(word in reading.source.text for word in _EXECUTES):
        return
    nodes = reading.module.nodes
    for kind in (ast.Subscript, ast.Compare, ast.Call):
        for node, scope in nodes[kind]:
            if isinstance(node, ast.Call):
                function = node.func
                if (function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")) not in _CALLED:
                    continue
            use = _use(node, scope, reading)
            if use is not None:
                yield use


def _use(node: ast.AST, scope: Scope, reading: Reading) -> RowAsMapping | None:
    def is_row(value: ast.expr) -> bool:
        return isinstance(value, (ast.Name, ast.Call, ast.Subscript)) and isinstance(reading.values.of(value, scope), RowValue)

    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=str() as key)) if is_row(value):
            return RowAsMapping(reading.source.span(node), "item", key)
        case ast.Subscript(value=value, slice=ast.Attribute(value=owner, attr=key)) if is_row(value) and reading.column_owner(owner, scope):
            return RowAsMapping(reading.source.span(node), "column", key)
        case ast.Compare(left=ast.Constant(value=str() as key), ops=[ast.In() | ast.NotIn()], comparators=[value]) if is_row(value):
            return RowAsMapping(reading.source.span(node), "in", key)
        case ast.Call(func=ast.Name(id="dict"), args=[value], keywords=[]) if is_row(value):
            return RowAsMapping(reading.source.span(node), "dict")
        case ast.Call(func=ast.Attribute(value=value, attr=method) as function, args=[]) if method in _METHODS and is_row(value):
            return RowAsMapping(reading.source.attribute_span(function), "method", method)
        case _:
            return None


def scope_of(node: ast.AST, reading: Reading) -> Scope:
    """The innermost scope around a node."""
    parent = reading.module.parents.get(node)
    while parent is not None and parent not in reading.module.scopes:
        parent = reading.module.parents.get(parent)
    return reading.module.scopes[parent] if parent is not None else reading.module.scope
