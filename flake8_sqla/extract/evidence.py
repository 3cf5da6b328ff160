"""Which names are mapped classes, judged by how the file uses them: the defining module may be out of reach."""

from __future__ import annotations

import ast
from collections.abc import Set as AbstractSet
from functools import lru_cache

from flake8_sqla.extract.neighbours import MAPPED_ROLES, Neighbours
from flake8_sqla.syntax.names import LOCAL, Names
from flake8_sqla.syntax.scopes import Module, Scope
from flake8_sqla.vocabulary import modules, orm

#: The last parts of the names of functions that take entities.
_ENTITY_FUNCTIONS = frozenset(name.rpartition(".")[2] for name in orm.ENTITY_FUNCTIONS)
#: The methods whose arguments tell.
_TELLING = _ENTITY_FUNCTIONS | orm.EXPRESSION_METHODS | {"query", "any", "has"}
_ROOTS_OF_OTHERS = ("sqlalchemy.", "builtins.", "alembic.", "typing.", "enum.", "datetime.", "sqlmodel.", "flask_sqlalchemy.")


@lru_cache(maxsize=4096)
def looks_like_class(name: str) -> bool:
    """Whether the last part of a dotted name is spelt as classes are (`User`, `_User`, not `users` and not `USERS`)."""
    last = name.rpartition(".")[2].lstrip("_")
    return last[:1].isupper() and (len(last) == 1 or not last.isupper())


def entity_name(node: ast.AST, scope: Scope, names: Names) -> str:
    """The class named by an argument that stands for an entity or one of its columns: `User`, `models.User`, `User.id`."""
    path = names.resolve(node, scope)
    if not path or path.startswith(_ROOTS_OF_OTHERS):
        return ""
    if looks_like_class(path):
        return path
    owner = path.rpartition(".")[0]
    if owner and owner != LOCAL and looks_like_class(owner):
        return owner
    return ""


def mapped_by_evidence(module: Module, names: Names, neighbours: Neighbours) -> frozenset[str]:
    """The qualified names that this file uses as entities: in `select(X)`, `session.query(X)`, `aliased(X)`, `X.query.filter_by`."""
    found: set[str] = set()
    # What is called by its bare name may have been given another one.
    for node, scope in module.bare_calls if _TELLING.isdisjoint(module.attribute_names) else module.nodes[ast.Call]:
        function = node.func
        if function.__class__ is ast.Attribute:
            method = function.attr
            if method not in _TELLING:
                continue
            if method in _ENTITY_FUNCTIONS and names.resolve(function, scope) in orm.ENTITY_FUNCTIONS:
                found.update(_entities(node, scope, names))
            elif method == "query" and is_query_by_evidence(node, scope, module, names, neighbours):
                found.update(_entities(node, scope, names))
            elif method in orm.EXPRESSION_METHODS or _asks_relationship(function, scope, names):
                found.update(_owners_of_columns(node, scope, names))
        elif function.__class__ is ast.Name and names.resolve(function, scope) in orm.ENTITY_FUNCTIONS:
            found.update(_entities(node, scope, names))
    for attribute, scope in module.nodes[ast.Attribute] if "query" in module.attribute_names else ():
        if attribute.attr == "query" and is_model_query(attribute, scope, module, names, neighbours):
            found.add(names.resolve(attribute.value, scope))
    found.discard("")
    return frozenset(found)


def _entities(call: ast.Call, scope: Scope, names: Names) -> set[str]:
    arguments = call.args[0].elts if call.args and isinstance(call.args[0], (ast.List, ast.Tuple)) else call.args
    return {entity_name(argument, scope, names) for argument in arguments}


def _owners_of_columns(call: ast.Call, scope: Scope, names: Names) -> set[str]:
    """The classes whose attributes are compared or asked as columns are: `X.a == …`, `X.a.in_(…)`."""
    found = set()
    for argument in _conditions(call.args):
        column: ast.expr | None = None
        if isinstance(argument, ast.Compare) and isinstance(argument.ops[0], (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            column = argument.left
        elif isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute) and argument.func.attr in orm.COLUMN_METHODS:
            column = argument.func.value
        if isinstance(column, ast.Attribute) and not column.attr.isupper():
            found.add(entity_name(column, scope, names))
    return found


def _conditions(arguments: list[ast.expr]) -> list[ast.expr]:
    """The single conditions among arguments, what joins them taken apart: `&`, `|`, and Python's own operators."""
    found: list[ast.expr] = []
    stack = list(reversed(arguments))
    while stack:
        node = stack.pop()
        match node:
            case ast.BoolOp(values=values):
                stack.extend(reversed(values))
            case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
                stack += [right, left]
            case ast.UnaryOp(op=ast.Not() | ast.Invert(), operand=operand):
                stack.append(operand)
            case _:
                found.append(node)
    return found


def _asks_relationship(function: ast.Attribute, scope: Scope, names: Names) -> bool:
    """`User.addresses.any(…)`, `Address.user.has(…)`: the arguments are conditions on the other class."""
    owner = function.value
    return function.attr in ("any", "has") and isinstance(owner, ast.Attribute) and looks_like_class(names.resolve(owner.value, scope))


def _next_method(node: ast.AST, module: Module) -> str:
    """The method called next on this expression in the same chain, or empty."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Attribute) and isinstance(module.parents.get(parent), ast.Call):
        return parent.attr
    return ""


def _later_methods(call: ast.Call, scope: Scope, module: Module) -> AbstractSet[str]:
    """The methods called on this call's value: next in the chain, or on the name it is assigned to."""
    method = _next_method(call, module)
    parent = module.parents.get(call)
    if method or not isinstance(parent, ast.Assign) or not isinstance(parent.targets[0], ast.Name):
        return {method}
    return module.methods_of(parent.targets[0].id, scope)


def is_query_by_evidence(call: ast.Call, scope: Scope, module: Module, names: Names, neighbours: Neighbours) -> bool:
    """Whether `<anything>.query(X, …)` is an ORM query: X is spelt as a class of the project and an ORM method follows."""
    if not call.args or any(keyword.arg is not None for keyword in call.keywords):
        return False
    first = call.args[0]
    named = entity_name(first, scope, names)
    if not named and not (isinstance(first, ast.Call) and names.resolve(first.func, scope).startswith("sqlalchemy.func.")):
        return False
    if named and neighbours.class_role(named) in MAPPED_ROLES:
        return True
    return not orm.QUERY_EVIDENCE.isdisjoint(_later_methods(call, scope, module))


def is_model_query(node: ast.Attribute, scope: Scope, module: Module, names: Names, neighbours: Neighbours) -> bool:
    """Whether `X.query` is the query of a mapped class: X is a class of the project, and an ORM method follows."""
    if not isinstance(node.value, (ast.Name, ast.Attribute)):
        return False
    owner = names.resolve(node.value, scope)
    if not owner or owner.startswith(_ROOTS_OF_OTHERS) or not looks_like_class(owner):
        return False
    bases = neighbours.bases_of(owner)
    if owner.startswith(f"{LOCAL}."):
        found = [(each.node, each.scope) for each in module.scope.lookup(owner[len(LOCAL) + 1 :])]
        classes = [(each, around) for each, around in found if isinstance(each, ast.ClassDef)]
        if not classes:
            return False
        bases = tuple(names.resolve(base, around) for each, around in classes for base in each.bases)
    if any(base.split(".")[0] in modules.OTHER_MAPPERS for base in bases):
        return False
    following = _next_method(node, module)
    if following in orm.QUERY_EVIDENCE and neighbours.class_role(owner) in MAPPED_ROLES:
        return True
    return following in orm.MODEL_QUERY_EVIDENCE
