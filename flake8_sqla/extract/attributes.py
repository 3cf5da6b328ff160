"""What a class sets on `self`, and what its body annotates."""

from __future__ import annotations

import ast

from flake8_sqla.syntax.scopes import FunctionNode, Module, Scope


def attributes_set(class_node: ast.ClassDef, module: Module) -> dict[str, list[tuple[ast.expr, Scope, bool]]]:
    """What a class's methods assign to `self.x`, and what its body annotates: (expression, scope, is annotation)."""
    found: dict[str, list[tuple[ast.expr, Scope, bool]]] = {}
    for statement in class_node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found.setdefault(statement.target.id, []).append((statement.annotation, module.scopes[class_node], True))
        elif isinstance(statement, FunctionNode):
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
