"""Handlers of database errors that put the exception into a response."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.exposed_errors import ExposedError
from flake8_sqla.syntax.scopes import FunctionNode, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import children, walk
from flake8_sqla.vocabulary import orm, web

_BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})
#: Errors about rows, not about SQL: their text holds no statement.
_HARMLESS = frozenset({"NoResultFound", "MultipleResultsFound", "NoSuchTableError"})
#: Attributes of a database error that hold the statement, its parameters, or the driver's words.
_TELLING = frozenset({"args", "orig", "statement", "params", "_message"})
_WORKING = orm.EXECUTING_METHODS | {"commit", "flush", "merge", "refresh", "delete"}


def exposed_errors(reading: Reading) -> Iterator[ExposedError]:
    """Every place where a handler's exception goes into a response."""
    for node, scope in reading.module.nodes[ast.ExceptHandler]:
        if not node.name or node.type is None:
            continue
        names = [
            reading.names.resolve(each, scope) for each in (node.type.elts if isinstance(node.type, ast.Tuple) else [node.type])
        ]
        ours = [name for name in names if name.startswith("sqlalchemy.") and name.rpartition(".")[2] not in _HARMLESS]
        if not ours and _BROAD.isdisjoint(names):
            continue
        ways_out = list(_ways_out(node, node.name, scope, reading))
        session = _session_in_try(node, scope, reading) if ways_out and not ours else ""
        if ours or session:
            exception = (ours or ["builtins.Exception"])[0].rpartition(".")[2]
            for place, through in ways_out:
                if not ours and _is_told_apart(place, node, scope, reading):
                    continue
                yield ExposedError(reading.source.span(place), node.name, through, exception, not ours, session)


def _session_in_try(handler: ast.ExceptHandler, scope: Scope, reading: Reading) -> str:
    """The session that the `try` of a handler works with, where no handler before it takes the database's errors."""
    parent = reading.module.parents.get(handler)
    if not isinstance(parent, ast.Try):
        return ""
    for other in parent.handlers[: parent.handlers.index(handler)]:
        for part in walk(other.type) if other.type is not None else ():
            if isinstance(part, (ast.Name, ast.Attribute)) and reading.names.resolve(part, scope).startswith("sqlalchemy."):
                return ""
    for statement in parent.body:
        for part in _own(statement):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _WORKING:
                if isinstance(reading.values.of(part.func.value, scope), SessionValue):
                    return spelled(part.func.value)
            if isinstance(part, ast.Call) and _is_of_project(part, scope, reading):
                for argument in (*part.args, *(keyword.value for keyword in part.keywords)):
                    if isinstance(argument, (ast.Name, ast.Attribute)) and isinstance(reading.values.of(argument, scope), SessionValue):
                        return spelled(argument)
    return ""


def _is_of_project(call: ast.Call, scope: Scope, reading: Reading) -> bool:
    """Whether a call runs a function of the project, which works with the session that it is handed, and makes no object."""
    name = reading.names.resolve(call.func, scope)
    if name.rpartition(".")[2][:1].isupper() or name.startswith(("builtins.", "sqlalchemy.", "functools.")):
        return False
    return bool(name) or isinstance(call.func, ast.Attribute)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is in it, nested functions left out."""
    stack = [node]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(child for child in children(part) if not isinstance(child, (*FunctionNode, ast.Lambda)))


def _ways_out(handler: ast.ExceptHandler, name: str, scope: Scope, reading: Reading) -> Iterator[tuple[ast.expr, str]]:
    in_route = _is_in_route(handler, reading)
    for statement in handler.body:
        for part in _own(statement):
            if isinstance(part, ast.Call):
                function = reading.names.resolve(part.func, scope) or spelled(part.func)
                carrier = function.rpartition(".")[2]
                if carrier in web.RESPONSES:
                    arguments = [*part.args, *(keyword.value for keyword in part.keywords)]
                    yield from ((place, carrier) for argument in arguments for place in _texts_of(argument, name, reading))
            elif isinstance(part, ast.Return) and part.value is not None and in_route:
                if not isinstance(part.value, ast.Call):
                    yield from ((place, "return") for place in _texts_of(part.value, name, reading))


def _texts_of(node: ast.expr, name: str, reading: Reading) -> Iterator[ast.expr]:
    """The exception's text inside an expression: `str(e)`, `f"{e}"`, `e.orig`, `"…" % e`, or `e` itself as the value."""
    for part in _own(node):
        if not isinstance(part, ast.Name) or part.id != name:
            continue
        parent = reading.module.parents.get(part)
        if isinstance(parent, ast.Attribute):
            if parent.attr in _TELLING:
                yield parent
        elif isinstance(parent, ast.Call):
            function = parent.func
            if isinstance(function, ast.Name) and function.id in ("str", "repr", "format"):
                yield parent
            elif isinstance(function, ast.Attribute) and function.attr == "format":
                yield part
        elif isinstance(parent, (ast.FormattedValue, ast.keyword, ast.Dict, ast.Tuple, ast.List, ast.BinOp)):
            yield part


def _is_told_apart(node: ast.AST, handler: ast.ExceptHandler, scope: Scope, reading: Reading) -> bool:
    """Whether `if isinstance(error, …):` around the place lets through other errors than SQLAlchemy's alone."""
    while node is not handler:
        around = reading.module.parents.get(node)
        if around is None:
            return False
        if isinstance(around, ast.If) and node in around.body:
            parts = around.test.values if isinstance(around.test, ast.BoolOp) and isinstance(around.test.op, ast.Or) else [around.test]
            if all(_asks_for_another(part, handler.name, scope, reading) for part in parts):
                return True
        node = around
    return False


def _asks_for_another(test: ast.expr, name: str | None, scope: Scope, reading: Reading) -> bool:
    """`isinstance(error, ValueError)`, `"no such model" in str(error)`."""
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=asked), asked_for]) if asked == name:
            kinds = asked_for.elts if isinstance(asked_for, ast.Tuple) else [asked_for]
            names = [reading.names.resolve(kind, scope) or spelled(kind) for kind in kinds]
            return not any(each.startswith("sqlalchemy.") or each in _BROAD for each in names)
        case ast.Compare(left=ast.Constant(value=str()), ops=[ast.In()], comparators=[ast.Call(args=[ast.Name(id=asked)])]):
            return asked == name
        case _:
            return False


def _is_in_route(node: ast.AST, reading: Reading) -> bool:
    function = reading.module.enclosing_function(node)
    for decorator in function.decorator_list if function is not None else ():
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in web.ROUTE_METHODS:
            first = decorator.args[0] if decorator.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                return True
    return False
