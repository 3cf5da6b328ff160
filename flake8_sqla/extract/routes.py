"""Functions that answer requests, by what decorates them."""

from __future__ import annotations

import ast

from flake8_sqla.extract.givers import Function
from flake8_sqla.vocabulary.web import ROUTE_METHODS

#: What is called so has routes, if its method is called with an empty path: FastAPI's routers have a prefix.
_ROUTERS = ("app", "router", "api", "blueprint", "bp", "routes")
_READING = frozenset({"get", "head", "options"})


def route_of(function: Function) -> str:
    """`get` for a route that reads, another method's name for one that may write, `websocket`; empty for any other function."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in ROUTE_METHODS:
            if _is_path(decorator, decorator.func):
                return _method(decorator, decorator.func.attr)
    return ""


def _is_path(call: ast.Call, method: ast.Attribute) -> bool:
    given = call.args[0] if call.args else next((keyword.value for keyword in call.keywords if keyword.arg in ("path", "rule")), None)
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        if given.value.startswith("/"):
            return True
        owner = method.value
        name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
        return not given.value and name.lower().endswith(_ROUTERS)
    return False


def _method(call: ast.Call, name: str) -> str:
    """Of `@app.route("/x", methods=["GET", "POST"])` the first that may write, `get` without any."""
    if name not in ("route", "api_route"):
        return "get" if name in _READING else name
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "methods"), None)
    if not isinstance(given, (ast.List, ast.Tuple, ast.Set)):
        return "get"
    methods = [str(part.value).lower() for part in given.elts if isinstance(part, ast.Constant)]
    return next((method for method in methods if method not in _READING), "get")
