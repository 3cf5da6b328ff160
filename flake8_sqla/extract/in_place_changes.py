"""Values of columns that are changed in place: `user.settings["theme"] = …`, `user.tags.append(…)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import EntityValue, Origin
from flake8_sqla.extract.object_use import MUTATORS
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.in_place_changes import InPlaceChange
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import walk

_TELLING = frozenset({"flag_modified", "flag_dirty", "changed", "set_attribute"})


def in_place_changes(reading: Reading) -> Iterator[InPlaceChange]:
    """Every change in place of what an attribute of an object holds, or of a name for it that is assigned back."""
    for subscript, scope in reading.module.nodes[ast.Subscript]:
        if not isinstance(subscript.ctx, ast.Load):
            yield from _change(subscript.value, scope, reading)
    if reading.module.attribute_names.isdisjoint(MUTATORS):
        return
    for node, scope in reading.module.nodes[ast.Attribute]:
        if node.attr in MUTATORS and isinstance(node.value, (ast.Attribute, ast.Subscript, ast.Name)):
            call = reading.module.parents.get(node)
            if isinstance(call, ast.Call) and call.func is node:
                yield from _change(node.value, scope, reading)


def _change(changed: ast.expr, scope: Scope, reading: Reading) -> Iterator[InPlaceChange]:
    while isinstance(changed, ast.Subscript):
        changed = changed.value
    function = reading.module.enclosing_function(changed)
    if function is None:
        return
    if isinstance(changed, ast.Name):
        yield from _of_name(changed, function, scope, reading)
    elif isinstance(changed, ast.Attribute) and isinstance(changed.value, ast.Name):
        model = _model(changed.value, scope, reading)
        if model and not _is_told(changed.value.id, changed.attr, function, reading):
            yield InPlaceChange(reading.source.attribute_span(changed), changed.value.id, changed.attr, model)


def _of_name(name: ast.Name, function: ast.AST, scope: Scope, reading: Reading) -> Iterator[InPlaceChange]:
    """`data = user.data`, `data["k"] = v`, `user.data = data`: the same object, assigned to where it was."""
    bindings = scope.lookup(name.id)
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
        return
    value = bindings[0].node
    if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
        value = value.values[0]
    if not isinstance(value, ast.Attribute) or not isinstance(value.value, ast.Name):
        return
    owner = value.value
    model = _model(owner, bindings[0].scope, reading)
    back = [each for each in _stores(owner.id, value.attr, function, reading) if _assigns(each, name.id, reading)]
    if not model or not back or len(back) != len(_stores(owner.id, value.attr, function, reading)):
        return
    if not _is_flagged(function):
        yield InPlaceChange(reading.source.span(name), owner.id, value.attr, model, name.id)


def _assigns(target: ast.Attribute, name: str, reading: Reading) -> bool:
    parent = reading.module.parents.get(target)
    return isinstance(parent, ast.Assign) and isinstance(parent.value, ast.Name) and parent.value.id == name


def _model(owner: ast.Name, scope: Scope, reading: Reading) -> str:
    """The class of an object that has a row; empty where it may be new."""
    value = reading.values.of(owner, scope)
    return value.model if isinstance(value, EntityValue) and value.origin in (Origin.LOADED, Origin.GOT) else ""


def _stores(owner: str, attribute: str, function: ast.AST, reading: Reading) -> list[ast.Attribute]:
    parents = (reading.module.parents.get(mention) for mention in reading.module.mentions(owner, function))
    return [each for each in parents if isinstance(each, ast.Attribute) and each.attr == attribute and isinstance(each.ctx, ast.Store)]


def _is_told(owner: str, attribute: str, function: ast.AST, reading: Reading) -> bool:
    """Whether the function assigns the attribute, or tells SQLAlchemy of the change."""
    return bool(_stores(owner, attribute, function, reading)) or _is_flagged(function)


def _is_flagged(function: ast.AST) -> bool:
    for part in walk(function):
        if isinstance(part, ast.Call):
            name = spelled(part.func) if isinstance(part.func, (ast.Name, ast.Attribute)) else ""
            if name.rpartition(".")[2] in _TELLING:
                return True
    return False
