"""The blocks of compound statements, and the handlers of a `try`, as facts about sessions see them."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from flake8_sqla.extract.kinds import FactoryValue, ManagerValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.session_use import Block, Handler
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import walk

_Part = tuple[list[ast.stmt], Block, ast.ExceptHandler | None]
_CHUNK = lazy_pattern(r"chunk|batch|page", re.IGNORECASE)
#: What is done to the world outside, once for each item, and is not to be done again.
_DEED = lazy_pattern(r"(send|post|publish|upload|deliver|charge|notify|email|mail|emit|enqueue)(_|$|[A-Z])")
_ANSWER = lazy_pattern(r"(^|_)(response|resp|reply|receipt)$")
#: The types of statements that have blocks.
COMPOUND = frozenset(
    {ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Match, ast.Try, getattr(ast, "TryStar", ast.Try)}
)
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class BlockReader:
    """Takes compound statements apart."""

    def __init__(self, reading: Reading, receivers: Collection[str]) -> None:
        """`receivers` are the sessions of the function, as they are written."""
        self._reading = reading
        self._receivers = receivers

    def parts(self, node: ast.stmt, scope: Scope) -> list[_Part]:
        """The blocks of a compound statement."""
        line = node.lineno
        match node:
            case ast.If():
                return [
                    (node.body, Block("if", "body", line, _leaving(node.body)), None),
                    (node.orelse, Block("if", "orelse", line, _leaving(node.orelse)), None),
                ]
            case ast.For() | ast.AsyncFor() | ast.While():
                detail = "retry" if _retries(node) else ("while" if isinstance(node, ast.While) else _iterated(node))
                return [(node.body, Block("loop", "body", line, detail), None), (node.orelse, Block("loop", "orelse", line), None)]
            case ast.With() | ast.AsyncWith():
                detail = next((found for item in node.items if (found := self._entered(item, scope))), "")
                return [(node.body, Block("with", "body", line, detail), None)]
            case ast.Match():
                return [(case.body, Block("match", str(number), line), None) for number, case in enumerate(node.cases)]
            case _:
                return self._tried(node, scope)

    def _tried(self, node: ast.stmt, scope: Scope) -> list[_Part]:
        line = node.lineno
        handlers: list[ast.ExceptHandler] = getattr(node, "handlers", [])
        return [
            (getattr(node, "body", []), Block("try", "body", line), None),
            *((each.body, Block("try", "handler", line, ",".join(self._exceptions(each, scope))), each) for each in handlers),
            (getattr(node, "orelse", []), Block("try", "orelse", line), None),
            (getattr(node, "finalbody", []), Block("try", "finally", line), None),
        ]

    @staticmethod
    def heads(node: ast.stmt) -> list[ast.expr]:
        """The expressions at the head of a compound statement."""
        match node:
            case ast.If(test=test) | ast.While(test=test):
                return [test]
            case ast.For(iter=iterated) | ast.AsyncFor(iter=iterated):
                return [iterated]
            case ast.With(items=items) | ast.AsyncWith(items=items):
                return [item.context_expr for item in items]
            case ast.Match(subject=subject):
                return [subject]
            case _:
                return []

    def handler(self, node: ast.ExceptHandler, line: int, blocks: tuple[Block, ...], scope: Scope) -> Handler:
        """An except clause as a fact."""
        raises = any(isinstance(part, ast.Raise) or _exits(part) for statement in node.body for part in walk(statement))
        raises = raises or isinstance(self._next(node), ast.Raise)
        span = self._reading.source.span(node.type) if node.type is not None else self._reading.source.span(node)  # type: ignore[arg-type]
        return Handler(span, line, tuple(self._exceptions(node, scope)), raises, _always_leaves(node.body), blocks)

    def _next(self, node: ast.ExceptHandler) -> object:
        """The statement that a handler falls through to: the one after its `try`."""
        statement = self._reading.module.parents.get(node)
        around = self._reading.module.parents.get(statement) if statement is not None else None
        for name in ("body", "orelse", "finalbody"):
            block = getattr(around, name, None)
            if isinstance(block, list) and statement in block[:-1]:
                return block[block.index(statement) + 1]
        return None

    def _exceptions(self, node: ast.ExceptHandler, scope: Scope) -> list[str]:
        if node.type is None:
            return ["BaseException"]
        parts = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        return [(self._reading.names.resolve(part, scope) or spelled(part)) for part in parts]

    def _entered(self, item: ast.withitem, scope: Scope) -> str:
        node = item.context_expr
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and spelled(node.func.value) in self._receivers:
            return node.func.attr if node.func.attr in ("begin", "begin_nested") else ""
        if isinstance(node, (ast.Name, ast.Attribute)) and spelled(node) in self._receivers:
            return "session"
        if isinstance(node, ast.Call):
            name = self._reading.names.resolve(node.func, scope)
            if name in ("pytest.raises", "contextlib.suppress"):
                return name.rpartition(".")[2]
        value = self._reading.values.of(node, scope)
        if isinstance(value, FactoryValue):
            return "begin"
        return "session" if isinstance(value, (SessionValue, ManagerValue)) else ""


def _exits(node: ast.AST) -> bool:
    """A call that ends the process or the request: `sys.exit(1)`, `exit(1)`, `abort(409)`."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else (function.id if isinstance(function, ast.Name) else "")
    return name in ("exit", "_exit", "quit", "abort", "Exit", "fail")


def _always_leaves(body: list[ast.stmt]) -> bool:
    if not body:
        return False
    last = body[-1]
    if isinstance(last, _LEAVING):
        return True
    if isinstance(last, ast.If):
        return _always_leaves(last.body) and _always_leaves(last.orelse)
    return False


def _iterated(node: ast.For | ast.AsyncFor | ast.While) -> str:
    """What a for loop counts, where it only counts; `chunk` where its names say that it takes many things at a time."""
    if not isinstance(node, ast.For):
        return ""
    iterated = node.iter.func if isinstance(node.iter, ast.Call) else node.iter
    names = (spelled(node.target), spelled(iterated) if isinstance(iterated, (ast.Name, ast.Attribute)) else "")
    if any(_CHUNK.search(name) for name in names):
        return "chunk"
    called = iterated.id if isinstance(node.iter, ast.Call) and isinstance(iterated, ast.Name) else ""
    return called if called == "range" or not any(map(_is_deed, node.body)) else "deed"


def _is_deed(statement: ast.stmt) -> bool:
    """A statement that does something outside of the database: `mailer.send(…)`, `response = client.create(…)`."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() | ast.Await()) if _ANSWER.search(name):
            return True
        case ast.Assign(value=value) | ast.Expr(value=value):
            call = value.value if isinstance(value, ast.Await) else value
            function = call.func if isinstance(call, ast.Call) else None
            name = function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
            return bool(_DEED.match(name))
        case _:
            return False


def _retries(node: ast.For | ast.AsyncFor | ast.While) -> bool:
    """A loop that tries until it succeeds: its body's try ends by leaving the loop."""
    for statement in node.body:
        if isinstance(statement, ast.Try):
            ends = [*statement.body[-1:], *statement.orelse[-1:]]
            if any(isinstance(end, (ast.Break, ast.Return)) for end in ends):
                return True
    return any(isinstance(statement, (ast.Break, ast.Return)) for statement in node.body[-1:])


def _leaving(body: list[ast.stmt]) -> str:
    """`leaves` for a branch after which no loop around it goes on."""
    return "leaves" if body and isinstance(body[-1], (ast.Return, ast.Raise, ast.Break)) else ""
