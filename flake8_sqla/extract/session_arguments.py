"""What is handed to `add`, `delete` and `get` of a session."""

from __future__ import annotations

import ast

from flake8_sqla.extract.evidence import looks_like_class
from flake8_sqla.extract.kinds import ListValue, SessionValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.session_arguments import WrongArgument
from flake8_sqla.syntax.scopes import BindingKind, Scope

_GET_KEYWORDS = frozenset("entity ident options populate_existing with_for_update identity_token execution_options bind_arguments".split())


def wrong_argument(node: ast.Call, name: str, scope: Scope, reading: Reading) -> WrongArgument | None:
    """A session's method, one of `OBJECT_METHODS`, and the argument it will refuse."""
    function = node.func
    assert isinstance(function, ast.Attribute)
    if not isinstance(reading.values.of(function.value, scope), SessionValue):
        return None
    if function.attr in ("get", "get_one"):
        return _of_get(node, function.attr, scope, reading)
    if len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        return None
    first = node.args[0]
    wrong = _collection_instead(first, scope, reading) if function.attr == "add_all" else _object_instead(first, scope, reading)
    return WrongArgument(reading.source.span(first), function.attr, wrong) if wrong else None


def _of_get(node: ast.Call, method: str, scope: Scope, reading: Reading) -> WrongArgument | None:
    for keyword in node.keywords:
        if keyword.arg is not None and keyword.arg not in _GET_KEYWORDS:
            return WrongArgument(reading.source.span(keyword), method, "keyword")
    if node.args and isinstance(node.args[0], ast.Attribute):
        column = node.args[0]
        owner = reading.names.resolve(column.value, scope)
        if owner in reading.mapped and not looks_like_class(column.attr):
            return WrongArgument(reading.source.span(column), method, "column")
    return None


def _object_instead(node: ast.expr, scope: Scope, reading: Reading) -> str:
    """Why this is no mapped object, or empty."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.GeneratorExp, ast.SetComp)):
        return "collection"
    if isinstance(node, (ast.Name, ast.Attribute)):
        path = reading.names.resolve(node, scope)
        if path in reading.mapped and looks_like_class(path) and _is_class(node, scope):
            return "class"
    value = reading.values.of(node, scope)
    if isinstance(value, ListValue):
        return "collection"
    return "query" if isinstance(value, StatementValue) else ""


def _is_class(node: ast.expr, scope: Scope) -> bool:
    if not isinstance(node, ast.Name):
        return True
    return all(binding.kind in (BindingKind.CLASS, BindingKind.IMPORT_FROM) for binding in scope.lookup(node.id))


def _collection_instead(node: ast.expr, scope: Scope, reading: Reading) -> str:
    """Why this is no collection, or empty."""
    if isinstance(node, ast.Call) and reading.names.resolve(node.func, scope) in reading.mapped:
        return "single"
    return ""
