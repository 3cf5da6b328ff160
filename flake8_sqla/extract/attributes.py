"""What a class sets on `self`, and what its body annotates."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_sqla.extract import givers
from flake8_sqla.extract.joining import is_none_literal, joined
from flake8_sqla.extract.kinds import Value
from flake8_sqla.extract.neighbours import Neighbours
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import FunctionNode, Module, Scope

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values


class Attributes:
    """The attributes that the objects of classes have, of the kinds that matter."""

    def __init__(self, module: Module, names: Names, neighbours: Neighbours, values: Values) -> None:
        """Nothing is looked at until it is asked for."""
        self._module = module
        self._names = names
        self._neighbours = neighbours
        self._values = values
        self._set: dict[ast.AST, dict[str, list[tuple[ast.expr, Scope, bool]]]] = {}

    def of_self(self, node: ast.Attribute) -> Value | None:
        """The kind of `self.x`, by the class around it or by its ancestors, here and in other files."""
        owner = givers.class_around(node, self._module)
        if owner is None:
            return None
        found = self.of_class(owner, node.attr)
        if found is None:
            for ancestor in givers.ancestors(owner, self._module, self._names):
                if isinstance(ancestor, str):
                    found = self._neighbours.attribute_of(ancestor, node.attr)
                else:
                    found = self.of_class(ancestor, node.attr)
                if found is not None:
                    break
        return found

    def of_class(self, owner: ast.ClassDef, name: str) -> Value | None:
        """The kind of an attribute that a class of this file gives its objects by itself."""
        places = self.set_by(owner).get(name)
        if not places:
            return None
        values = self._values
        found = [
            values.of_annotation(value, scope) if annotation else values.of(value, scope)
            for value, scope, annotation in places
            if not is_none_literal(value)
        ]
        return joined(found)

    def set_by(self, owner: ast.ClassDef) -> dict[str, list[tuple[ast.expr, Scope, bool]]]:
        """See `attributes_set`; found out once a class."""
        found = self._set.get(owner)
        if found is None:
            found = self._set[owner] = attributes_set(owner, self._module)
        return found


def attributes_set(class_node: ast.ClassDef, module: Module) -> dict[str, list[tuple[ast.expr, Scope, bool]]]:
    """What a class's methods assign to `self.x`, and what its body annotates: (expression, scope, is annotation)."""
    found: dict[str, list[tuple[ast.expr, Scope, bool]]] = {}
    for statement in class_node.body:
        if statement.__class__ is ast.AnnAssign:
            if statement.target.__class__ is ast.Name:
                found.setdefault(statement.target.id, []).append((statement.annotation, module.scopes[class_node], True))
        elif statement.__class__ in FunctionNode:
            scope = module.scopes[statement]
            for node in reversed(module.own(statement, ast.Assign)):
                assert isinstance(node, ast.Assign)
                for target in node.targets:
                    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                        found.setdefault(target.attr, []).append((node.value, scope, False))
            for node in reversed(module.own(statement, ast.AnnAssign)):
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
                    found.setdefault(node.target.attr, []).append((node.annotation, scope, True))
    return found
