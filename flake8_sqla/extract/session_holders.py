"""Which functions hold sessions, by what names, and where they have them from."""

from __future__ import annotations

import ast
from flake8_sqla.extract.givers import Function
from flake8_sqla.extract.kinds import ConnectionValue, FactoryValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.place import Span
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

#: What binds the value of an expression to a name.
BINDING = (ast.Assign, ast.AnnAssign, ast.withitem)
#: By the name that a session has in a function: where it first stands, in which scope, and its kind.
Receivers = dict[str, tuple[ast.expr, Scope, SessionValue]]


def functions_with_sessions(reading: Reading) -> dict[Function, Receivers]:
    """The functions of a file that hold sessions, with the names they have there, where each first stands, and what is known of it."""
    found: dict[Function, Receivers] = {}
    parents = reading.module.parents
    for node, scope in reading.module.nodes[ast.Call]:
        method = node.func if node.func.__class__ is ast.Attribute and node.func.attr in vocabulary.SESSION_METHODS else None
        bound = parents[node].__class__ in BINDING
        function = reading.module.enclosing_function(node) if bound or method is not None else None
        if function is None:
            continue
        candidates = [method.value] if method is not None and isinstance(method.value, (ast.Name, ast.Attribute)) else []
        if bound and (target := _made(node, scope, reading)) is not None:
            candidates.append(target)
        for receiver in candidates:
            value = reading.values.of(receiver, scope)
            if isinstance(value, SessionValue) and _belongs(receiver, scope, function, reading):
                held = found.setdefault(function, {}).setdefault(spelled(receiver), (receiver, scope, value))
                if value is not held[2] and not _are_alike(value, held[2]):
                    # One name, several sessions: what is known of one's options holds for none.
                    found[function][spelled(receiver)] = (*held[:2], SessionValue(held[2].asynchronous, held[2].scoped))
    return found


def _are_alike(one: SessionValue, other: SessionValue) -> bool:
    return one == other and one.autoflush is other.autoflush and one.expires is other.expires


def _made(call: ast.Call, scope: Scope, reading: Reading) -> ast.Name | None:
    """The name that a new session is bound to."""
    target = bound_to(call, reading)
    if isinstance(target, ast.Name) and isinstance(reading.values.of(call, scope), (SessionValue, FactoryValue)):
        return target
    return None


def bound_to(node: ast.AST, reading: Reading) -> ast.AST | None:
    """What an assignment or a `with` binds the value of an expression to; None where neither does."""
    parent = reading.module.parents.get(node)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        return parent.targets[0]
    if isinstance(parent, ast.AnnAssign):
        return parent.target
    return parent.optional_vars if isinstance(parent, ast.withitem) else None


def _belongs(receiver: ast.expr, scope: Scope, function: Function, reading: Reading) -> bool:
    """Whether the session is this function's own matter: a name bound in an outer function is that function's."""
    if not isinstance(receiver, ast.Name):
        return True
    bindings = scope.lookup(receiver.id)
    homes = {home(binding.node, binding.kind, reading) for binding in bindings}
    return function in homes or homes <= {None}


def home(node: ast.AST, kind: BindingKind, reading: Reading) -> ast.AST | None:
    """The function whose own a binding is; None for those of modules and classes."""
    if kind is BindingKind.PARAMETER:
        return reading.module.parents.get(node)
    return reading.module.enclosing_function(node)


def is_creation(node: ast.AST | None, scope: Scope, reading: Reading) -> bool:
    """Whether a call makes a session itself: the class or a factory is called."""
    if not isinstance(node, ast.Call):
        return False
    if reading.names.resolve(node.func, scope) in orm.SESSION_CLASSES:
        return True
    return isinstance(reading.values.of(node.func, scope), FactoryValue)


def origin_of(node: ast.expr, scope: Scope, reading: Reading) -> tuple[str, Span | None]:
    """Where a session comes from, as `SessionUse.origin` says it, and the call that made it."""
    if isinstance(node, ast.Attribute):
        return ("attribute" if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls") else "global"), None
    assert isinstance(node, ast.Name)
    origin, created = "given", None
    for binding in scope.lookup(node.id):
        holder = home(binding.node, binding.kind, reading)
        if binding.kind is BindingKind.PARAMETER:
            return "parameter", None
        if holder is None:
            return "global", None
        if binding.kind is BindingKind.WITH:
            value = binding.node
            if is_creation(value, binding.scope, reading):
                assert isinstance(value, ast.Call)
                return "with", reading.source.span(value)
            if isinstance(reading.values.of(value, binding.scope), FactoryValue):
                return "begin", reading.source.span(value) if isinstance(value, ast.expr) else None
        elif binding.kind is BindingKind.ASSIGNMENT and is_creation(binding.node, binding.scope, reading):
            assert isinstance(binding.node, ast.Call)
            if _is_bound_to_connection(binding.node, binding.scope, reading):
                return "bound", reading.source.span(binding.node)
            origin, created = "made", created or reading.source.span(binding.node)
    return origin, created


def _is_bound_to_connection(call: ast.Call, scope: Scope, reading: Reading) -> bool:
    """`Session(bind=connection)`: the connection, and with it the transaction, is somebody else's."""
    for bound in (*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "bind")):
        if isinstance(bound, ast.Name) and bound.id in ("connection", "conn"):
            return True
        if isinstance(reading.values.of(bound, scope), ConnectionValue):
            return True
    return False
