"""Functions of the file that give a value: by return, by yield, as a context manager, a dependency or a fixture."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.syntax.names import LOCAL, Names
from flake8_sqla.syntax.scopes import Binding, BindingKind, FunctionNode, Module, Scope

Function = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_ANCESTORS = 60


def returned(function: Function, module: Module) -> list[ast.expr]:
    """The expressions that a function returns, the last first."""
    found = [node.value for node in module.own(function, ast.Return) if isinstance(node, ast.Return) and node.value is not None]
    return found[::-1]


def yielded(function: Function, module: Module) -> list[ast.expr]:
    """The expressions that a generator yields, the last first."""
    found = [node.value for node in module.own(function, ast.Yield) if isinstance(node, ast.Yield) and node.value is not None]
    return found[::-1]


def is_generator(function: Function, module: Module) -> bool:
    """Whether the body yields."""
    return bool(module.own(function, ast.Yield) or module.own(function, ast.YieldFrom))


def class_around(node: ast.AST, module: Module) -> ast.ClassDef | None:
    """The class a node stands in."""
    parent = module.parents.get(node)
    while parent is not None and not isinstance(parent, ast.ClassDef):
        parent = module.parents.get(parent)
    return parent


def ancestors(class_node: ast.ClassDef, module: Module, names: Names) -> Iterator[ast.ClassDef | str]:
    """The classes behind a class: those of this file, and the paths of the others."""
    pending, seen = list(reversed(class_node.bases)), {class_node}
    while pending:
        base = pending.pop()
        path = names.resolve(base.value if isinstance(base, ast.Subscript) else base, module.scope)
        if not path.startswith(f"{LOCAL}."):
            if path:
                yield path
            continue
        for binding in module.scope.lookup(path[len(LOCAL) + 1 :]):
            if isinstance(binding.node, ast.ClassDef) and binding.node not in seen and len(seen) < _MOST_ANCESTORS:
                seen.add(binding.node)
                yield binding.node
                pending.extend(reversed(binding.node.bases))


def method_named(node: ast.AST, name: str, module: Module) -> Function | None:
    """The method of the class around a node, where the class defines it once."""
    parent = class_around(node, module)
    if parent is None:
        return None
    found = [each.node for each in module.scopes[parent].bindings.get(name, ()) if each.kind is BindingKind.FUNCTION]
    found = [each for each in found if isinstance(each, FunctionNode) and module.parents.get(each) is parent]
    return found[0] if len(found) == 1 and isinstance(found[0], FunctionNode) else None


def method_of(owner: ast.ClassDef, name: str, module: Module, names: Names) -> Function | None:
    """The method of a class, or of the nearest of its ancestors in this file, where that is known."""
    for each in (owner, *ancestors(owner, module, names)):
        if isinstance(each, str):
            return None  # an ancestor elsewhere comes before the next one here
        found = [binding.node for binding in module.scopes[each].bindings.get(name, ()) if binding.kind is BindingKind.FUNCTION]
        if found:
            return found[0] if len(found) == 1 and isinstance(found[0], FunctionNode) else None
    return None


def function_called(call: ast.Call, scope: Scope, module: Module, names: Names) -> Function | None:
    """The function of this file that a call runs: by its name, or as a method of `self`."""
    if isinstance(call.func, ast.Name):
        found = function_named(call.func.id, scope)
        return found[0] if found is not None else None
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in ("self", "cls"):
        owner = class_around(call, module)
        return method_of(owner, call.func.attr, module, names) if owner is not None else None
    return None


def default_of(argument: ast.arg, function: ast.AST) -> ast.expr | None:
    """A parameter's default value."""
    arguments = getattr(function, "args", None)
    if not isinstance(arguments, ast.arguments):
        return None
    positional = [*arguments.posonlyargs, *arguments.args]
    for parameter, default in zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True):
        if parameter is argument:
            return default
    for parameter, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if parameter is argument:
            return given
    return None


def function_named(name: str, scope: Scope) -> tuple[Function, Binding] | None:
    """The function of this file that a name means, where it is defined once."""
    bindings = scope.lookup(name)
    if len(bindings) == 1 and bindings[0].kind is BindingKind.FUNCTION and isinstance(bindings[0].node, FunctionNode):
        return bindings[0].node, bindings[0]
    return None


class Calls:
    """The method calls made on each bare name, by the binding they mean: gathered once, when evidence is first asked for."""

    def __init__(self, module: Module) -> None:
        """Nothing is gathered yet."""
        self._module = module
        self._by_origin: dict[ast.AST, list[tuple[ast.Call, Scope]]] | None = None

    def on(self, origin: ast.AST) -> Iterator[tuple[ast.Call, Scope]]:
        """The calls `name.method(…)` of one parameter, or of the name that a `with` binds to what `origin` gives."""
        if self._by_origin is None:
            self._by_origin = {}
            for node, scope in self._module.nodes[ast.Call]:
                if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                    for binding in scope.lookup(node.func.value.id):
                        if binding.kind in (BindingKind.PARAMETER, BindingKind.WITH):
                            self._by_origin.setdefault(binding.node, []).append((node, scope))
        yield from self._by_origin.get(origin, ())


def decorators(function: Function) -> list[ast.expr]:
    """What decorates a function, the calls of decorators with arguments taken off."""
    return [each.func if isinstance(each, ast.Call) else each for each in function.decorator_list]


def is_property(function: Function) -> bool:
    """Whether reading the attribute calls the function."""
    return any(isinstance(each, ast.Name) and each.id in ("property", "cached_property") for each in function.decorator_list)


def makes_object(node: ast.expr) -> bool:
    """`User(…)`: a class is called."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else (function.id if isinstance(function, ast.Name) else "")
    return name[:1].isupper()
