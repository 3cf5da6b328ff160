"""Functions and the sessions they use: one walk of each function that has one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from flake8_sqla.extract.kinds import ConnectionValue, EntityValue, FactoryValue, Origin, SessionValue, StatementValue
from flake8_sqla.extract.givers import Function, is_generator
from flake8_sqla.extract.object_use import ObjectReader, added_names, models_of, varies
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.routes import route_of
from flake8_sqla.extract.session_blocks import BlockReader
from flake8_sqla.extract.session_holders import BINDING, Receivers, bound_to, functions_with_sessions, home
from flake8_sqla.facts.object_use import ObjectUse
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.session_use import Block, Event, Handler, SessionUse
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import children, walk
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

_TRANSPARENT = (ast.Await, ast.NamedExpr, ast.Starred)
#: What may be given as a second argument: parameters of an execution, the attributes to refresh.
_SECOND_ARGUMENTS = ("params", "parameters", "attribute_names", None)
_LISTENER = "sqlalchemy.event.listens_for"
_CALLS_THAT_KEEP = frozenset(
    {"builtins.isinstance", "builtins.print", "builtins.type", "builtins.id", "builtins.repr", "typing.cast", "builtins.hasattr"}
)


def session_uses(reading: Reading) -> Iterator[SessionUse | ObjectUse]:
    """Every session of every function, in the order of the functions, and the objects it handles."""
    for function, receivers in functions_with_sessions(reading).items():
        walk = _Walk(function, receivers, reading)
        walk.statements(function.body, ())
        uses = [_fact(function, receiver, node, scope, value, walk, reading) for receiver, (node, scope, value) in receivers.items()]
        yield from uses
        events = tuple(sorted((event for use in uses for event in use.events), key=lambda event: event.span))
        given = any(use.origin not in ("made", "with", "begin") for use in uses)
        expires = all(value.expires for _, _, value in receivers.values())
        yield from walk.objects.uses(function.name, events, any(use.asynchronous for use in uses), given, expires)


def is_creation(node: ast.AST | None, scope: Scope, reading: Reading) -> bool:
    """Whether a call makes a session itself: the class or a factory is called."""
    if not isinstance(node, ast.Call):
        return False
    if reading.names.resolve(node.func, scope) in orm.SESSION_CLASSES:
        return True
    return isinstance(reading.values.of(node.func, scope), FactoryValue)


def _origin(node: ast.expr, scope: Scope, reading: Reading) -> tuple[str, Span | None]:
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


def _fact(
    function: Function, receiver: str, node: ast.expr, scope: Scope, value: SessionValue, walk: _Walk, reading: Reading
) -> SessionUse:
    origin, created = _origin(node, scope, reading)
    parent = reading.module.parents.get(function)
    owner = parent if isinstance(parent, ast.ClassDef) else None
    decorators = tuple(_decorator(each, scope, reading) for each in function.decorator_list)
    return SessionUse(
        span=reading.source.span(function),
        function=function.name,
        receiver=receiver,
        asynchronous=value.asynchronous,
        scoped=value.scoped,
        origin=origin,
        in_async=isinstance(function, ast.AsyncFunctionDef),
        generator=is_generator(function, reading.module),
        created=created,
        events=tuple(walk.events[receiver]),
        handlers=tuple(walk.handlers),
        decorators=decorators,
        owner=owner.name if owner is not None else "",
        touched=tuple(walk.touched),
        autoflush=value.autoflush,
        route=route_of(function),
    )


def _decorator(node: ast.expr, scope: Scope, reading: Reading) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    name = reading.names.resolve(function, scope) or spelled(function)
    if isinstance(node, ast.Call) and name == _LISTENER and len(node.args) > 1:
        event = reading.text(node.args[1], scope)
        return f"{name}:{event}" if isinstance(event, str) else name
    if isinstance(node, ast.Call) and name in vocabulary.FIXTURE_DECORATORS:
        given = next((keyword.value for keyword in node.keywords if keyword.arg == "scope"), node.args[0] if node.args else None)
        wide = reading.text(given, scope) if given is not None else ""
        return f"{name}:{wide}" if isinstance(wide, str) and wide else name
    return name


class _Walk:
    """The walk of one function, which writes down what happens to each of its sessions."""

    def __init__(self, function: Function, receivers: Receivers, reading: Reading) -> None:
        self._reading = reading
        self._source = reading.source
        self._receivers = receivers
        self._function = function
        self._blocks = BlockReader(reading, receivers)
        self.events: dict[str, list[Event]] = {receiver: [] for receiver in receivers}
        self.handlers: list[Handler] = []
        self._scope = reading.module.scopes[function]
        self.objects = ObjectReader(self._scope, receivers, reading)
        self.touched: list[Event] = []
        #: The last names of the receivers: most attributes have others, and need not be spelled out.
        self._last_names = frozenset(receiver.rpartition(".")[2] for receiver in receivers)
        self._added = added_names(function, reading)

    def statements(self, body: list[ast.stmt], blocks: tuple[Block, ...]) -> None:
        """Walk a block in order."""
        for statement in body:
            self._statement(statement, blocks)

    def _statement(self, node: ast.stmt, blocks: tuple[Block, ...]) -> None:
        if isinstance(node, (*FunctionNode, ast.ClassDef)):
            self._captured(node, blocks)
            return
        parts = self._blocks.parts(node, self._scope)
        if parts is None:
            self._expressions(node, blocks)
            self._changed(node, blocks)
            return
        for expression in self._blocks.heads(node):
            self._expression(expression, blocks)
        for body, block, handler in parts:
            if isinstance(node, (ast.For, ast.AsyncFor)) and block.part == "body":
                for target in walk(node.target):
                    if isinstance(target, ast.Name):
                        self.objects.bound(target, (*blocks, block))
            if handler is not None:
                self.handlers.append(self._blocks.handler(handler, block.line, blocks, self._scope))
            self.statements(body, (*blocks, block))

    def _expressions(self, node: ast.AST, blocks: tuple[Block, ...]) -> None:
        for child in children(node):
            if child.__class__ is not ast.Constant:
                self._expression(child, blocks)

    def _expression(self, node: ast.AST, blocks: tuple[Block, ...]) -> None:
        reader = _READERS.get(node.__class__)  # every expression of every function comes by
        if reader is None:
            self._expressions(node, blocks)
        else:
            reader(self, node, blocks)

    def _attribute(self, node: ast.Attribute, blocks: tuple[Block, ...]) -> None:
        self._expression(node.value, blocks)
        if node.attr in self._last_names and isinstance(node.ctx, ast.Load):
            receiver = self._receiver(node)
            if receiver:
                self._mentioned(node, receiver, blocks)

    def _name(self, node: ast.Name, blocks: tuple[Block, ...]) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.objects.bound(node, blocks)
            return
        if node.id in self._added:
            self.touched.append(Event(self._source.span(node), "touched", blocks, name=node.id))
        if self.objects.holds(node.id):
            self.objects.mention(node, blocks)
        if node.id in self._receivers:
            self._mentioned(node, node.id, blocks)

    def _receiver(self, node: ast.expr) -> str:
        """The session that an expression names; empty for all others."""
        if isinstance(node, ast.Name):
            return node.id if node.id in self._receivers else ""
        if isinstance(node, ast.Attribute) and node.attr in self._last_names and isinstance(node.value, (ast.Name, ast.Attribute)):
            return name if (name := spelled(node)) in self._receivers else ""
        return ""

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, blocks: tuple[Block, ...]) -> None:
        """What the first `for` goes over is asked for once."""
        first, *others = node.generators
        self._expression(first.iter, blocks)
        blocks = (*blocks, Block("comprehension", "body", node.lineno))
        for part in (*first.ifs, *others, *([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])):
            self._expression(part, blocks)

    def _call(self, node: ast.Call, blocks: tuple[Block, ...]) -> None:
        self._expressions(node, blocks)
        function = node.func
        if isinstance(function, ast.Attribute):
            receiver = self._receiver(function.value)
            if receiver:
                parents = self._reading.module.parents
                parent = parents.get(node)
                subject, name = self._subject(node, function.attr)
                self.events[receiver].append(
                    Event(
                        self._source.attribute_span(function),
                        function.attr,
                        blocks,
                        subject,
                        isinstance(parent, ast.Await),
                        isinstance(parent, ast.withitem),
                        len(node.args) > 1 or any(keyword.arg in _SECOND_ARGUMENTS for keyword in node.keywords),
                        name,
                        models_of(node, function.attr, self._scope, self._reading),
                        isinstance(parents.get(parent) if isinstance(parent, ast.Await) else parent, ast.Expr),
                        varies(node, function.attr, self._scope, self._reading),
                        _is_of_sqlite(node, function.attr, self._scope, self._reading),
                    )
                )
                return
        parent = self._reading.module.parents.get(node)
        target = self._assigned_receiver(node) if isinstance(parent, BINDING) else ""
        entered = isinstance(parent, ast.withitem)  # whatever manager gives it, it is this block's
        if target and (entered or is_creation(node, self._scope, self._reading)):
            self.events[target].append(Event(self._source.span(node), "made", blocks, managed=entered))

    def _assigned_receiver(self, node: ast.AST) -> str:
        target = bound_to(node, self._reading)
        return target.id if isinstance(target, ast.Name) and target.id in self._receivers else ""

    def _subject(self, node: ast.Call, method: str) -> tuple[str, str]:
        """What is executed or added (the class of an object that the function made), and the name it has."""
        if not node.args:
            return "", ""
        first = node.args[0]
        scope = self._scope
        if method in orm.EXECUTING_METHODS:
            value = self._reading.values.of(first, scope)
            if isinstance(value, StatementValue):
                return value.root, ""
            if isinstance(first, ast.Call) and self._reading.names.resolve(first.func, scope) == "sqlalchemy.text":
                return "text", ""
            return "", ""
        if isinstance(first, ast.Call):
            return (self._reading.names.resolve(first.func, scope) or spelled(first.func)), ""
        if not isinstance(first, ast.Name):
            return "", ""
        value = self._reading.values.of(first, scope)
        return value.model if isinstance(value, EntityValue) and value.origin is Origin.MADE else "", first.id

    def _mentioned(self, node: ast.Name | ast.Attribute, receiver: str, blocks: tuple[Block, ...]) -> None:
        """The session itself is passed somewhere."""
        parents = self._reading.module.parents
        parent = parents.get(node)
        child: ast.AST = node
        while isinstance(parent, (*_TRANSPARENT, ast.IfExp, ast.BoolOp, ast.keyword, ast.Tuple, ast.List, ast.Dict, ast.Set)):
            if isinstance(parent, ast.IfExp) and child is parent.test:
                return
            child, parent = parent, parents.get(parent)
        kind, subject = "", ""
        match parent:
            case ast.Call(func=function) if child is not function:
                name = self._reading.names.resolve(function, self._scope)
                if name not in _CALLS_THAT_KEEP:
                    kind, subject = "handed", name or spelled(function)[:60]
            case ast.Return():
                kind = "returned"
            case ast.Yield() | ast.YieldFrom():
                kind = "yielded"
            case ast.Assign(value=value) | ast.AnnAssign(value=value) if child is value:
                kind = "stored"
            case ast.withitem():
                kind = "entered"
            case ast.Attribute(attr="is_active"):
                kind = "asked"
            case ast.Attribute(attr="close" | "aclose" | "remove" | "rollback") if getattr(parents.get(parent), "func", None) is not parent:
                kind = "captured"  # `addfinalizer(session.close)`
            case _:
                return
        if kind:
            self.events[receiver].append(Event(self._source.span(node), kind, blocks, subject))

    def _changed(self, node: ast.stmt, blocks: tuple[Block, ...]) -> None:
        """`user.name = …` where a session of this function loaded user."""
        if not isinstance(node, (ast.Assign, ast.AugAssign)):
            return
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                if target.attr.startswith("_") or not isinstance(self._reading.values.of(target.value, self._scope), EntityValue):
                    continue
                receiver = self._loader_of(target.value)
                if receiver:
                    event = Event(self._source.attribute_span(target), "changed", blocks, target.attr, name=target.value.id)
                    self.events[receiver].append(event)

    def _loader_of(self, entity: ast.Name) -> str:
        """The session whose call gave the entity, where that is one of this function's."""
        for binding in self._scope.lookup(entity.id):
            for part in walk(binding.node):
                if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
                    receiver = spelled(part.func.value) if isinstance(part.func.value, (ast.Name, ast.Attribute)) else ""
                    if receiver in self._receivers:
                        return receiver
        return ""

    def _captured(self, node: ast.AST, blocks: tuple[Block, ...]) -> None:
        texts = {
            spelled(part)
            for part in walk(node)
            if isinstance(part, (ast.Name, ast.Attribute)) and isinstance(getattr(part, "ctx", None), ast.Load)
        }
        for receiver in self._receivers:
            if receiver in texts and isinstance(node, (ast.stmt, ast.expr)):
                self.events[receiver].append(Event(self._source.span(node), "captured", blocks))


#: What is done at the expressions that say something; of all others the parts are looked at.
_READERS: dict[type[ast.AST], Callable[[_Walk, Any, tuple[Block, ...]], None]] = {
    ast.Name: _Walk._name,
    ast.Attribute: _Walk._attribute,
    ast.Call: _Walk._call,
    ast.Constant: lambda walk, node, blocks: None,
    ast.Lambda: _Walk._captured,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _Walk._comprehension),
}


def _is_of_sqlite(node: ast.Call, method: str, scope: Scope, reading: Reading) -> bool:
    """Whether a statement is executed that is made by SQLite's own `insert()`."""
    value = reading.values.of(node.args[0], scope) if method in orm.EXECUTING_METHODS and node.args else None
    if not isinstance(value, StatementValue) or value.root != "insert" or value.call is None or value.scope is None:
        return False
    return reading.names.resolve(value.call.func, value.scope).startswith("sqlalchemy.dialects.sqlite")
