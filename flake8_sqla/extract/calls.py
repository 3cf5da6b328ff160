"""Imports, and calls of the libraries' API that are facts by themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.uses import argument_kinds, may_say
from flake8_sqla.facts.calls import ApiCall, NameImport
from flake8_sqla.facts.words import function_words
from flake8_sqla.syntax.names import canonical
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import api
from flake8_sqla.vocabulary.kinds import FUNCTION_PREFIX
from flake8_sqla.vocabulary.removed import FUNCTION_BIND

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "AttributeError"})
_LIBRARIES = ("sqlalchemy", "alembic", "sqlmodel", "flask_sqlalchemy")


def imports(reading: Reading) -> Iterator[NameImport]:
    """The imports of our libraries that somebody reads."""
    words = reading.wanted.words_of("facts.calls:NameImport")
    for node, _ in reading.module.nodes[ast.Import]:
        for alias in node.names:
            if alias.name.partition(".")[0] in _LIBRARIES and (words is None or alias.name in words):
                yield NameImport(reading.source.span(alias), alias.name, "", alias.asname or "", _is_guarded(node, reading))
    for of_names, _ in reading.module.nodes[ast.ImportFrom]:
        module = of_names.module or ""
        if of_names.level == 0 and module.partition(".")[0] in _LIBRARIES:
            for alias in of_names.names:
                if words is not None and module not in words and f"{module}.{alias.name}" not in words:
                    continue
                yield NameImport(reading.source.span(alias), module, alias.name, alias.asname or "", _is_guarded(of_names, reading))


def _is_guarded(node: ast.stmt, reading: Reading) -> bool:
    """Whether an import stands in a `try`, or in a handler of one: it is there for several versions."""
    parent = reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, (ast.FunctionDef, ast.ClassDef)):
        if isinstance(parent, ast.Try):
            return any(_names_import_error(handler.type) for handler in parent.handlers)
        parent = reading.module.parents.get(parent)
    return False


def _names_import_error(handled: ast.expr | None) -> bool:
    if handled is None:
        return True
    parts = handled.elts if isinstance(handled, ast.Tuple) else [handled]
    return any(isinstance(part, ast.Name) and part.id in _IMPORT_ERRORS for part in parts)


def api_call(node: ast.Call, name: str, scope: Scope, reading: Reading) -> ApiCall | None:
    """A call that is of interest by itself."""
    if name in api.NOTEWORTHY:
        words = reading.wanted.words_of("facts.calls:ApiCall")
        if words is not None and not may_say(node, name.rpartition(".")[2], scope, reading, words):
            return None
        kinds = argument_kinds(node, scope, reading) if name in api.KIND_AWARE else ()
        arguments = reading.arguments(node, scope)
        if words is not None and words.isdisjoint(function_words(name, arguments, kinds)):
            return None
        path, decorates = reading.names.path(node.func, scope), _is_decorator(node, reading)
        return ApiCall(reading.source.callee_span(node), name, path, arguments, decorates, kinds)
    if node.keywords and name.startswith(FUNCTION_PREFIX) and any(keyword.arg in FUNCTION_BIND for keyword in node.keywords):
        return ApiCall(reading.source.callee_span(node), name, name, reading.arguments(node, scope))
    if (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in api.REGISTRY_BASE_METHODS
        and _is_registry(node.func.value, scope, reading)
    ):
        function = f"{api.REGISTRY}.{node.func.attr}"
        return ApiCall(reading.source.callee_span(node), function, function, reading.arguments(node, scope), _is_decorator(node, reading))
    return None


def api_decorator(reading: Reading) -> Iterator[ApiCall]:
    """Decorators without a call: `@as_declarative`, `@collection.converter`."""
    nodes = reading.module.nodes
    for node, scope in (*nodes[ast.ClassDef], *nodes[ast.FunctionDef]):
        assert isinstance(node, (ast.ClassDef, ast.FunctionDef))
        for decorator in node.decorator_list:
            path = reading.names.path(decorator, scope)
            if canonical(path) in api.NOTEWORTHY:
                yield ApiCall(reading.source.span(decorator), canonical(path), path, (), True)


def _is_decorator(node: ast.Call, reading: Reading) -> bool:
    parent = reading.module.parents.get(node)
    return isinstance(parent, (ast.ClassDef, ast.FunctionDef)) and node in parent.decorator_list


def _is_registry(node: ast.expr, scope: Scope, reading: Reading) -> bool:
    """Whether this is `registry()` or a name bound to it."""
    if isinstance(node, ast.Call):
        return reading.names.resolve(node.func, scope) == api.REGISTRY
    if isinstance(node, ast.Name):
        return any(
            binding.kind is BindingKind.ASSIGNMENT
            and isinstance(binding.node, ast.Call)
            and _is_registry(binding.node, binding.scope, reading)
            for binding in scope.lookup(node.id)
        )
    return False
