"""Calls that give objects of mapped classes by a function or method of another file, or by a method of an object of a class of this one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_sqla.extract import givers
from flake8_sqla.extract.attributes import attributes_set
from flake8_sqla.extract.evidence import looks_like_class
from flake8_sqla.extract.kinds import EntityValue, Giving, ListValue, ResultValue, StatementValue, Value
from flake8_sqla.extract.neighbours import Neighbours
from flake8_sqla.facts.record import replace
from flake8_sqla.syntax.names import LOCAL, Names
from flake8_sqla.syntax.scopes import Binding, BindingKind, Module, Scope
from flake8_sqla.vocabulary import sessions as vocabulary

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values

_DEPTH = 6
_NO_CLASSES = ("builtins.", "sqlalchemy.", "typing.", "alembic.", "collections.", "datetime.")
_WRAPPERS = frozenset({"typing.Optional", "typing.Annotated", "typing_extensions.Annotated"})


def by_function(path: str, call: ast.Call, scope: Scope, neighbours: Neighbours) -> Value | None:
    """What a function or method of another file gives, by its dotted path."""
    found = neighbours.promise(path) if "." in path and not path.startswith(_NO_CLASSES) else None
    if found is None:
        return None
    giving = Giving(found[0], call, scope)
    match found[1]:
        case EntityValue() as entity:
            return replace(entity, giving=giving)
        case ListValue(element=EntityValue() as entity):
            return ListValue(None, element=replace(entity, giving=giving))
        case StatementValue():
            return found[1]
        case _:
            return None


def _seen_by(owner: str, value: Value | None) -> Value | None:
    """What an inherited method gives that selects `cls`: objects of the class that it is called on."""
    match value:
        case StatementValue(call=ast.Call(args=[ast.Name(id="cls")])):
            return replace(value, promised=(owner,))
        case EntityValue(statement=statement):
            rebound = _seen_by(owner, statement)
            return replace(value, model=owner, statement=rebound) if isinstance(rebound, StatementValue) and rebound.promised else value
        case ListValue(query=StatementValue() as query):
            rebound = _seen_by(owner, query)
            return replace(value, query=rebound) if isinstance(rebound, StatementValue) else value
        case ListValue(result=ResultValue() as result) | (ResultValue() as result):
            rebound = _seen_by(owner, result.statement)
            seen = replace(result, statement=rebound) if isinstance(rebound, StatementValue) else result
            return replace(value, result=seen) if isinstance(value, ListValue) else seen
        case _:
            return value


class Receivers:
    """Finds out of which class of the project an expression is an object."""

    def __init__(self, module: Module, names: Names, neighbours: Neighbours) -> None:
        """Nothing is looked at until it is asked for."""
        self._module = module
        self._names = names
        self._neighbours = neighbours
        self._set: dict[ast.ClassDef, dict[str, list[tuple[ast.expr, Scope, bool]]]] = {}

    def by_method(self, call: ast.Call, method: ast.Attribute, scope: Scope, values: Values) -> Value | None:
        """What `repository.find(…)` gives, where `find` is a method of a class of the project."""
        path = self._class_of(method.value, scope, _DEPTH)
        if not path:
            return None
        if path.startswith(f"{LOCAL}."):
            name = path[len(LOCAL) + 1 :]
            found = self.by_class(name, method.attr, values)
            if found is not None or not self._neighbours.module:
                return found
            path = f"{self._neighbours.module}.{name}"  # an ancestor in another file may have it
        return by_function(f"{path}.{method.attr}", call, scope, self._neighbours)

    def by_class(self, owner: str, method: str, values: Values) -> Value | None:
        """What a method gives of a class of this file, by their names."""
        for binding in self._module.scope.lookup(owner):
            if isinstance(binding.node, ast.ClassDef):
                found = givers.method_of(binding.node, method, self._module, self._names)
                given = values.given_by(found) if found is not None else None
                return _seen_by(f"{LOCAL}.{owner}", given) if found not in binding.node.body else given
        return None

    def _class_of(self, node: ast.expr, scope: Scope, depth: int) -> str:
        """The path of the class that an expression is an object of, or empty."""
        if depth <= 0:
            return ""
        match node:
            case ast.Await(value=inner) | ast.NamedExpr(value=inner):
                return self._class_of(inner, scope, depth - 1)
            case ast.Name(id="self" | "cls"):
                owner = givers.class_around(node, self._module)
                return f"{LOCAL}.{owner.name}" if owner is not None and self._module.parents.get(owner) is self._module.source.tree else ""
            case ast.Name(id=name):
                bindings = scope.lookup(name)
                return self._bound(bindings[0], depth) if len(bindings) == 1 else ""
            case ast.Attribute(value=ast.Name(id="self")):
                return self._of_self(node, depth)
            case ast.Call():
                return self._made(node, scope, depth)
            case _:
                return ""

    def _made(self, call: ast.Call, scope: Scope, depth: int) -> str:
        path = self._names.resolve(call.func, scope)
        if self._is_class(path):
            return path
        owner, _, method = path.rpartition(".")
        if method.startswith(("from_", "create", "get_instance", "instance")) and self._is_class(owner):
            return owner  # `Repository.from_session(session)`
        if path.startswith(f"{LOCAL}."):
            found = givers.function_named(path[len(LOCAL) + 1 :], scope)
            if found is not None and found[0].returns is not None:
                return self._named(found[0].returns, found[1].scope, depth - 1)
        if path in vocabulary.DEPENDENCY_FUNCTIONS and call.args:
            given = self._names.resolve(call.args[0], scope)
            if self._is_class(given):
                return given
            return self._made(ast.Call(func=call.args[0], args=[], keywords=[]), scope, depth - 1)
        return ""

    def _is_class(self, path: str) -> bool:
        if not looks_like_class(path) or path.startswith(_NO_CLASSES):
            return False
        if path.startswith(f"{LOCAL}."):
            return any(binding.kind is BindingKind.CLASS for binding in self._module.scope.lookup(path[len(LOCAL) + 1 :]))
        return self._neighbours.is_class(path)

    def _bound(self, binding: Binding, depth: int) -> str:
        match binding.kind:
            case BindingKind.ASSIGNMENT if isinstance(binding.node, ast.expr):
                return self._class_of(binding.node, binding.scope, depth - 1)
            case BindingKind.PARAMETER if isinstance(binding.node, ast.arg):
                function = self._module.parents.get(binding.node)
                note = binding.node.annotation
                found = self._named(note, binding.scope, depth - 1) if note is not None else ""
                default = givers.default_of(binding.node, function) if not found and function is not None else None
                return self._class_of(default, binding.scope, depth - 1) if isinstance(default, ast.Call) else found
            case _:
                return ""

    def _named(self, note: ast.expr, scope: Scope, depth: int) -> str:
        """The class that an annotation names."""
        if depth <= 0:
            return ""
        if isinstance(note, ast.Constant) and isinstance(note.value, str):
            try:
                return self._named(ast.parse(note.value, mode="eval").body, scope, depth - 1)
            except (SyntaxError, ValueError):
                return ""
        if isinstance(note, ast.Subscript) and self._names.resolve(note.value, scope) in _WRAPPERS:
            inside = note.slice
            return self._named(inside.elts[0] if isinstance(inside, ast.Tuple) and inside.elts else inside, scope, depth - 1)
        path = self._names.resolve(note, scope) if isinstance(note, (ast.Name, ast.Attribute)) else ""
        if self._is_class(path):
            return path
        bindings = scope.lookup(note.id) if isinstance(note, ast.Name) else ()
        meant = bindings[0].node if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT else None
        return self._named(meant, bindings[0].scope, depth - 1) if isinstance(meant, ast.Subscript) else ""

    def _of_self(self, node: ast.Attribute, depth: int) -> str:
        owner = givers.class_around(node, self._module)
        if owner is None:
            return ""
        if owner not in self._set:
            self._set[owner] = attributes_set(owner, self._module)
        given = self._set[owner].get(node.attr, [])
        if len(given) != 1:
            return ""
        value, scope, annotation = given[0]
        return self._named(value, scope, depth - 1) if annotation else self._class_of(value, scope, depth - 1)
