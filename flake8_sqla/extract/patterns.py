"""Text looked for in columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Invocation, is_column_expression
from flake8_sqla.facts.patterns import PatternMatch
from flake8_sqla.vocabulary.patterns import PATTERN_METHODS, TEXT_METHODS

_METHODS = PATTERN_METHODS | TEXT_METHODS


def pattern_matches(reading: Reading) -> Iterator[PatternMatch]:
    """Every call of such a method on a column, with a text of its own."""
    for node, scope in reading.module.nodes[ast.Call]:
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in _METHODS or not node.args:
            continue
        if isinstance(node.args[0], (ast.Starred, ast.Constant)):
            continue
        call = reading.expression(node, scope)
        if isinstance(call, Invocation) and call.receiver is not None and is_column_expression(call.receiver):
            yield PatternMatch(reading.source.span(node.args[0]), node.func.attr, call.arguments[0].value, call)
