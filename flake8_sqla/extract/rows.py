"""How many rows one execution of a statement writes: one or so, found by its key, or many at once."""

from __future__ import annotations

import ast
import re

from flake8_sqla.extract.kinds import StatementValue
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import DataChange
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.walk import walk

#: What takes several rows in one go: lists, ranges, other queries.
_SETS = lazy_pattern(r"\b(?:IN|ANY|BETWEEN|LIMIT|SELECT|LIKE|ILIKE|EXISTS)\b|[<>]|\bIS\s+(?:NOT\s+)?NULL\b", re.IGNORECASE)
_OTHER_TABLES = {"update": re.compile(r"\bFROM\b", re.IGNORECASE), "delete": re.compile(r"\bUSING\b", re.IGNORECASE)}
_NAME = lazy_pattern(r"[^\W\d]\w*")
_SEVERAL_VALUES = lazy_pattern(r"\bSELECT\b|\)\s*,\s*\(", re.IGNORECASE)
_SET_METHODS = frozenset(
    "in_ not_in notin_ between any_ exists like ilike startswith endswith is_ is_not isnot has any limit select from_select".split()
)


def text_writes_many(change: DataChange, text: str) -> bool | Unknown:
    """The same for SQL text; `text` is the one statement."""
    if change.kind == "insert":
        return _SEVERAL_VALUES.search(text) is not None
    if change.kind not in _OTHER_TABLES or change.has_where is UNKNOWN:
        return UNKNOWN
    if change.has_where is False:
        return True
    return _SETS.search(text) is not None or _OTHER_TABLES[change.kind].search(text) is not None


def statement_writes_many(value: StatementValue) -> bool | Unknown:
    """The same for `insert()`, `update()`, `delete()` and their steps."""
    if not value.complete:
        return UNKNOWN
    narrowed = False
    for step in value.steps:
        if step.method.attr in _SET_METHODS:
            return True
        if step.method.attr == "values" and any(not isinstance(argument, ast.Dict) for argument in step.call.args):
            return UNKNOWN
        if step.method.attr == "values" and any(keyword.arg is None for keyword in step.call.keywords):
            return UNKNOWN  # which columns it sets changes from row to row
        if step.method.attr in ("where", "filter", "filter_by"):
            narrowed = True
            if any(map(_is_set, walk(step.call))):
                return True
    return value.root != "insert" and not narrowed


def text_mentions(text: str) -> frozenset[str]:
    """The names in SQL text."""
    return frozenset(_NAME.findall(text))


def statement_mentions(value: StatementValue) -> frozenset[str]:
    """The names in a statement that is put together: attributes, keywords, and text."""
    found: set[str] = set()
    for call in (value.call, *(step.call for step in value.steps)):
        for node in walk(call) if call is not None else ():
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= text_mentions(node.value)
    return frozenset(found)


def _is_set(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _SET_METHODS
    return isinstance(node, ast.Compare) and not all(isinstance(operator, ast.Eq) for operator in node.ops)
