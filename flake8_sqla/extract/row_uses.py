"""Rows of results treated as the mappings that rows of SQLAlchemy 1.x were."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_sqla.extract.kinds import RowValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.rows import RowAsMapping
from flake8_sqla.syntax.scopes import Scope

#: What a file must hold to be searched: something executed, and a row asked by name.
_EXECUTES = re.compile(r"\.(execute|exec|stream)\(")
_ASKS = re.compile(r"\[\s*[\"']|\bin\b|\bdict\(|\.(keys|items|values|has_key)\(")
_METHODS = frozenset({"keys", "items", "values", "has_key"})


def row_uses(reading: Reading) -> Iterator[RowAsMapping]:
    """Every place where a known row is asked by a string, or taken for a dictionary."""
    lines = reading.source.lines
    if not any(map(_EXECUTES.search, lines)) or not any(map(_ASKS.search, lines)):
        return
    for node in ast.walk(reading.source.tree):
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str() as key)) if _is_row(value, reading):
                yield RowAsMapping(reading.source.span(node), "item", key)
            case ast.Compare(left=ast.Constant(value=str() as key), ops=[ast.In() | ast.NotIn()], comparators=[value]) if _is_row(value, reading):
                yield RowAsMapping(reading.source.span(node), "in", key)
            case ast.Call(func=ast.Name(id="dict"), args=[value], keywords=[]) if _is_row(value, reading):
                yield RowAsMapping(reading.source.span(node), "dict")
            case ast.Call(func=ast.Attribute(value=value, attr=method) as function, args=[], keywords=[]) if method in _METHODS and _is_row(value, reading):
                yield RowAsMapping(reading.source.attribute_span(function), "method", method)


def _is_row(node: ast.expr, reading: Reading) -> bool:
    return isinstance(node, (ast.Name, ast.Call, ast.Subscript)) and isinstance(reading.values.of(node, scope_of(node, reading)), RowValue)


def scope_of(node: ast.AST, reading: Reading) -> Scope:
    """The innermost scope around a node."""
    parent = reading.module.parents.get(node)
    while parent is not None and parent not in reading.module.scopes:
        parent = reading.module.parents.get(parent)
    return reading.module.scopes[parent] if parent is not None else reading.module.scope
