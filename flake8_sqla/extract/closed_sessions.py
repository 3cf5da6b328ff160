"""Sessions that are closed before something is read: at the end of their `with`, or by `close()`."""

from __future__ import annotations

import ast

from flake8_sqla.extract import givers
from flake8_sqla.extract.kinds import EntityValue, SessionValue
from flake8_sqla.extract.reaching import block_path, is_inside, start
from flake8_sqla.extract.reading import Reading
from flake8_sqla.syntax.scopes import BindingKind
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import beginning, walk

_WITH = (ast.With, ast.AsyncWith)
#: What gives a detached object to a session again.
_ATTACHING = frozenset({"add", "add_all", "merge", "refresh"})


def is_detached(node: ast.Attribute, entity: EntityValue, reading: Reading) -> bool:
    """Whether the session that loaded the object is closed where its relationship is read, and nothing in the function loaded that."""
    call = entity.call if entity.call is not None else (entity.statement.call if entity.statement is not None else None)
    if call is None or not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return False
    function = reading.module.enclosing_function(node)
    if function is None or is_attached_again(node, function, reading):
        return False
    if not is_closed_at(node, call.func.value, reading):
        return _is_returned_from(call.func.value, node, reading)
    return not any(
        isinstance(other, ast.Attribute) and other is not node and other.attr == node.attr and start(other) < start(node)
        for other in walk(function)
    )


def _is_returned_from(session: ast.Name, node: ast.Attribute, reading: Reading) -> bool:
    """Whether another function of the file loaded the object, closed its session and returned, without a word of the relationship."""
    home = reading.module.enclosing_function(session)
    if home is None or is_inside(node, home, reading.module) or givers.is_generator(home, reading.module):
        return False
    value = reading.values.of(session, reading.module.scopes[home])
    if not isinstance(value, SessionValue) or value.scoped or not is_closed_behind(session, reading):
        return False
    return not any(isinstance(other, ast.Attribute) and other.attr == node.attr for other in walk(home))


def is_closed_at(node: ast.AST, session: ast.Name, reading: Reading) -> bool:
    """Whether the session that this mention of it means is closed where the node stands, in the same function."""
    function = reading.module.enclosing_function(node)
    if function is None or reading.module.enclosing_function(session) is not function:
        return False
    scope = reading.module.scopes[function]
    if not isinstance(reading.values.of(session, scope), SessionValue):
        return False
    bindings = scope.lookup(session.id)
    block = _around(session, reading, session.id)
    if block is not None:
        return all(binding.kind is BindingKind.WITH for binding in bindings) and not is_inside(node, block, reading.module)
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
        return False
    place = block_path(node, reading.module)
    for mention in reading.module.mentions(session.id, function):
        method = reading.module.parents.get(mention)
        closing = reading.module.parents.get(method) if isinstance(method, ast.Attribute) and method.attr == "close" else None
        if isinstance(closing, ast.Call) and start(session) < start(closing) < start(node):
            path = block_path(closing, reading.module)
            if path == place[: len(path)] or (path[-1:] and path[-1][1] == "finalbody" and path[:-1] == place[: len(path) - 1]):
                return True
    return False


def _around(node: ast.AST, reading: Reading, name: str) -> ast.AST | None:
    """The `with` that binds the name and that the node stands in."""
    child, parent = node, reading.module.parents.get(node)
    while parent is not None:
        if isinstance(parent, _WITH) and isinstance(child, ast.stmt):
            if any(item.optional_vars is not None and spelled(item.optional_vars) == name for item in parent.items):
                return parent
        child, parent = parent, reading.module.parents.get(parent)
    return None


def is_attached_again(node: ast.Attribute, function: ast.AST, reading: Reading) -> bool:
    root = beginning(node.value)
    if not isinstance(root, ast.Name):
        return True
    for mention in reading.module.mentions(root.id, function):
        parent = reading.module.parents.get(mention)
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr in _ATTACHING:
            return True
    return False


def is_closed_behind(session: ast.Name, reading: Reading) -> bool:
    """Whether a session is closed when the function that this mention stands in has returned, by its own `with` or `finally`."""
    function = reading.module.enclosing_function(session)
    if function is None or not isinstance(reading.values.of(session, reading.module.scopes[function]), SessionValue):
        return False
    if _around(session, reading, session.id) is not None:
        return True
    parent = reading.module.parents.get(session)
    while parent is not None and parent is not function:
        if isinstance(parent, ast.Try) and any(_closes(statement, session.id) for statement in parent.finalbody):
            return True
        parent = reading.module.parents.get(parent)
    return False


def _closes(statement: ast.stmt, name: str) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and spelled(statement.value.func) == f"{name}.close"
