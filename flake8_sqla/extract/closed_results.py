"""Results that are read when their session is closed."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import ResultValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import models_of
from flake8_sqla.facts.results import ClosedResult
from flake8_sqla.syntax.scopes import Scope


def closed_result(node: ast.Call, name: str, scope: Scope, reading: Reading) -> ClosedResult | None:
    """A call that executes a statement for entities, whose result nobody reads in time."""
    function = node.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return None
    value = reading.values.of(node, scope)
    session = reading.values.of(function.value, scope)
    if not isinstance(value, ResultValue) or not isinstance(session, SessionValue) or session.asynchronous or session.scoped:
        return None
    model = next(filter(None, models_of(value.statement, reading.names)), "").rpartition(".")[2]
    whole = _with_reshaping(node, reading)
    parent = reading.module.parents.get(whole)
    if not model or value.statement is None or value.statement.root != "select":
        return None
    from flake8_sqla.extract.closed_sessions import is_closed_at, is_closed_behind

    if isinstance(parent, ast.Return):
        return ClosedResult(reading.source.span(whole), model, True) if is_closed_behind(function.value, reading) else None
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        return None
    home = reading.module.enclosing_function(node)
    for mention in reading.module.mentions(parent.targets[0].id, home) if home is not None else ():
        if not isinstance(mention, ast.Name) or not isinstance(mention.ctx, ast.Load):
            continue
        if isinstance(reading.module.parents.get(mention), ast.Return) and is_closed_behind(function.value, reading):
            return ClosedResult(reading.source.span(mention), model, True)
        if is_closed_at(mention, function.value, reading):
            return ClosedResult(reading.source.span(mention), model, False)
        return None
    return None


def _with_reshaping(node: ast.expr, reading: Reading) -> ast.expr:
    """The call with what gives the same result in another shape: `.scalars()`, `.unique()`."""
    while True:
        method = reading.module.parents.get(node)
        call = reading.module.parents.get(method) if isinstance(method, ast.Attribute) else None
        if not isinstance(method, ast.Attribute) or method.attr not in ("scalars", "unique") or not isinstance(call, ast.Call):
            return node
        node = call
