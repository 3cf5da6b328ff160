"""Text put together from parts, and where in the SQL each part stands: as a value, which could be bound, or as a name, which could not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern

_PERCENT = lazy_pattern(r"%(?:\(\w+\))?[-#0-9. ]*[a-zA-Z]")
_BRACES = lazy_pattern(r"\{[^{}]*\}")
#: What stands right before a value.
_BEFORE_VALUE = lazy_pattern(
    r"(?:[=<>~(+*/|-]|\b(?:LIKE|ILIKE|IN|VALUES|LIMIT|OFFSET|BETWEEN|BY|INTERVAL|THEN|ELSE|WHEN|IS))\s*$", re.IGNORECASE
)
_LIST_OF = lazy_pattern(r"\b(SELECT|FROM|VALUES|IN|SET|BY|WHERE|INTO|TABLE|RETURNING|ON)\b", re.IGNORECASE)
_LISTS_OF_VALUES = frozenset({"VALUES", "IN", "SET", "BY", "WHERE"})

#: A part that is not constant, and the text before it.
Hole = tuple[str, ast.expr]


def holes(text: ast.expr) -> tuple[str, list[Hole]]:
    """How the text is put together (`an f-string`, `%`, `+`, `.format()`; empty if it is not), and what is put into it."""
    match text:
        case ast.JoinedStr():
            return "an f-string", list(_of_formatted(text, ""))
        case ast.BinOp(op=ast.Mod(), left=left, right=right) if is_text(left):
            values = right.values if isinstance(right, ast.Dict) else right.elts if isinstance(right, ast.Tuple) else [right]
            return "%", _filled(left, values, _PERCENT)
        case ast.BinOp(op=ast.Add()):
            operands = list(_added(text))
            if any(map(is_text, operands)):
                return "+", list(_of_sum(operands))
        case ast.Call(func=ast.Attribute(attr="format", value=pattern), args=args, keywords=keywords) if is_text(pattern):
            return ".format()", _filled(pattern, [*args, *(keyword.value for keyword in keywords)], _BRACES)
        case _:
            pass
    return "", []


def is_value_position(before: str) -> bool:
    """Whether what follows this text is a value: in quotes, behind an operator, in a list of values, or what rows are ordered by."""
    if before.count("'") % 2:
        return True
    if before.count('"') % 2:
        return False  # a quoted identifier
    if before.rstrip().endswith(","):
        lists = _LIST_OF.findall(before)
        return bool(lists) and lists[-1].upper() in _LISTS_OF_VALUES
    return _BEFORE_VALUE.search(before) is not None


def is_text(node: ast.expr) -> bool:
    """Whether this is a literal or an f-string."""
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or isinstance(node, ast.JoinedStr)


def _of_formatted(text: ast.JoinedStr, before: str) -> Iterator[Hole]:
    for value in text.values:
        if isinstance(value, ast.FormattedValue):
            yield before, value.value
            before += "\0"
        elif isinstance(value, ast.Constant):
            before += str(value.value)


def _of_sum(operands: list[ast.expr]) -> Iterator[Hole]:
    before = ""
    for operand in operands:
        if isinstance(operand, ast.JoinedStr):
            yield from _of_formatted(operand, before)
            before += "\0"
        elif isinstance(operand, ast.Constant) and isinstance(operand.value, str):
            before += operand.value
        else:
            yield before, operand
            before += "\0"


def _filled(pattern: ast.expr, values: list[ast.expr], placeholder: re.Pattern[str]) -> list[Hole]:
    """The values in the order of their placeholders; all behind the whole text where the two do not pair."""
    if not isinstance(pattern, ast.Constant):
        return [("", value) for value in values]
    places = [match.start() for match in placeholder.finditer(str(pattern.value))]
    if len(places) != len(values):
        return [("=", value) for value in values]  # named or repeated: any of them may be a value
    return [(str(pattern.value)[:place], value) for place, value in zip(places, values, strict=True)]


def _added(node: ast.expr) -> Iterator[ast.expr]:
    stack = [node]
    while stack:
        found = stack.pop()
        if isinstance(found, ast.BinOp) and isinstance(found.op, ast.Add):
            stack += [found.right, found.left]
        else:
            yield found
