"""Coroutines that are not awaited, awaits of what is none, and plain `with` on asynchronous sessions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import ConnectionValue, CoroutineValue, FactoryValue, ResultValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.coroutines import AwaitedPlainCall, PlainWith, UnawaitedCoroutine
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import sessions as vocabulary
from flake8_sqla.vocabulary.calls import COROUTINE_METHODS

_RESULT_METHODS = vocabulary.CONSUMING | frozenset(vocabulary.RESHAPING)

_TESTS = (ast.If, ast.While, ast.Assert, ast.IfExp)


def coroutine_facts(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[UnawaitedCoroutine | AwaitedPlainCall]:
    """What a method call of an asynchronous session, connection or result says."""
    function = node.func
    if not isinstance(function, ast.Attribute):
        return
    parent = reading.module.parents.get(node)
    if isinstance(parent, ast.Await):
        yield from _awaited(node, function, scope, reading)
    elif function.attr in COROUTINE_METHODS:
        value = reading.values.of(node, scope)
        if isinstance(value, CoroutineValue) and value.call is node:
            fate, further = _fate(node, parent, scope, reading)
            if fate:
                receiver = reading.values.of(function.value, scope)
                subject = {SessionValue: "AsyncSession", ConnectionValue: "AsyncConnection"}.get(type(receiver), "AsyncResult")
                around = reading.module.enclosing_function(node)
                yield UnawaitedCoroutine(
                    reading.source.attribute_span(function),
                    function.attr,
                    subject,
                    fate,
                    further,
                    around.name if around is not None else "",
                    around is None or isinstance(around, ast.AsyncFunctionDef),
                )


def _awaited(node: ast.Call, function: ast.Attribute, scope: Scope, reading: Reading) -> Iterator[AwaitedPlainCall]:
    if function.attr not in vocabulary.PLAIN_SESSION_METHODS and function.attr not in _RESULT_METHODS:
        return
    receiver = reading.values.of(function.value, scope)
    span = reading.source.attribute_span(function)
    if (
        isinstance(receiver, SessionValue)
        and receiver.asynchronous
        and not receiver.scoped
        and function.attr in vocabulary.PLAIN_SESSION_METHODS
    ):
        yield AwaitedPlainCall(span, function.attr, "session")
    elif isinstance(receiver, ResultValue) and not receiver.streamed and function.attr in _RESULT_METHODS:
        yield AwaitedPlainCall(span, function.attr, "result")
    elif isinstance(receiver, CoroutineValue) and isinstance(receiver.inner, ResultValue) and function.attr in _RESULT_METHODS:
        return  # `await session.scalars(q).all()`: the missing await of `scalars` is reported where it is


def _fate(node: ast.AST, parent: ast.AST | None, scope: Scope, reading: Reading) -> tuple[str, str]:
    match parent:
        case ast.Expr():
            return "dropped", ""
        case ast.Attribute(attr=attribute) if attribute not in ("close", "send", "throw", "add_done_callback"):
            return "read", attribute
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return "tested", ""
        case ast.Subscript(value=value) if value is node:
            return "read", "[…]"
        case ast.For(iter=iterated) | ast.comprehension(iter=iterated) | ast.AsyncFor(iter=iterated) if iterated is node:
            return "read", "its rows"
        case _ if isinstance(parent, _TESTS) and parent.test is node:
            return "tested", ""
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.NamedExpr(target=ast.Name(id=name)):
            return _fate_of_name(name, scope, reading)
        case _:
            return "", ""


def _fate_of_name(name: str, scope: Scope, reading: Reading) -> tuple[str, str]:
    """A coroutine kept in a name is lost if every use of the name tests or reads it."""
    bindings = scope.lookup(name)
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or bindings[0].scope is not scope or not scope.is_function:
        return "", ""
    uses = [part for part in reading.module.mentions(name, scope.node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)]
    further = ""
    for use in uses:
        fate, attribute = _fate(use, reading.module.parents.get(use), scope, reading)
        if fate not in ("tested", "read"):
            return "", ""
        further = further or attribute
    return ("kept", further) if uses else ("", "")


def plain_with(reading: Reading) -> Iterator[PlainWith]:
    """`with` items that are asynchronous sessions, and `async with` items that are not."""
    parents = reading.module.parents
    for node, scope in reading.module.nodes[ast.Call]:
        parent = parents[node]
        if parent.__class__ is ast.withitem:
            statement = parents[parent]
            value = reading.values.of(node, scope)
            if isinstance(value, (SessionValue, FactoryValue)) and not (isinstance(value, SessionValue) and value.scoped):
                if isinstance(value, FactoryValue) and not value.begins:
                    continue
                if isinstance(statement, ast.With) and value.asynchronous:
                    yield PlainWith(reading.source.span(node), True)
                elif isinstance(statement, ast.AsyncWith) and not value.asynchronous:
                    yield PlainWith(reading.source.span(node), False)
