"""Scopes and bindings of a module, the parents of its nodes, and its nodes by type: one walk for all of it.

Names are looked up only when the walk is over, so a function sees what the module binds below it, as it would at run time.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, cast

from flake8_sqla.facts.record import record
from flake8_sqla.syntax.source import Source
from flake8_sqla.syntax.walk import child_fields, names_in

if TYPE_CHECKING:
    from flake8_sqla.syntax.nodes_by_type import NodesByType


class BindingKind(Enum):
    """How a name comes by its value."""

    IMPORT = auto()
    IMPORT_FROM = auto()
    ASSIGNMENT = auto()
    ANNOTATION = auto()
    PARAMETER = auto()
    FUNCTION = auto()
    CLASS = auto()
    WITH = auto()
    LOOP = auto()
    UNPACKING = auto()
    OTHER = auto()


@record(eq=False)
class Binding:
    """One place that gives a name a value.

    `node` is the value's expression, the definition, the import's alias or the parameter; `scope` is where that expression is read.
    `positions` lead to an unpacked name (`c` in `a, (b, c) = …`: 1, 1; behind a star from the end); `unpacked`: how the whole was bound.
    """

    kind: BindingKind
    node: ast.AST
    scope: Scope
    line: int
    module: str = ""
    asynchronous: bool = False
    positions: tuple[int, ...] = ()
    unpacked: BindingKind | None = None


class Scope:
    """A module, class, function, lambda or comprehension, and the names it binds."""

    __slots__ = tuple(
        "_found bindings global_names is_class is_comprehension is_function module node nonlocal_names parent star_imports".split()
    )

    def __init__(self, node: ast.AST, parent: Scope | None) -> None:
        """A scope that binds nothing yet."""
        self.node = node
        self.parent = parent
        #: The scope of the whole file.
        self.module: Scope = self if parent is None else parent.module
        #: Whether this is a class body, whose names its methods do not see.
        self.is_class = isinstance(node, ast.ClassDef)
        self.is_comprehension = isinstance(node, _COMPREHENSIONS)
        #: Whether this is a function's or a lambda's body.
        self.is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        self.bindings: dict[str, list[Binding]] = {}
        self.global_names: set[str] = set()
        self.nonlocal_names: set[str] = set()
        self.star_imports: list[str] = []
        self._found: dict[str, tuple[Binding, ...]] = {}

    def lookup(self, name: str) -> tuple[Binding, ...]:
        """Every binding that this name may mean here, innermost scope first found. Asked when the walk is over: then nothing changes."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> tuple[Binding, ...]:
        scope: Scope | None = self
        own = True
        while scope is not None:
            if name in scope.global_names:
                return tuple(scope.module.bindings.get(name, ()))
            if own or not scope.is_class:
                found = scope.bindings.get(name)
                if found is not None:
                    return tuple(found)
            own = own and scope.is_comprehension
            scope = scope.parent
        return ()


FunctionNode = (ast.FunctionDef, ast.AsyncFunctionDef)
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_KEPT = (
    *(ast.Call, ast.ClassDef, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef),
    *(ast.Attribute, ast.Subscript, ast.Compare, ast.JoinedStr),
    *(ast.Assign, ast.AnnAssign, ast.Return, ast.Yield, ast.YieldFrom, ast.ExceptHandler),
    *(ast.If, ast.IfExp, ast.While, ast.Assert, ast.For, ast.AsyncFor, ast.comprehension),
)
#: Nodes without children, scopes or bindings: half of every tree.
_LEAVES = frozenset({ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.alias})

_Binder = Callable[[Any, Scope], None]
_Opener = Callable[["Module", Any, Scope], list[tuple[ast.AST, Scope]]]
#: What the walk does at a type of node: keep it, bind names, open a scope, go on through fields.
_Plan = tuple["Callable[[tuple[ast.AST, Scope]], None] | None", "_Binder | None", "_Opener | None", tuple[str, ...]]


class Module:
    """One file after the walk: its scopes, the parent of every node, and the nodes that extractors ask for, in source order."""

    def __init__(self, source: Source) -> None:
        """Walk the tree once."""
        self.source = source
        self.scope = Scope(source.tree, None)
        self.parents: dict[ast.AST, ast.AST] = {}
        nodes: dict[type[ast.AST], list[tuple[ast.AST, Scope]]] = {kind: [] for kind in _KEPT}
        self.nodes = cast("NodesByType", nodes)
        self.scopes: dict[ast.AST, Scope] = {source.tree: self.scope}
        self._own: dict[type[ast.AST], dict[Scope, list[ast.AST]]] = {}
        self._mentions: dict[ast.AST, dict[str, list[ast.AST]]] = {}
        #: What `extract.reaching` found out about statements.
        self.block_paths: dict[ast.AST, tuple[tuple[ast.AST, str], ...]] = {}
        self.long_blocks: dict[tuple[ast.AST, str], set[ast.AST]] = {}
        self._methods: dict[tuple[Scope, str], set[str]] | None = None
        self._walk(nodes)
        #: The calls of what has a bare name: that may be anything, while of an attribute the last part is known.
        self.bare_calls = [place for place in self.nodes[ast.Call] if place[0].func.__class__ is ast.Name]
        #: The attributes that stand anywhere in the file: most questions are about some that do not.
        self.attribute_names = frozenset({node.attr for node, _ in self.nodes[ast.Attribute]})

    def _walk(self, nodes: dict[type[ast.AST], list[tuple[ast.AST, Scope]]]) -> None:
        parents, leaves = self.parents, _LEAVES
        stack: list[tuple[ast.AST, Scope]] = [(self.source.tree, self.scope)]
        push = stack.append
        plans: dict[type[ast.AST], _Plan] = {}
        while stack:
            node, scope = place = stack.pop()
            kind = node.__class__
            plan = plans.get(kind)
            if plan is None:  # the last fields first, since the stack is taken from its end
                keep = nodes[kind].append if kind in nodes else None
                plan = plans[kind] = (keep, _BINDERS.get(kind), _OPENERS.get(kind), child_fields[kind][::-1])
            keep, binder, opener, fields = plan
            if keep is not None:
                keep(place)
            if binder is not None:
                binder(node, scope)
            if opener is not None:
                inside = opener(self, node, scope)
                for child, _ in inside:
                    parents[child] = node
                stack += inside[::-1]
                continue
            values = node.__dict__
            for name in fields:
                value = values[name]
                if value.__class__ is list:
                    for child in reversed(value):
                        if child is not None:
                            parents[child] = node
                            if child.__class__ not in leaves:
                                push((child, scope))
                elif value is not None:
                    parents[value] = node
                    if value.__class__ not in leaves:
                        push((value, scope))

    def own(self, function: ast.AST, kind: type[ast.AST]) -> Sequence[ast.AST]:
        """The nodes of one of the kept types in a function's body, nested functions and classes left out, in source order."""
        by_scope = self._own.get(kind)
        if by_scope is None:
            by_scope = self._own[kind] = {}
            for node, scope in self.nodes[kind]:
                by_scope.setdefault(scope, []).append(node)
        return by_scope.get(self.scopes[function], ())

    def mentions(self, name: str, holder: ast.AST) -> Sequence[ast.AST]:
        """Where a name stands in a function or the whole file, nested ones included: names, `global` and `nonlocal`. One walk a holder."""
        by_name = self._mentions.get(holder)
        if by_name is None:
            by_name = self._mentions[holder] = names_in(holder)
        return by_name.get(name, ())

    def methods_of(self, name: str, scope: Scope) -> AbstractSet[str]:
        """The attributes that are asked of a bare name in one scope."""
        if self._methods is None:
            self._methods = {}
            for node, each in self.nodes[ast.Attribute]:
                if node.value.__class__ is ast.Name:
                    self._methods.setdefault((each, node.value.id), set()).add(node.attr)
        return self._methods.get((scope, name), frozenset())

    def open_scope(self, node: ast.AST, parent: Scope) -> Scope:
        """A new scope for a node that has one."""
        self.scopes[node] = scope = Scope(node, parent)
        return scope

    def enclosing_function(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function whose body holds this node, or None at module and class level."""
        while node in self.parents:
            node = self.parents[node]
            if node.__class__ in FunctionNode:
                return node
        return None


def _function_that_binds(name: str, scope: Scope) -> Scope:
    """The scope a `nonlocal` name belongs to: the nearest function around that binds it."""
    outer = scope.parent
    while outer is not None:
        if outer.is_function and name in outer.bindings:
            return outer
        outer = outer.parent
    return scope


def _bind(scope: Scope, name: str, binding: Binding) -> None:
    if name in scope.global_names:
        scope = scope.module
    elif name in scope.nonlocal_names:
        scope = _function_that_binds(name, scope)
    while scope.is_comprehension and binding.kind is BindingKind.ASSIGNMENT and scope.parent is not None:
        scope = scope.parent  # a walrus in a comprehension binds outside it
    scope.bindings.setdefault(name, []).append(binding)


def _bind_target(target: ast.expr, kind: BindingKind, value: ast.AST, scope: Scope, later: bool = False, at: tuple[int, ...] = ()) -> None:
    if isinstance(target, ast.Name):
        how, whole = (BindingKind.UNPACKING, kind) if at else (kind, None)
        _bind(scope, target.id, Binding(how, value, scope, target.lineno, "", later, at, whole))
    elif isinstance(target, (ast.Tuple, ast.List)):
        elements = value.elts if not at and kind is BindingKind.ASSIGNMENT and isinstance(value, (ast.Tuple, ast.List)) else []
        pairwise = len(elements) == len(target.elts) and not any(isinstance(part, ast.Starred) for part in elements)
        starred = next((position for position, part in enumerate(target.elts) if isinstance(part, ast.Starred)), len(target.elts))
        for position, part in enumerate(target.elts):
            if isinstance(part, ast.Starred):
                _bind_target(part.value, BindingKind.OTHER, value, scope)
            elif pairwise:
                _bind_target(part, kind, elements[position], scope)
            else:
                place = position if position < starred else position - len(target.elts)
                _bind_target(part, kind, value, scope, later, (*at, place))


def _bind_import(node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        module = alias.name if alias.asname else name
        _bind(scope, name, Binding(BindingKind.IMPORT, alias, scope, node.lineno, module))


def _bind_import_from(node: ast.ImportFrom, scope: Scope) -> None:
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        if alias.name == "*":
            scope.star_imports.append(module)
        else:
            separator = "" if module.endswith(".") else "."
            name = f"{module}{separator}{alias.name}"
            _bind(scope, alias.asname or alias.name, Binding(BindingKind.IMPORT_FROM, alias, scope, node.lineno, name))


def _bind_assign(node: Any, scope: Scope) -> None:
    for target in [node.name] if type(node) in _TYPE_ALIASES else node.targets:
        _bind_target(target, BindingKind.ASSIGNMENT, node.value, scope)


def _bind_annotated(node: ast.AnnAssign, scope: Scope) -> None:
    if isinstance(node.target, ast.Name):
        if node.value is not None:
            _bind_target(node.target, BindingKind.ASSIGNMENT, node.value, scope)
        else:
            _bind(scope, node.target.id, Binding(BindingKind.ANNOTATION, node.annotation, scope, node.lineno))


def _bind_augmented(node: ast.AugAssign, scope: Scope) -> None:
    if isinstance(node.target, ast.Name):
        _bind(scope, node.target.id, Binding(BindingKind.OTHER, node, scope, node.lineno))


def _bind_walrus(node: ast.NamedExpr, scope: Scope) -> None:
    _bind_target(node.target, BindingKind.ASSIGNMENT, node.value, scope)


def _bind_loop(node: Any, scope: Scope) -> None:
    asynchronous = isinstance(node, ast.AsyncFor) or bool(getattr(node, "is_async", False))
    _bind_target(node.target, BindingKind.LOOP, node.iter, scope, asynchronous)


def _bind_with(node: ast.With | ast.AsyncWith, scope: Scope) -> None:
    for item in node.items:
        if item.optional_vars is not None:
            _bind_target(item.optional_vars, BindingKind.WITH, item.context_expr, scope, isinstance(node, ast.AsyncWith))


def _bind_handler(node: ast.ExceptHandler, scope: Scope) -> None:
    if node.name:
        _bind(scope, node.name, Binding(BindingKind.OTHER, node, scope, node.lineno))


def _bind_outer(node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
    (scope.global_names if isinstance(node, ast.Global) else scope.nonlocal_names).update(node.names)


def _bind_pattern(node: ast.AST, scope: Scope) -> None:
    name = getattr(node, "name", None) or getattr(node, "rest", None)
    if isinstance(name, str):
        _bind(scope, name, Binding(BindingKind.OTHER, node, scope, getattr(node, "lineno", 1)))


def _open_function(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> list[tuple[ast.AST, Scope]]:
    _bind(scope, node.name, Binding(BindingKind.FUNCTION, node, scope, node.lineno))
    inner = module.open_scope(node, scope)
    found: list[tuple[ast.AST, Scope]] = [(decorator, scope) for decorator in node.decorator_list]
    found.extend(_open_arguments(module, node.args, scope, inner))
    if node.returns is not None:
        found.append((node.returns, scope))
    found.extend((statement, inner) for statement in node.body)
    return found


def _open_arguments(module: Module, arguments: ast.arguments, scope: Scope, inner: Scope) -> list[tuple[ast.AST, Scope]]:
    found: list[tuple[ast.AST, Scope]] = []
    for argument in filter(None, (arguments.vararg, arguments.kwarg)):
        _bind(inner, argument.arg, Binding(BindingKind.OTHER, argument, scope, argument.lineno))
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        _bind(inner, argument.arg, Binding(BindingKind.PARAMETER, argument, scope, argument.lineno))
        module.parents[argument] = inner.node  # the list of arguments itself is no place
        if argument.annotation is not None:
            found.append((argument.annotation, scope))
    found.extend((default, scope) for default in [*arguments.defaults, *arguments.kw_defaults] if default is not None)
    return found


def _open_lambda(module: Module, node: ast.Lambda, scope: Scope) -> list[tuple[ast.AST, Scope]]:
    inner = module.open_scope(node, scope)
    return [*_open_arguments(module, node.args, scope, inner), (node.body, inner)]


def _open_class(module: Module, node: ast.ClassDef, scope: Scope) -> list[tuple[ast.AST, Scope]]:
    _bind(scope, node.name, Binding(BindingKind.CLASS, node, scope, node.lineno))
    inner = module.open_scope(node, scope)
    outside = [*node.decorator_list, *node.bases, *node.keywords]
    return [*((part, scope) for part in outside), *((statement, inner) for statement in node.body)]


def _open_comprehension(module: Module, node: _Comprehension, scope: Scope) -> list[tuple[ast.AST, Scope]]:
    inner = module.open_scope(node, scope)
    parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    return [*((generator, inner) for generator in node.generators), *((part, inner) for part in parts)]


#: `type X = …`, from Python 3.12 on.
_TYPE_ALIASES: tuple[type[ast.AST], ...] = tuple(kind for kind in [getattr(ast, "TypeAlias", None)] if kind)
_BINDERS: dict[type[ast.AST], _Binder] = {
    ast.Import: _bind_import,
    ast.ImportFrom: _bind_import_from,
    ast.Assign: _bind_assign,
    ast.AnnAssign: _bind_annotated,
    ast.AugAssign: _bind_augmented,
    ast.NamedExpr: _bind_walrus,
    ast.For: _bind_loop,
    ast.AsyncFor: _bind_loop,
    ast.comprehension: _bind_loop,
    ast.With: _bind_with,
    ast.AsyncWith: _bind_with,
    ast.ExceptHandler: _bind_handler,
    ast.Global: _bind_outer,
    ast.Nonlocal: _bind_outer,
    ast.MatchAs: _bind_pattern,
    ast.MatchStar: _bind_pattern,
    ast.MatchMapping: _bind_pattern,
    **dict.fromkeys(_TYPE_ALIASES, _bind_assign),
}
_OPENERS: dict[type[ast.AST], _Opener] = {
    ast.FunctionDef: _open_function,
    ast.AsyncFunctionDef: _open_function,
    ast.Lambda: _open_lambda,
    ast.ClassDef: _open_class,
    **dict.fromkeys(_COMPREHENSIONS, _open_comprehension),
}
