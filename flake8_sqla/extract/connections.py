"""What becomes of the connections that `engine.connect()` opens."""

from __future__ import annotations

import ast
import re

from flake8_sqla.extract.kinds import EngineValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.engines import ConnectionUse
from flake8_sqla.facts.expressions import Constant, FormattedText
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.place import Span
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.walk import walk

_EXECUTING = frozenset({"execute", "scalar", "scalars", "exec_driver_sql"})
_COMMITTING = frozenset({"commit", "begin", "begin_twophase", "rollback", "get_transaction", "run_sync"})
_CLOSING = frozenset({"close", "aclose", "invalidate"})
_CHANGING = frozenset({"insert", "update", "delete"})
_SQL_CHANGE = lazy_pattern(r"\s*(insert|update|delete|merge)\b", re.IGNORECASE)
_SQL_COMMIT = lazy_pattern(r"\s*(commit|begin|start\s+transaction)\b", re.IGNORECASE)
#: Callers that use a connection and leave it open.
_BORROWERS = ("pandas.", "sqlalchemy.", "builtins.", "geopandas.", "polars.", "alembic.")


class _Found:
    __slots__ = ("changes", "closed", "commits", "escapes")

    def __init__(self, commits: bool) -> None:
        self.closed = False
        self.escapes = False
        self.commits = commits
        self.changes: list[tuple[Span, str]] = []


def connection_use(node: ast.Call, name: str, scope: Scope, reading: Reading) -> ConnectionUse | None:
    """The life of a connection from the call of `connect()` that opens it."""
    function = node.func
    assert isinstance(function, ast.Attribute)
    engine = reading.values.of(function.value, scope)
    if not isinstance(engine, EngineValue):
        return None
    found = _Found(commits=_is_isolated(function.value, scope))
    variable = _place_of(node, scope, reading, found)
    holder = reading.module.enclosing_function(node)
    if variable:
        _follow(variable, holder or reading.source.tree, scope, reading, found)
    return ConnectionUse(
        reading.source.attribute_span(function),
        engine.asynchronous,
        variable,
        "module" if holder is None else "function",
        found.closed,
        found.escapes,
        found.commits,
        tuple(found.changes),
    )


def _is_isolated(engine: ast.expr, scope: Scope) -> bool:
    """Whether the engine, as far as it is in sight, has an isolation level of its own: AUTOCOMMIT, most of the time."""
    parts: list[ast.AST] = [engine]
    if isinstance(engine, ast.Name):
        parts.extend(binding.node for binding in scope.lookup(engine.id))
    return any(
        (isinstance(part, ast.keyword) and part.arg in ("isolation_level", "execution_options", None))
        or (isinstance(part, ast.Constant) and part.value == "isolation_level")
        for whole in parts
        if not isinstance(whole, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for part in walk(whole)
    )


def _place_of(node: ast.Call, scope: Scope, reading: Reading, found: _Found) -> str:
    """Where the connection goes at once; the name it is bound to, or empty."""
    parents = reading.module.parents
    value: ast.AST = node
    parent = parents.get(value)
    while True:
        if isinstance(parent, ast.Await):
            value = parent
        elif isinstance(parent, ast.Attribute):
            call = parents.get(parent)
            if parent.attr == "execution_options" and isinstance(call, ast.Call):
                found.commits = found.commits or any(keyword.arg in ("isolation_level", None) for keyword in call.keywords)
                value = call
            else:
                # `engine.connect().execute(…)`: the connection itself is dropped.
                if isinstance(call, ast.Call) and call.func is parent:
                    _method(parent.attr, call, scope, reading, found)
                else:
                    found.escapes = True
                return ""
        else:
            break
        parent = parents.get(value)
    if isinstance(parent, ast.withitem):
        found.closed = True
        return parent.optional_vars.id if isinstance(parent.optional_vars, ast.Name) else ""
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0].id
    if isinstance(parent, (ast.NamedExpr, ast.AnnAssign)) and isinstance(parent.target, ast.Name):
        return parent.target.id
    if not isinstance(parent, ast.Expr):
        found.escapes = True
    return ""


def _follow(variable: str, holder: ast.AST, scope: Scope, reading: Reading, found: _Found) -> None:
    """Every use of the name in the function (or module) that opened the connection."""
    parents = reading.module.parents
    for part in reading.module.mentions(variable, holder):
        if not isinstance(part, ast.Name):
            found.escapes = True  # a global name
            continue
        if not isinstance(part.ctx, ast.Load):
            continue
        parent = parents.get(part)
        if isinstance(parent, ast.Attribute):
            call = parents.get(parent)
            if isinstance(call, ast.Call) and call.func is parent:
                _method(parent.attr, call, scope, reading, found)
            elif parent.attr in _CLOSING | _COMMITTING:
                found.escapes = found.commits = True  # a bound method is handed to somebody
        elif isinstance(parent, ast.withitem):
            found.closed = True
        elif isinstance(parent, (ast.Compare, ast.UnaryOp, ast.If, ast.BoolOp, ast.IfExp)):
            continue
        else:
            found.commits = True
            called = parents.get(parent) if isinstance(parent, ast.keyword) else parent
            name = reading.names.resolve(called.func, scope) if isinstance(called, ast.Call) else ""
            found.escapes = found.escapes or not name.startswith(_BORROWERS)


def _method(name: str, call: ast.Call, scope: Scope, reading: Reading, found: _Found) -> None:
    if name in _CLOSING:
        found.closed = True
    elif name in _COMMITTING:
        found.commits = True
    elif name == "execution_options":
        found.commits = found.commits or any(keyword.arg in ("isolation_level", None) for keyword in call.keywords)
    elif name in _EXECUTING and call.args:
        word = _change(call.args[0], scope, reading, found)
        if word:
            found.changes.append((reading.source.span(call.args[0]), word))


def _change(statement: ast.expr, scope: Scope, reading: Reading, found: _Found) -> str:
    """`insert`, `update` or `delete` where that is what an executed argument does."""
    value = reading.values.of(statement, scope)
    if isinstance(value, StatementValue):
        return value.root if value.root in _CHANGING else ""
    text: ast.expr = statement
    if isinstance(statement, ast.Call):
        if reading.names.resolve(statement.func, scope) != "sqlalchemy.text" or not statement.args:
            return ""
        text = statement.args[0]
    expression = reading.expression(text, scope)
    start = ""
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        start = expression.value
    elif isinstance(expression, FormattedText) and expression.parts and isinstance(expression.parts[0], str):
        start = expression.parts[0]
    if _SQL_COMMIT.match(start):
        found.commits = True
    matched = _SQL_CHANGE.match(start)
    return matched[1].lower() if matched else ""
