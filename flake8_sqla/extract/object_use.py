"""The objects of mapped classes that a function with sessions handles: what is read of them, set, and handed on."""

from __future__ import annotations

import ast
from collections.abc import Collection

from flake8_sqla.extract.evidence import entity_name
from flake8_sqla.extract.kinds import EntityValue, Origin, StatementValue, Value
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import columns_of
from flake8_sqla.facts.object_use import ObjectEvent, ObjectUse
from flake8_sqla.facts.session_use import Block, Event
from flake8_sqla.syntax.scopes import Binding, BindingKind, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import orm

#: Methods that change a dict, a list or a set in place.
MUTATORS = frozenset("append extend insert remove pop popitem clear update setdefault sort reverse add discard __setitem__".split())
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ADDING = frozenset({"add", "merge"})
_MOST_BINDINGS = 20
#: How a name comes to hold an object.
_HOLDING = (BindingKind.ASSIGNMENT, BindingKind.PARAMETER, BindingKind.LOOP)


class ObjectReader:
    """Writes down what one function does with its objects, while it is walked."""

    def __init__(self, scope: Scope, receivers: Collection[str], reading: Reading) -> None:
        """`receivers` are the function's sessions, as they are written."""
        self._scope = scope
        self._reading = reading
        self._receivers = receivers
        self._models: dict[str, str | None] = {}
        self._events: dict[str, list[ObjectEvent]] = {}
        #: Whether any name that is handed to `merge` is followed.
        self.merges = "merge" in reading.module.attribute_names

    def uses(self, function: str, others: tuple[Event, ...], asynchronous: bool, session_given: bool, expires: bool) -> list[ObjectUse]:
        """The objects of the function, by their names."""
        session = next(iter(self._receivers)) if len(self._receivers) == 1 else ""
        return [
            ObjectUse(name, function, self._models[name] or "", asynchronous, tuple(events), others, session_given, session, expires)
            for name, events in self._events.items()
        ]

    @property
    def any(self) -> bool:
        """Whether the function handles any objects."""
        return bool(self._events)

    def holds(self, name: str) -> bool:
        """Whether a name of this function stands for an object."""
        models = self._models
        if name not in models:
            models[name] = self._model_of(name)
        return models[name] is not None

    def mention(self, node: ast.Name, blocks: tuple[Block, ...]) -> None:
        """The name of an object that is read."""
        kind, attribute, subject, place = self._done_with(node)
        self._note(node.id, ObjectEvent(self._reading.source.span(place), kind, blocks, attribute, subject))

    def bound(self, node: ast.Name, blocks: tuple[Block, ...]) -> None:
        """A name that is given a value."""
        if not self.holds(node.id):
            return
        parent = self._reading.module.parents.get(node)
        value = parent.value if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) else None
        kind = "bound"
        given: tuple[str, ...] = ()
        if value is not None:
            found = self._reading.values.of(value, self._scope)
            if isinstance(found, EntityValue):
                kind = "made" if found.origin is Origin.MADE else "loaded"
            if kind == "made" and isinstance(value, ast.Call):
                given = tuple(keyword.arg or "*" for keyword in value.keywords) + ("*",) * bool(value.args)
        elif isinstance(parent, (ast.For, ast.AsyncFor)):
            kind = "loaded"
        span = self._reading.source.span(value if isinstance(value, ast.Call) else node)
        self._note(node.id, ObjectEvent(span, kind, blocks, given=given))

    def _note(self, name: str, event: ObjectEvent) -> None:
        self._events.setdefault(name, []).append(event)

    def _model_of(self, name: str) -> str | None:
        """The class of the objects that a name of this function holds; empty for one handed to `merge`; None for all other names."""
        bindings = self._scope.lookup(name)
        if not bindings or len(bindings) > _MOST_BINDINGS:
            return None
        found = set[str]()
        for binding in bindings:
            model = self._model_bound(binding) if binding.kind in _HOLDING else None
            if model is not None:
                found.add(model)
        if len(found) == 1:
            return found.pop()
        return "" if not found and self.merges and self._is_merged(name) else None

    def _model_bound(self, binding: Binding) -> str | None:
        if binding.kind is not BindingKind.ASSIGNMENT:
            value = self._reading.values.of_binding(binding)
        elif isinstance(binding.node, ast.expr):
            value = self._reading.values.of(binding.node, binding.scope)
        else:
            return None
        return value.model if isinstance(value, EntityValue) else None

    def _is_merged(self, name: str) -> bool:
        return any(
            isinstance(parent := self._reading.module.parents.get(mention), ast.Call)
            and isinstance(parent.func, ast.Attribute)
            and parent.func.attr == "merge"
            and spelled(parent.func.value) in self._receivers
            for mention in self._reading.module.mentions(name, self._scope.node)
        )

    def _done_with(self, node: ast.Name) -> tuple[str, str, str, ast.expr]:
        parents = self._reading.module.parents
        parent = parents.get(node)
        child: ast.AST = node
        while isinstance(parent, (ast.keyword, ast.Starred, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Await)):
            child, parent = parent, parents.get(parent)
        match parent:
            case ast.Attribute() if child is node:
                kind, place = self._done_with_attribute(parent)
                return kind, parent.attr, "", place
            case ast.Call(func=function) if child is not function:
                text = self._reading.names.resolve(function, self._scope) or spelled(function)
                return "handed", "", text[:60], node
            case ast.Return() | ast.Yield():
                return "returned", "", "", node
            case _:
                return "used", "", "", node

    def _done_with_attribute(self, node: ast.Attribute) -> tuple[str, ast.expr]:
        parents = self._reading.module.parents
        if not isinstance(node.ctx, ast.Load):
            return "set", node
        parent = parents.get(node)
        if isinstance(parent, ast.Call) and parent.func is node:
            return "called", node
        inside: ast.AST = node
        while isinstance(parent, ast.Subscript) and parent.value is inside:
            if not isinstance(parent.ctx, ast.Load):
                return "mutated", node
            inside, parent = parent, parents.get(parent)
        if isinstance(parent, ast.Attribute) and parent.attr in MUTATORS:
            call = parents.get(parent)
            if isinstance(call, ast.Call) and call.func is parent:
                return "mutated", node
        return "read", node


def models_of(call: ast.Call, method: str, value: Value | None, scope: Scope, reading: Reading) -> tuple[str, ...]:
    """The classes that a session's method is about: those it selects or queries, that of the object it adds.

    `value` is that of the first argument.
    """
    if isinstance(call.args[0], ast.Starred):
        return ()
    if method == "query":
        found = {entity_name(each, scope, reading.names) for each in call.args}
    elif method in orm.EXECUTING_METHODS:
        columns = columns_of(value) if isinstance(value, StatementValue) else None
        inside = value.scope if isinstance(value, StatementValue) else None
        found = {entity_name(each, inside, reading.names) for each in columns or ()} if inside is not None else set()
    else:
        return (value.model,) if isinstance(value, EntityValue) and value.model else ()
    return tuple(sorted(found - {""}))


def added_names(reading: Reading) -> dict[Scope, set[str]]:
    """The names that are handed to `add` or `merge`, by the functions' scopes."""
    found: dict[Scope, set[str]] = {}
    if _ADDING.isdisjoint(reading.module.attribute_names):
        return found
    for node, scope in reading.module.nodes[ast.Call]:
        function = node.func
        if function.__class__ is ast.Attribute and function.attr in _ADDING and node.args and isinstance(node.args[0], ast.Name):
            found.setdefault(scope, set()).add(node.args[0].id)
    return found


def varies(call: ast.Call, method: str, value: Value | None, scope: Scope, reading: Reading) -> bool:
    """Whether a statement that is executed, or a query, is about what a variable stands for: another table each time.

    `value` is that of the first argument.
    """
    executes = method in orm.EXECUTING_METHODS
    if not executes and method not in ("get", "query"):
        return False
    named: list[ast.expr] = list(call.args[:1])
    if executes and isinstance(value, StatementValue):
        named = [*(value.call.args if value.call is not None else ())]
        named += [part for step in value.steps if step.method.attr in ("select_from", "join") for part in step.call.args]
    each = _names_of_comprehensions(call, reading)
    for part in named:
        for root in (part,) if isinstance(part, ast.Name) else walk(part):
            if isinstance(root, ast.Name) and (root.id in each or any(map(_is_chosen, scope.lookup(root.id)))):
                return True
    return False


def _names_of_comprehensions(node: ast.AST, reading: Reading) -> set[str]:
    """What the comprehensions around an expression call the things they go over."""
    parents, found = reading.module.parents, set[str]()
    parent = parents[node]
    while not isinstance(parent, ast.stmt):
        if isinstance(parent, _COMPREHENSIONS):
            found.update(name.id for each in parent.generators for name in walk(each.target) if isinstance(name, ast.Name))
        parent = parents[parent]
    return found


def _is_chosen(binding: Binding) -> bool:
    """Whether a name stands for whatever a loop or an expression of the function gives, not for a class or an alias of one."""
    if binding.kind in (BindingKind.LOOP, BindingKind.UNPACKING):
        return True
    return binding.kind is BindingKind.ASSIGNMENT and binding.scope.is_function and not isinstance(binding.node, ast.Call)
