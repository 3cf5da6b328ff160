"""Lists that a function puts together step by step, and those that a class holds: what may be in them."""

from __future__ import annotations

import ast

from flake8_sqla.extract import givers
from flake8_sqla.syntax.scopes import Binding, BindingKind, FunctionNode, Module, Scope

_ADDING = {"append": False, "extend": True, "insert": False}
#: What a list of options, conditions or the like may be asked and stays what it is.
_HARMLESS = frozenset({"copy", "index", "count"})


def parts_of_list(name: str, bindings: tuple[Binding, ...], module: Module) -> list[tuple[ast.expr, Scope, bool]] | None:
    """What a name's list may hold, by what it is bound to and what is added: (expression, scope, whether it is a list of parts itself).

    None where it is bound, or changed, in a way that is not seen through.
    """
    assigned = [each for each in bindings if each.kind is BindingKind.ASSIGNMENT and isinstance(each.node, ast.expr)]
    added = [each.node for each in bindings if isinstance(each.node, ast.AugAssign) and isinstance(each.node.op, ast.Add)]
    if len(assigned) != 1 or len(assigned) + len(added) != len(bindings) or not isinstance(assigned[0].node, ast.expr):
        return None
    scope = assigned[0].scope
    found: list[tuple[ast.expr, Scope, bool]] = [(assigned[0].node, scope, True)]
    found += [(each.value, scope, True) for each in added]
    methods = module.methods_of(name, scope) - _HARMLESS
    if methods - set(_ADDING):
        return None
    if methods:
        if not scope.is_function:
            return None  # who else changes a list of the module cannot be seen from here
        for mention in module.mentions(name, scope.node):
            method = module.parents.get(mention)
            call = module.parents.get(method) if isinstance(method, ast.Attribute) else None
            if isinstance(method, ast.Attribute) and method.attr in _ADDING:
                if not isinstance(call, ast.Call) or not call.args or isinstance(call.args[-1], ast.Starred):
                    return None
                found.append((call.args[-1], scope, _ADDING[method.attr]))
    return found


def held_by_class(node: ast.Attribute, scope: Scope, module: Module) -> tuple[ast.expr, Scope] | None:
    """What `self.options`, `cls.options` or `Class.options` holds by the class's body, or by what its property returns."""
    assert isinstance(node.value, ast.Name)
    owner: ast.AST | None = None
    if node.value.id in ("self", "cls"):
        owner = givers.class_around(node, module)
    else:
        bindings = scope.lookup(node.value.id)
        owner = bindings[0].node if len(bindings) == 1 else None
    if not isinstance(owner, ast.ClassDef):
        return None
    inside = module.scopes[owner]
    bindings = tuple(inside.bindings.get(node.attr, ()))
    if len(bindings) != 1:
        return None
    held = bindings[0].node
    if bindings[0].kind is BindingKind.ASSIGNMENT and isinstance(held, ast.expr):
        return held, inside
    if isinstance(held, FunctionNode) and givers.is_property(held):
        returned = givers.returned(held, module)
        return (returned[0], module.scopes[held]) if len(returned) == 1 else None
    return None
