"""Expressions to qualified names, through scopes, imports and aliases."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flake8_sqla.syntax.scopes import Binding, BindingKind, Module, Scope
from flake8_sqla.vocabulary import modules as vocabulary

#: The prefix of names that the file defines itself.
LOCAL = "<local>"
#: Names that lead to no file of the project.
_KNOWN_ROOTS = (LOCAL, "builtins.", "sqlalchemy.", "alembic.", "sqlmodel.", "flask_sqlalchemy.", "typing.", "datetime.")
#: How many aliases are followed one after another.
_LONGEST_CHAIN = 50
_BUILTINS = frozenset(dir(builtins))
_DEFINITIONS = (BindingKind.CLASS, BindingKind.FUNCTION)
_OF_FLASK_OBJECTS = frozenset({"Model", "Column", "session"})


def _without(parts: list[str], modules: frozenset[str]) -> str:
    """The dotted rest of a path once leading submodules that only re-export are dropped."""
    start = 0
    while start < len(parts) - 1 and parts[start] in modules:
        start += 1
    return ".".join(parts[start:])


def _canonical_sqlalchemy(parts: list[str]) -> str:
    if "func" in parts[:-1]:
        return "sqlalchemy.func." + ".".join(parts[parts.index("func") + 1 :])
    if parts[:2] == ["sql", "functions"] and len(parts) == 3 and parts[2].islower() and parts[2] != "func":
        return f"sqlalchemy.func.{parts[2]}"
    match parts:
        case ["orm", *rest] if rest:
            return "sqlalchemy.orm." + _without(rest, vocabulary.ORM_MODULES)
        case ["ext", "asyncio", *rest] if rest:
            return "sqlalchemy.ext.asyncio." + _without(rest, vocabulary.ASYNCIO_MODULES)
        case ["ext", "declarative", *_, last] if last in vocabulary.MOVED_FROM_EXT_DECLARATIVE:
            return f"sqlalchemy.orm.{last}"
        case ["dialects", dialect, *rest] if rest:
            start = next((index for index, part in enumerate(rest) if not part.islower() or index == len(rest) - 1), 0)
            return f"sqlalchemy.dialects.{dialect}." + ".".join(rest[start:])
        case ["sql", "functions", *rest] if rest:
            return "sqlalchemy." + ".".join(rest)
        case _:
            return "sqlalchemy." + _without(parts, vocabulary.CORE_MODULES)


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """The one name under which we know a library's object, however it was reached; other names come back unchanged."""
    root, _, rest = name.partition(".")
    if not rest:
        return name
    parts = rest.split(".")
    if root == "sqlalchemy":
        return _canonical_sqlalchemy(parts)
    if root == "sqlmodel":
        if "func" in parts[:-1]:
            return "sqlalchemy.func." + ".".join(parts[parts.index("func") + 1 :])
        last = parts[-1]
        if last in vocabulary.SQLMODEL_OWN:
            return f"sqlmodel.{last}"
        if last == "AsyncSession":
            return "sqlalchemy.ext.asyncio.AsyncSession"
        return f"sqlalchemy.orm.{last}" if last in vocabulary.ORM_NAMES else f"sqlalchemy.{last}"
    if name.startswith(vocabulary.FLASK_SQLALCHEMY_OBJECT + "."):
        first, _, _ = name[len(vocabulary.FLASK_SQLALCHEMY_OBJECT) + 1 :].partition(".")
        if first in vocabulary.FLASK_SQLALCHEMY_OWN and first != "Table":
            return name
        path = name[len(vocabulary.FLASK_SQLALCHEMY_OBJECT) + 1 :]
        return f"sqlalchemy.orm.{path}" if first in vocabulary.ORM_NAMES else f"sqlalchemy.{path}"
    return name


class Names:
    """Looks expressions up in one module. The empty string means: not known."""

    def __init__(self, module: Module, flask_objects: frozenset[str] = frozenset(), follow: Callable[[str], str] | None = None) -> None:
        """`flask_objects` are imported names that evidence shows to be Flask-SQLAlchemy's `db`.

        `follow` takes a dotted path of the project to where the name is defined.
        """
        self._follow = follow
        self._module = module
        self._flask_objects = flask_objects
        self._memo: dict[tuple[Scope, str], str] = {}
        self._pending: set[tuple[Scope, str]] = set()
        self._resolved: dict[ast.AST, tuple[Scope, str]] = {}

    def path(self, node: ast.AST, scope: Scope) -> str:
        """The dotted name as the imports spell it (`sqlalchemy.ext.declarative.declarative_base`), or empty.

        A call inside an attribute chain does not collapse into a dotted name.
        """
        inner: Any = node
        rest = ""
        while inner.__class__ is ast.Attribute:
            rest = f".{inner.attr}{rest}"
            inner = inner.value
        if inner.__class__ is not ast.Name:
            return ""
        found = self._name(inner.id, scope)
        if found and rest:
            found += rest
        if self._follow is None or not found or found.startswith(_KNOWN_ROOTS):
            return found
        return self._follow(found)

    def resolve(self, node: ast.AST, scope: Scope) -> str:
        """The canonical name (`sqlalchemy.orm.declarative_base`), or empty."""
        known = self._resolved.get(node)
        if known is not None and known[0] is scope:
            return known[1]
        found = self.path(node, scope)
        if found:
            found = canonical(found)
        if not self._pending:  # in the middle of a look-up, a name that leads back to itself is unknown only for now
            self._resolved[node] = (scope, found)
        return found

    def _name(self, name: str, scope: Scope) -> str:
        key = (scope, name)
        found = self._memo.get(key)
        if found is not None:
            return found
        if key in self._pending or len(self._pending) > _LONGEST_CHAIN:
            return ""
        self._pending.add(key)
        try:
            found = self._look_up(name, scope)
        finally:
            self._pending.discard(key)
        self._memo[key] = found
        return found

    def _look_up(self, name: str, scope: Scope) -> str:
        bindings = scope.lookup(name)
        if not bindings:
            if scope.module.star_imports or name not in _BUILTINS:
                return ""
            return f"builtins.{name}"
        if len(bindings) == 1:
            return self._binding(bindings[0], name)
        found = {self._binding(binding, name) for binding in bindings if not _is_fallback(binding)}
        canonical_names = {canonical(path) for path in found}
        if len(canonical_names) == 1:
            return sorted(found)[0]
        return ""

    def _binding(self, binding: Binding, name: str) -> str:
        if binding.kind in (BindingKind.IMPORT, BindingKind.IMPORT_FROM):
            if name in self._flask_objects and binding.scope is self._module.scope:
                return vocabulary.FLASK_SQLALCHEMY_OBJECT
            return binding.module
        if binding.kind in _DEFINITIONS:
            return f"{LOCAL}.{name}"
        if binding.kind is BindingKind.PARAMETER and name == "cls" and isinstance(binding.scope.node, ast.ClassDef):
            return f"{LOCAL}.{binding.scope.node.name}"  # a parameter's scope is the one its function stands in
        if binding.kind is BindingKind.ASSIGNMENT:
            value = binding.node
            if isinstance(value, (ast.Name, ast.Attribute)):
                return self.path(value, binding.scope)
            if isinstance(value, ast.Call):
                return self._instance(value, binding.scope)
        return ""

    def _instance(self, call: ast.Call, scope: Scope) -> str:
        """The one kind of instance that has a name: `db = SQLAlchemy()`."""
        callee = self.path(call.func, scope)
        if callee in vocabulary.FLASK_SQLALCHEMY_CLASSES:
            return vocabulary.FLASK_SQLALCHEMY_OBJECT
        if callee.startswith(f"{LOCAL}."):
            for binding in scope.lookup(callee[len(LOCAL) + 1 :]):
                if isinstance(binding.node, ast.ClassDef) and any(
                    self.path(base, binding.scope) in vocabulary.FLASK_SQLALCHEMY_CLASSES for base in binding.node.bases
                ):
                    return vocabulary.FLASK_SQLALCHEMY_OBJECT
        return ""


def _is_fallback(binding: Binding) -> bool:
    """`X = None`, as the handler of an ImportError leaves it, says nothing about X."""
    return binding.kind is BindingKind.ASSIGNMENT and isinstance(binding.node, ast.Constant) and binding.node.value is None


def flask_objects_by_evidence(module: Module) -> frozenset[str]:
    """Imported names used as Flask-SQLAlchemy's `db` is: a class derives from `db.Model`, columns are `db.Column(…)`,
    or the name is `db` and `db.session.<method>` of a session is called. The defining module may be out of reach."""
    found = set[str]()
    if module.attribute_names.isdisjoint(_OF_FLASK_OBJECTS):
        return frozenset()
    for node, scope in module.nodes[ast.Attribute]:
        value = node.value
        if node.attr not in _OF_FLASK_OBJECTS or not isinstance(value, ast.Name):
            continue
        bindings = scope.lookup(value.id)
        if not bindings or any(binding.kind is not BindingKind.IMPORT_FROM or binding.scope is not module.scope for binding in bindings):
            continue
        if any(binding.module.split(".")[0] in ("sqlalchemy", "sqlmodel", "alembic", "django", "peewee") for binding in bindings):
            continue
        parent = module.parents.get(node)
        if node.attr == "Model" and isinstance(parent, ast.ClassDef) and value.id.endswith("db"):
            found.add(value.id)
        elif node.attr == "Column" and isinstance(parent, ast.Call) and parent.func is node and value.id.endswith("db"):
            found.add(value.id)
        elif node.attr == "session" and value.id == "db" and isinstance(parent, ast.Attribute):
            if parent.attr in ("add", "commit", "query", "execute", "delete", "flush", "rollback", "scalars", "scalar", "add_all", "get"):
                found.add(value.id)
    return frozenset(found)
