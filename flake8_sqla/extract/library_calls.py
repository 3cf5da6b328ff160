"""What the constructors and functions of the library give."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import EngineValue, FactoryValue, SessionValue, StatementValue, TableValue, Value
from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary import orm


def made_by_library(name: str, call: ast.Call, scope: Scope, names: Names) -> Value | None:
    """The value of a call, by the canonical name of what is called."""
    if name in orm.STATEMENT_FUNCTIONS:
        return StatementValue(orm.STATEMENT_FUNCTIONS[name], call, scope)
    if name in orm.SESSION_CLASSES:
        return SessionValue(orm.SESSION_CLASSES[name], False, *_options(call))
    if name in orm.SESSION_FACTORIES:
        return FactoryValue(orm.SESSION_FACTORIES[name] or _makes_async_sessions(call, scope, names), False, *_options(call))
    if name in orm.SCOPED_SESSIONS:
        return SessionValue(orm.SCOPED_SESSIONS[name], scoped=True)
    if name in orm.ENGINE_FUNCTIONS:
        return EngineValue(orm.ENGINE_FUNCTIONS[name])
    if name in ("sqlalchemy.Table", "sqlalchemy.table"):
        return TableValue(call)
    return None


def is_known_table(node: ast.expr, scope: Scope, names: Names, models: KnownModels) -> bool:
    """`User.__table__` of a mapped class, or a `Table` of another file."""
    path = names.resolve(node, scope)
    owner = path.removesuffix(".__table__")
    table = models.table(owner) if path and not path.startswith(("sqlalchemy.", "builtins.")) else None
    return table is not None and (table.model is None) is (owner == path)


def _makes_async_sessions(call: ast.Call, scope: Scope, names: Names) -> bool:
    named = [names.resolve(keyword.value, scope) for keyword in call.keywords if keyword.arg == "class_"]
    return any(orm.SESSION_CLASSES.get(name) is True for name in named)


def _options(call: ast.Call) -> tuple[bool, bool]:
    """Whether a session flushes by itself, and whether its objects are known to expire at commit."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if None in given:
        return True, False
    flushes, expires = given.get("autoflush"), given.get("expire_on_commit")
    return not _is(flushes, False), expires is None or _is(expires, True)


def _is(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
