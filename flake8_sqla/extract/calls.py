"""Imports, and calls of the libraries' API that are facts by themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.uses import argument_kinds
from flake8_sqla.facts.calls import ApiCall, NameImport
from flake8_sqla.syntax.names import canonical
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import api

_LIBRARIES = ("sqlalchemy", "alembic", "sqlmodel", "flask_sqlalchemy")


def imports(reading: Reading) -> Iterator[NameImport]:
    """The imports of our libraries."""
    for node, _ in reading.module.nodes[ast.Import]:
        assert isinstance(node, ast.Import)
        for alias in node.names:
            if alias.name.partition(".")[0] in _LIBRARIES:
                yield NameImport(reading.source.span(alias), alias.name, "", alias.asname or "")
    for node, _ in reading.module.nodes[ast.ImportFrom]:
        assert isinstance(node, ast.ImportFrom)
        module = node.module or ""
        if node.level == 0 and module.partition(".")[0] in _LIBRARIES:
            for alias in node.names:
                yield NameImport(reading.source.span(alias), module, alias.name, alias.asname or "")


def api_call(node: ast.Call, name: str, scope: Scope, reading: Reading) -> ApiCall | None:
    """A call that is of interest by itself."""
    if name in api.NOTEWORTHY:
        return ApiCall(
            reading.source.callee_span(node),
            name,
            reading.names.path(node.func, scope),
            reading.arguments(node, scope),
            _is_decorator(node, reading),
            argument_kinds(node, scope, reading) if name in api.KIND_AWARE else (),
        )
    if isinstance(node.func, ast.Attribute) and node.func.attr in api.REGISTRY_BASE_METHODS and _is_registry(node.func.value, scope, reading):
        function = f"{api.REGISTRY}.{node.func.attr}"
        return ApiCall(reading.source.callee_span(node), function, function, reading.arguments(node, scope), _is_decorator(node, reading))
    return None


def api_decorator(reading: Reading) -> Iterator[ApiCall]:
    """Decorators without a call: `@as_declarative`."""
    for node, scope in reading.module.nodes[ast.ClassDef]:
        assert isinstance(node, ast.ClassDef)
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
            binding.kind is BindingKind.ASSIGNMENT and isinstance(binding.node, ast.Call) and _is_registry(binding.node, binding.scope, reading)
            for binding in scope.lookup(node.id)
        )
    return False
