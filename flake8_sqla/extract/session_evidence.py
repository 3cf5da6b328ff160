"""Parameters without annotation, and what unknown context managers give, judged by what is called on them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_sqla.extract import givers
from flake8_sqla.extract.evidence import is_query_by_evidence
from flake8_sqla.extract.kinds import SessionValue, StatementValue
from flake8_sqla.extract.neighbours import Neighbours
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import Module
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values


def session_by_evidence(
    origin: ast.AST, name: str, calls: givers.Calls, values: Values, module: Module, names: Names, neighbours: Neighbours
) -> SessionValue | None:
    """A session, where statements or queries of ours are run on a parameter, or on what a `with` binds; its name alone says nothing."""
    if name in vocabulary.CONNECTION_NAMES:
        return None
    proven, adds, asynchronous = False, False, False
    methods: set[str] = set()
    for call, scope in calls.on(origin):
        assert isinstance(call.func, ast.Attribute)
        method = call.func.attr
        methods.add(method)
        if method in orm.EXECUTING_METHODS and call.args and isinstance(values.of(call.args[0], scope), StatementValue):
            proven = True
        elif method == "query" and is_query_by_evidence(call, scope, module, names, neighbours):
            proven = True
        elif method == "add" and len(call.args) == 1 and not call.keywords and givers.makes_object(call.args[0]):
            adds = True
        if method in vocabulary.SESSION_COROUTINES and isinstance(module.parents.get(call), ast.Await):
            asynchronous = True
    if adds and not methods.isdisjoint({"commit", "flush"}):
        proven = True
    if not proven or (asynchronous and "query" in methods):
        return None
    return SessionValue(asynchronous)
