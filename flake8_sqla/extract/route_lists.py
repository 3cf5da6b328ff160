"""Routes that answer with all the rows of a select."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.givers import Function, returned
from flake8_sqla.extract.kinds import ListValue, ResultValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.routes import route_of
from flake8_sqla.facts.single_rows import RouteList
from flake8_sqla.syntax.walk import walk

_PARTIAL = frozenset("limit fetch slice paginate one first from_statement group_by yield_per".split())
_COUNTING = frozenset("count paginate total total_count".split())


def route_lists(reading: Reading) -> Iterator[RouteList]:
    """The first of each route that only reads."""
    seen: set[Function] = set()
    for node, scope in reading.module.nodes[ast.Call]:
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in ("all", "fetchall"):
            continue
        function = reading.module.enclosing_function(node)
        if function is None or function in seen or route_of(function) != "get":
            continue
        statement = _statement(reading.values.of(node, scope))
        if statement is None or not _is_answer(node, function, reading):
            continue
        seen.add(function)
        methods = {step.method.attr for step in statement.steps}
        paged = not methods.isdisjoint({"offset", "slice"})
        limited = not methods.isdisjoint(_PARTIAL) or _is_narrow(statement)
        yield RouteList(reading.source.attribute_span(node.func), function.name, limited, paged, _counts(function))


def _statement(value: object) -> StatementValue | None:
    if not isinstance(value, ListValue):
        return None
    statement = value.query or (value.result.statement if isinstance(value.result, ResultValue) else None)
    if statement is None or statement.root not in ("select", "query") or not statement.complete or statement.mixed:
        return None
    return statement


def _is_narrow(statement: StatementValue) -> bool:
    """Whether a list of keys says which rows: `.in_(…)`."""
    arguments = (argument for step in statement.steps for argument in step.call.args)
    return any(isinstance(part, ast.Attribute) and part.attr == "in_" for argument in arguments for part in walk(argument))


def _is_answer(node: ast.Call, function: Function, reading: Reading) -> bool:
    """Whether the rows, or what is made of each of them, are what the function returns."""
    names = set[str]()
    child: ast.AST = node
    parent = reading.module.parents.get(node)
    while parent is not None and parent is not function:
        if isinstance(parent, ast.Return):
            return True
        if isinstance(parent, ast.Assign) and child is parent.value:
            names.update(target.id for target in parent.targets if isinstance(target, ast.Name))
            break
        if isinstance(parent, ast.stmt):
            return False
        child, parent = parent, reading.module.parents.get(parent)
    return any(isinstance(part, ast.Name) and part.id in names for value in returned(function, reading.module) for part in walk(value))


def _counts(function: Function) -> bool:
    """Whether the function speaks of a count or a total."""
    for part in walk(function):
        if isinstance(part, ast.Attribute) and part.attr in _COUNTING:
            return True
        if isinstance(part, (ast.Name, ast.arg)) and ("total" in _word(part) or "count" in _word(part)):
            return True
        if isinstance(part, ast.keyword) and part.arg is not None and ("total" in part.arg or "count" in part.arg):
            return True
    return False


def _word(node: ast.Name | ast.arg) -> str:
    return (node.id if isinstance(node, ast.Name) else node.arg).lower()
