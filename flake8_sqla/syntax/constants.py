"""Folding of constant expressions: literals, text put together from literals, names bound once to such text."""

from __future__ import annotations

import ast
import string
from collections.abc import Mapping

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.syntax.scopes import BindingKind, Scope

_DEPTH = 12
_LONGEST_TEXT = 1_000_000
#: `%0999999d` and its like would make a short pattern into endless text.
_WIDE_FIELD = lazy_pattern(r"%[^%a-zA-Z]*(?:\d{3}|\*)")
Literal = str | bytes | int | float | complex | bool | None


class NotConstant(Exception):
    """The expression has no value that can be read off the source."""


def constant(node: ast.AST, scope: Scope, given: Mapping[str, Literal] | None = None) -> Literal:
    """The value of an expression that is constant; `given` are values of names that a caller knows. Raises NotConstant."""
    return _fold(node, scope, given or {}, _DEPTH)


def _fold(node: ast.AST, scope: Scope, given: Mapping[str, Literal], depth: int) -> Literal:
    if depth == 0:
        raise NotConstant
    match node:
        case ast.Constant(value=value) if value is not Ellipsis:
            return value
        case ast.Name(id=name):
            if name in given:
                return given[name]
            bindings = scope.lookup(name)
            if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT:
                return _fold(bindings[0].node, bindings[0].scope, given, depth - 1)
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, scope, given, depth) for part in parts)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            first, second = _fold(left, scope, given, depth - 1), _fold(right, scope, given, depth - 1)
            if isinstance(first, str) and isinstance(second, str) and len(first) + len(second) < _LONGEST_TEXT:
                return first + second
        case ast.BinOp(op=ast.Mod(), left=left, right=right):
            return _percent(left, right, scope, given, depth)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = _fold(operand, scope, given, depth - 1)
            if isinstance(value, (int, float)):
                return -value
        case ast.Call(func=ast.Attribute(attr="format", value=pattern), args=args, keywords=keywords):
            return _format(pattern, args, keywords, scope, given, depth)
        case ast.Call(func=ast.Attribute(attr="f", value=ast.Name()), args=[only], keywords=[]):
            return _fold(only, scope, given, depth - 1)  # op.f("name"): the name as it stands
        case ast.Call(func=ast.Name(id="dedent") | ast.Attribute(attr="dedent"), args=[only], keywords=[]):
            return _fold(only, scope, given, depth - 1)
        case ast.Call(func=ast.Attribute(attr="strip" | "lower" | "upper" as method, value=value), args=[], keywords=[]):
            text = _fold(value, scope, given, depth - 1)
            if isinstance(text, str):
                return str(getattr(text, method)())
        case _:
            pass
    raise NotConstant


def _text(part: ast.expr, scope: Scope, given: Mapping[str, Literal], depth: int) -> str:
    if isinstance(part, ast.FormattedValue):
        if part.conversion != -1 or part.format_spec is not None:
            raise NotConstant
        return str(_fold(part.value, scope, given, depth - 1))
    return str(_fold(part, scope, given, depth - 1))


def _percent(left: ast.expr, right: ast.expr, scope: Scope, given: Mapping[str, Literal], depth: int) -> str:
    pattern = _fold(left, scope, given, depth - 1)
    if not isinstance(pattern, str) or _WIDE_FIELD.search(pattern) or isinstance(right, ast.Dict):
        raise NotConstant
    parts = right.elts if isinstance(right, ast.Tuple) else [right]
    values = tuple(_fold(part, scope, given, depth - 1) for part in parts)
    try:
        return pattern % values
    except (TypeError, ValueError, KeyError) as error:
        raise NotConstant from error


def _format(
    pattern: ast.expr, args: list[ast.expr], keywords: list[ast.keyword], scope: Scope, given: Mapping[str, Literal], depth: int
) -> str:
    text = _fold(pattern, scope, given, depth - 1)
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT or any(keyword.arg is None for keyword in keywords):
        raise NotConstant
    values = [_fold(arg, scope, given, depth - 1) for arg in args]
    named = {str(keyword.arg): _fold(keyword.value, scope, given, depth - 1) for keyword in keywords}
    try:
        fields = list(string.Formatter().parse(text))
        if any(name and not name.isalnum() and not name.isidentifier() for _, name, _, _ in fields) or any(
            spec for _, _, spec, _ in fields
        ):
            raise NotConstant
        return text.format(*values, **named)
    except (IndexError, KeyError, ValueError) as error:
        raise NotConstant from error
