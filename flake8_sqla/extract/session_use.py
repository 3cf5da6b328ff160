"""Functions and the sessions they use: one walk of each function that has one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import Any

from flake8_sqla.extract.kinds import EntityValue, Origin, SessionValue, StatementValue, Value
from flake8_sqla.extract.givers import Function, is_generator
from flake8_sqla.extract.object_use import ObjectReader, added_names, models_of, varies
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.routes import route_of
from flake8_sqla.extract.session_blocks import COMPOUND, BlockReader
from flake8_sqla.extract.session_holders import BINDING, Receivers, bound_to, functions_with_sessions, is_creation, origin_of
from flake8_sqla.facts.object_use import ObjectUse
from flake8_sqla.facts.session_use import Block, Event, Handler, SessionUse
from flake8_sqla.syntax.scopes import FunctionNode, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import child_fields, children, walk
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

#: What hands on the value of an expression inside it.
_TRANSPARENT = frozenset(
    {ast.Await, ast.NamedExpr, ast.Starred, ast.IfExp, ast.BoolOp, ast.keyword, ast.Tuple, ast.List, ast.Dict, ast.Set}
)
#: The attributes of a session that say something where they are not called on the spot.
_TELLING_ATTRIBUTES = frozenset({"is_active", "close", "aclose", "remove", "rollback"})
#: What may be given as a second argument: parameters of an execution, the attributes to refresh.
_SECOND_ARGUMENTS = ("params", "parameters", "attribute_names", None)
_LISTENER = "sqlalchemy.event.listens_for"
_CALLS_THAT_KEEP = frozenset(
    {"builtins.isinstance", "builtins.print", "builtins.type", "builtins.id", "builtins.repr", "typing.cast", "builtins.hasattr"}
)


def session_uses(reading: Reading) -> Iterator[SessionUse | ObjectUse]:
    """Every session of every function, in the order of the functions, and the objects it handles."""
    functions = functions_with_sessions(reading)
    added = added_names(reading) if functions else {}
    for function, receivers in functions.items():
        walk = _Walk(function, receivers, added.get(reading.module.scopes[function], frozenset()), reading)
        walk.statements(function.body, ())
        uses = [_fact(function, receiver, node, scope, value, walk, reading) for receiver, (node, scope, value) in receivers.items()]
        yield from uses
        if walk.objects.any:
            events = tuple(sorted([event for use in uses for event in use.events], key=attrgetter("span")))
            given = any(use.origin not in ("made", "with", "begin") for use in uses)
            expires = all(value.expires for _, _, value in receivers.values())
            yield from walk.objects.uses(function.name, events, any(use.asynchronous for use in uses), given, expires)


def _fact(
    function: Function, receiver: str, node: ast.expr, scope: Scope, value: SessionValue, walk: _Walk, reading: Reading
) -> SessionUse:
    origin, created = origin_of(node, scope, reading)
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

    def __init__(self, function: Function, receivers: Receivers, added: AbstractSet[str], reading: Reading) -> None:
        """`added` are the names that the function hands to `add` or `merge`."""
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
        self._added = added
        #: The names that stand for nothing that is followed here.
        self._silent = self._silent_from_the_start()

    def _silent_from_the_start(self) -> set[str]:
        """What the file imports, and the function's `self`: no more is asked about these."""
        if self.objects.merges:
            return set()
        scope, arguments = self._scope, self._function.args
        silent = set(self._reading.imported)
        first = arguments.args[0] if arguments.args else None
        if first is not None and first.arg in ("self", "cls") and first.annotation is None and len(scope.bindings[first.arg]) == 1:
            if len(arguments.defaults) < len(arguments.args):
                silent.add(first.arg)
        silent.difference_update(self._added, self._receivers)
        return silent

    def statements(self, body: list[ast.stmt], blocks: tuple[Block, ...]) -> None:
        """Walk a block in order."""
        for statement in body:
            self._statement(statement, blocks)

    def _statement(self, node: ast.stmt, blocks: tuple[Block, ...]) -> None:
        if node.__class__ not in COMPOUND:
            if isinstance(node, (*FunctionNode, ast.ClassDef)):
                self._captured(node, blocks)
                return
            self._expressions(children(node), blocks)
            if isinstance(node, (ast.Assign, ast.AugAssign)):
                self._changed(node, blocks)
            return
        self._expressions(self._blocks.heads(node), blocks)
        for body, block, handler in self._blocks.parts(node, self._scope):
            if isinstance(node, (ast.For, ast.AsyncFor)) and block.part == "body":
                for target in walk(node.target):
                    if isinstance(target, ast.Name):
                        self.objects.bound(target, (*blocks, block))
            if handler is not None:
                self.handlers.append(self._blocks.handler(handler, block.line, blocks, self._scope))
            self.statements(body, (*blocks, block))

    def _expressions(self, nodes: list[Any], blocks: tuple[Block, ...]) -> None:
        """Look at expressions and what is in them, in the order that they are written.

        Every expression of every function comes by, and most say nothing: only those that may are given to a reader.
        """
        silent, last_names, parents = self._silent, self._last_names, self._reading.module.parents
        stack = nodes[::-1]
        while stack:
            node = stack.pop()
            while node.__class__ is ast.Attribute and node.attr not in last_names:
                node = node.value
            kind = node.__class__
            if kind is ast.Name:
                if node.id not in silent:
                    self._name(node, blocks)
            elif kind is ast.Attribute:
                self._attribute(node, blocks)
            elif kind is ast.Call:
                owner = node.func.value if node.func.__class__ is ast.Attribute else None
                name = owner.id if owner.__class__ is ast.Name else owner.attr if owner.__class__ is ast.Attribute else ""
                if name in last_names or parents[node].__class__ in BINDING:
                    self._call(node, blocks)
                else:
                    stack += [*node.args, *[keyword.value for keyword in node.keywords]][::-1]
                    stack.append(node.func)
            elif kind in _READERS:
                _READERS[kind](self, node, blocks)
            elif child_fields[kind]:
                stack += children(node)[::-1]

    def _attribute(self, node: ast.Attribute, blocks: tuple[Block, ...]) -> None:
        self._expressions([node.value], blocks)
        if isinstance(node.ctx, ast.Load):
            receiver = self._receiver(node)
            if receiver:
                self._mentioned(node, receiver, blocks)

    def _name(self, node: ast.Name, blocks: tuple[Block, ...]) -> None:
        held, added = self.objects.holds(node.id), node.id in self._added
        if not held and not added and node.id not in self._receivers:
            self._silent.add(node.id)
        elif not isinstance(node.ctx, ast.Load):
            self.objects.bound(node, blocks)
        else:
            if added:
                self.touched.append(Event(self._source.span(node), "touched", blocks, name=node.id))
            if held:
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
        self._expressions([first.iter], blocks)
        parts = [*first.ifs, *others, *([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])]
        self._expressions(parts, (*blocks, Block("comprehension", "body", node.lineno)))

    def _call(self, node: ast.Call, blocks: tuple[Block, ...]) -> None:
        self._expressions(children(node), blocks)
        function, parent = node.func, self._reading.module.parents.get(node)
        if isinstance(function, ast.Attribute):
            receiver = self._receiver(function.value)
            if receiver:
                self.events[receiver].append(self._used(node, function, parent, blocks))
                return
        target = self._assigned_receiver(node) if isinstance(parent, BINDING) else ""
        entered = isinstance(parent, ast.withitem)  # whatever manager gives it, it is this block's
        if target and (entered or is_creation(node, self._scope, self._reading)):
            self.events[target].append(Event(self._source.span(node), "made", blocks, managed=entered))

    def _used(self, node: ast.Call, function: ast.Attribute, parent: ast.AST | None, blocks: tuple[Block, ...]) -> Event:
        """A call of a method of a session."""
        reading, scope, method, awaited = self._reading, self._scope, function.attr, isinstance(parent, ast.Await)
        subject, name, varied, sqlite = "", "", False, False
        models: tuple[str, ...] = ()
        if node.args:
            value = reading.values.of(node.args[0], scope) if method != "query" or isinstance(node.args[0], ast.Name) else None
            subject, name = self._subject(node.args[0], method, value)
            models = models_of(node, method, value, scope, reading)
            varied, sqlite = varies(node, method, value, scope, reading), _is_of_sqlite(method, value, reading)
        return Event(
            self._source.attribute_span(function),
            method,
            blocks,
            subject,
            awaited,
            isinstance(parent, ast.withitem),
            len(node.args) > 1 or (bool(node.keywords) and any(keyword.arg in _SECOND_ARGUMENTS for keyword in node.keywords)),
            name,
            models,
            isinstance(reading.module.parents.get(parent) if awaited and parent is not None else parent, ast.Expr),
            varied,
            sqlite,
        )

    def _assigned_receiver(self, node: ast.AST) -> str:
        target = bound_to(node, self._reading)
        return target.id if isinstance(target, ast.Name) and target.id in self._receivers else ""

    def _subject(self, first: ast.expr, method: str, value: Value | None) -> tuple[str, str]:
        """What is executed or added (the class of an object that the function made), and the name it has."""
        scope = self._scope
        if method in orm.EXECUTING_METHODS:
            if isinstance(value, StatementValue):
                return value.root, ""
            if isinstance(first, ast.Call) and self._reading.names.resolve(first.func, scope) == "sqlalchemy.text":
                return "text", ""
            return "", ""
        if isinstance(first, ast.Call):
            return (self._reading.names.resolve(first.func, scope) or spelled(first.func)), ""
        if not isinstance(first, ast.Name):
            return "", ""
        return value.model if isinstance(value, EntityValue) and value.origin is Origin.MADE else "", first.id

    def _mentioned(self, node: ast.Name | ast.Attribute, receiver: str, blocks: tuple[Block, ...]) -> None:
        """The session itself is passed somewhere."""
        parents = self._reading.module.parents
        parent = parents.get(node)
        child: ast.AST = node
        if isinstance(parent, ast.Attribute) and parent.attr not in _TELLING_ATTRIBUTES:
            return
        while parent is not None and parent.__class__ in _TRANSPARENT:
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

    def _changed(self, node: ast.Assign | ast.AugAssign, blocks: tuple[Block, ...]) -> None:
        """`user.name = …` where a session of this function loaded user."""
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
        texts = set[str]()
        for part in walk(node):
            if isinstance(part, ast.Name) or (isinstance(part, ast.Attribute) and part.attr in self._last_names):
                if isinstance(part.ctx, ast.Load):
                    texts.add(spelled(part))
        for receiver in self._receivers:
            if receiver in texts and isinstance(node, (ast.stmt, ast.expr)):
                self.events[receiver].append(Event(self._source.span(node), "captured", blocks))


#: What is done at other expressions that say something than names, attributes and calls.
_READERS: dict[type[ast.AST], Callable[[_Walk, Any, tuple[Block, ...]], None]] = {
    ast.Lambda: _Walk._captured,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _Walk._comprehension),
}


def _is_of_sqlite(method: str, value: Value | None, reading: Reading) -> bool:
    """Whether a statement is executed that is made by SQLite's own `insert()`."""
    if method not in orm.EXECUTING_METHODS or not isinstance(value, StatementValue) or value.root != "insert":
        return False
    if value.call is None or value.scope is None:
        return False
    return reading.names.resolve(value.call.func, value.scope).startswith("sqlalchemy.dialects.sqlite")
