"""Where an engine is made again and again: in a loop, a route handler, a dependency."""

from __future__ import annotations

import ast

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.routes import route_of
from flake8_sqla.syntax.scopes import FunctionNode
from flake8_sqla.syntax.walk import children, walk
from flake8_sqla.vocabulary.web import DEPENDENCY_MARKERS

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def made_per_call(node: ast.Call, reading: Reading) -> str:
    """`loop`, `route` or `dependency` where the call runs each time one of these does; empty elsewhere, and where it is guarded."""
    child: ast.AST = node
    parent = reading.module.parents.get(node)
    looped = False
    while parent is not None:
        if isinstance(parent, ast.If) and child is not parent.test and _asks_whether_made(parent.test):
            return ""
        if isinstance(parent, (ast.BoolOp, ast.Lambda, ast.ClassDef, ast.Return)):
            return ""  # `engine = engine or create_engine(…)`, a factory
        if isinstance(parent, _LOOPS) and child in parent.body:
            looped = not _leaves(parent) and not _is_kept(node, reading)
        if isinstance(parent, FunctionNode):
            return "loop" if looped else _function_kind(parent, reading)
        child, parent = parent, reading.module.parents.get(parent)
    return "loop" if looped else ""


def _asks_whether_made(test: ast.expr) -> bool:
    """`if engine is None`, `if not engine`, `if key not in engines`."""
    return any(
        (isinstance(part, ast.Compare) and isinstance(part.ops[0], (ast.Is, ast.NotIn, ast.In)))
        or (isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not))
        for part in walk(test)
    )


def _leaves(loop: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Whether the loop is left once the engine is there: a retry."""
    return any(isinstance(part, (ast.Break, ast.Return)) for statement in loop.body for part in walk(statement))


def _is_kept(node: ast.Call, reading: Reading) -> bool:
    """One engine for each database: `engines[name] = create_engine(…)`, `engines.append(…)`."""
    parent = reading.module.parents.get(node)
    if isinstance(parent, ast.Assign):
        return any(isinstance(target, (ast.Subscript, ast.Attribute)) for target in parent.targets)
    return isinstance(parent, (ast.Call, ast.Dict, ast.List, ast.Tuple, ast.keyword))


def _function_kind(function: ast.FunctionDef | ast.AsyncFunctionDef, reading: Reading) -> str:
    if route_of(function):
        return "route"
    if function.decorator_list:
        return ""
    if function.name in _depended_on(reading) or _yields(function):
        return "dependency"
    return ""


def _yields(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function is a generator that hands out one thing: `yield session` as a statement of its own, in no loop."""
    stack: list[ast.AST] = list(function.body)
    while stack:
        part = stack.pop()
        if isinstance(part, ast.Yield):
            return part.value is not None
        if not isinstance(part, (*FunctionNode, ast.Lambda, ast.ClassDef, *_LOOPS)):
            stack.extend(children(part))
    return False


def _depended_on(reading: Reading) -> set[str]:
    """The functions this file hands to `Depends(…)`."""
    found = set()
    for call, scope in reading.module.nodes[ast.Call]:
        if call.args and isinstance(call.args[0], ast.Name) and reading.names.resolve(call.func, scope) in DEPENDENCY_MARKERS:
            found.add(call.args[0].id)
    return found
