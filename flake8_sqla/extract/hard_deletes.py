"""Deletions of rows: by the session, by a statement, by a legacy query."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from flake8_sqla.extract.evidence import entity_name
from flake8_sqla.extract.kinds import EntityValue, SessionValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import columns_of
from flake8_sqla.facts.hard_deletes import HardDelete
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.place import Span
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.walk import walk

_FOR_GOOD = lazy_pattern(
    r"purge|prune|erase|hard|clean|expire|permanent|forever|gdpr|vacuum|trash|reset|wipe|destroy|anonymi|reap|garbage|_gc", re.IGNORECASE
)
#: A flag that asks for the row itself to go: `if result.delete_instance:`.
_ASKED = lazy_pattern(r"^(?:(?:should|must|do|force|hard)_)?delete(?:_\w+)?$|purge|hard|permanent", re.IGNORECASE)


def hard_delete(node: ast.Call, name: str, scope: Scope, reading: Reading) -> HardDelete | None:
    """A call that deletes rows of one class, with the words of the function around it, of the statement outside of one."""
    found: tuple[str, Span] | None = None
    if name == "sqlalchemy.delete" and node.args:
        found = entity_name(node.args[0], scope, reading.names), reading.source.callee_span(node)
    elif isinstance(node.func, ast.Attribute) and node.func.attr == "delete":  # `sa.delete()` is called so as well
        found = _by_method(node, node.func, scope, reading), reading.source.attribute_span(node.func)
    if found is None or not found[0]:
        return None
    around = reading.module.enclosing_function(node) or _statement(node, reading)
    return HardDelete(found[1], found[0], frozenset(_words(around)), _is_on_purpose(node, reading))


def _by_method(node: ast.Call, function: ast.Attribute, scope: Scope, reading: Reading) -> str:
    receiver = reading.values.of(function.value, scope)
    if isinstance(receiver, SessionValue) and len(node.args) == 1:
        value = reading.values.of(node.args[0], scope)
        return value.model if isinstance(value, EntityValue) else ""
    if isinstance(receiver, StatementValue) and receiver.root == "query" and receiver.scope is not None:
        columns = columns_of(receiver) or []
        return entity_name(columns[0], receiver.scope, reading.names) if len(columns) == 1 else ""
    return ""


def _statement(node: ast.AST, reading: Reading) -> ast.AST:
    while not isinstance(node, ast.stmt) and node in reading.module.parents:
        node = reading.module.parents[node]
    return node


def _words(around: ast.AST) -> Iterator[str]:
    for part in walk(around):
        if isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.keyword) and part.arg:
            yield part.arg


def _is_on_purpose(node: ast.AST, reading: Reading) -> bool:
    child: ast.AST = node
    parent = reading.module.parents.get(node)
    while parent is not None:
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and _FOR_GOOD.search(parent.name):
            return True
        if isinstance(parent, ast.If) and child in parent.body and _is_asked_for(parent.test):
            return True
        child, parent = parent, reading.module.parents.get(parent)
    return False


def _is_asked_for(test: ast.expr) -> bool:
    """Whether a condition holds where a flag is set that asks for the deletion."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(_is_asked_for(value) for value in test.values)
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return _ASKED.search(name) is not None
