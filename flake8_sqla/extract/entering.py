"""What `with` binds to a name."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import ConnectionValue, DeferredValue, FactoryValue, ManagerValue, SessionValue, Value
from flake8_sqla.syntax.scopes import Module


def entered(context: Value | None) -> Value | None:
    """What `with context as x` binds to x."""
    if isinstance(context, FactoryValue):
        return context.made() if context.begins else None
    if isinstance(context, ManagerValue):
        return context.inner if context.made else None
    if isinstance(context, DeferredValue):
        return context.then("enter")
    if isinstance(context, (SessionValue, ConnectionValue)):
        return context
    return None


def entered_name(context: ast.AST, module: Module) -> str:
    """The plain name that a `with` binds to what this expression gives; empty where it is none."""
    item = module.parents.get(context)
    return item.optional_vars.id if isinstance(item, ast.withitem) and isinstance(item.optional_vars, ast.Name) else ""
