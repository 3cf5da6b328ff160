"""Where sessions are made."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import EngineValue, FactoryValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.sessions import SessionCreation, SessionOptions
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.syntax.names import LOCAL
from flake8_sqla.syntax.scopes import FunctionNode, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary import orm


def session_creation(node: ast.Call, name: str, scope: Scope, reading: Reading) -> SessionCreation | None:
    """A call that makes a session, and what the session is bound to. Proxies of `scoped_session` are no sessions of their own."""
    if name not in orm.SESSION_CLASSES and not _is_factory_call(node, name, scope, reading):
        return None
    value = reading.values.of(node, scope)
    if not isinstance(value, SessionValue) or value.scoped:
        return None
    parent = reading.module.parents.get(node)
    managed = isinstance(parent, ast.withitem)
    return SessionCreation(
        reading.source.span(node),
        value.asynchronous,
        _level(node, reading),
        _bound_name(parent),
        managed,
        reading.is_under_main_guard(node),
        spelled(node.func) if _is_lent(node, name, scope, reading) else "",
    )


def _is_lent(node: ast.Call, name: str, scope: Scope, reading: Reading) -> bool:
    """Whether the session takes a connection of its own: from an engine, or as a factory of another module was told."""
    given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg in ("bind", "binds", None))]
    if given:
        return isinstance(reading.values.of(given[0], scope), EngineValue)
    return name not in orm.SESSION_CLASSES and not name.startswith((f"{LOCAL}.", "sqlalchemy.")) and "." in name


def _is_factory_call(node: ast.Call, name: str, scope: Scope, reading: Reading) -> bool:
    """Whether what is called is a factory, not a function that hands out somebody else's session."""
    if not name and isinstance(node.func, ast.Attribute):
        holder = node.func.value
        if not isinstance(holder, ast.Name) or holder.id not in ("self", "cls"):
            return False  # an attribute of nothing that is known: most of the calls there are
    if not name or name.startswith(LOCAL):
        return isinstance(reading.values.of(node.func, scope), FactoryValue)
    # What is called by the name of another file is called often: the same all over this one.
    found = reading.factories.get(name)
    if found is None:
        found = reading.factories[name] = isinstance(reading.values.of(node.func, scope), FactoryValue)
    return found


def _bound_name(parent: ast.AST | None) -> str:
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        return spelled(parent.targets[0])
    if isinstance(parent, (ast.AnnAssign, ast.NamedExpr)):
        return spelled(parent.target)
    return ""


def _level(node: ast.AST, reading: Reading) -> str:
    """`default` for a parameter's default value, else the nearest of function, class and module."""
    child: ast.AST = node
    parent = reading.module.parents.get(node)
    while parent is not None:
        if isinstance(parent, (*FunctionNode, ast.Lambda)):
            defaults = [*parent.args.defaults, *parent.args.kw_defaults]
            if any(child is default for default in defaults):
                return "default"
            if isinstance(parent, FunctionNode) and child in parent.decorator_list:
                child, parent = parent, reading.module.parents.get(parent)
                continue
            return "function"
        if isinstance(parent, ast.ClassDef):
            return "class"
        child, parent = parent, reading.module.parents.get(parent)
    return "module"


def session_options(node: ast.Call, name: str, scope: Scope, reading: Reading) -> SessionOptions | None:
    """The options of a factory of sessions, or of a session made by its class."""
    value = reading.values.of(node, scope)
    if not isinstance(value, (FactoryValue, SessionValue)):
        return None
    given = next((keyword.value for keyword in node.keywords if keyword.arg == "expire_on_commit"), None)
    expires = reading.flag(given, scope, True)
    if given is None and any(keyword.arg is None for keyword in node.keywords):
        expires = UNKNOWN
    read_later = name in orm.SESSION_FACTORIES or not value.asynchronous or _may_read_after_commit(node, reading)
    return SessionOptions(reading.source.callee_span(node), name.rpartition(".")[2], value.asynchronous, expires, read_later)


def _may_read_after_commit(node: ast.Call, reading: Reading) -> bool:
    from flake8_sqla.extract.after_commit import may_read_after_commit

    return may_read_after_commit(node, reading)
