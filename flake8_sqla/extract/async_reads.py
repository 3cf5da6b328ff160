"""What may have loaded a relationship before asynchronous code reads it, and what runs where reading is right."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import EntityValue, ListValue, Origin, ResultValue, SessionValue, StatementValue, Value, objects_in
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import element_of, models_of
from flake8_sqla.facts.loading import EAGER, Loading
from flake8_sqla.facts.schema import Link
from flake8_sqla.syntax.scopes import FunctionNode, Scope
from flake8_sqla.syntax.walk import beginning, walk
from flake8_sqla.vocabulary import kinds, orm

#: What runs a function where blocking calls are right: SQLAlchemy's `run_sync`, and the bridge below it.
_BRIDGES = frozenset({"run_sync", "greenlet_spawn"})
_CATCHING = ("MissingGreenlet", "StatementError", "raises", "suppress")
#: A function with more names than this is not looked through for objects.
_MOST_NAMES = 200


def is_run_elsewhere(node: ast.AST, reading: Reading) -> bool:
    """Whether a node stands in a lambda or an inner function that `run_sync` is given, or where the error is waited for."""
    child, parent = node, reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, FunctionNode):
        if isinstance(parent, ast.Call) and _name_of(parent.func) in _BRIDGES and child is not parent.func:
            return True
        if isinstance(parent, (ast.With, ast.AsyncWith)) and any(_name_of(item.context_expr) in _CATCHING for item in parent.items):
            return True
        if isinstance(parent, ast.Try) and child in parent.body:
            if any(_names_error(handler.type) for handler in parent.handlers if handler.type is not None):
                return True
        child, parent = parent, reading.module.parents.get(parent)
    return False


def _names_error(node: ast.expr) -> bool:
    return any(isinstance(part, (ast.Name, ast.Attribute)) and _name_of(part) in _CATCHING for part in walk(node))


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else (node.id if isinstance(node, ast.Name) else "")


def is_perhaps_loaded(
    node: ast.Attribute, entity: EntityValue, link: Link, loading: Loading, reading: Reading, call: ast.Call | None = None
) -> bool:
    """Whether anything may have loaded the relationship, beside the statement that loaded the object.

    `loading` is what was loaded along with the object. `call` hands it to the function that reads it; else the function that has it reads
    it itself.
    """
    root = beginning(node.value)
    function = reading.module.enclosing_function(node)
    if not isinstance(root, ast.Name) or root.id in ("self", "cls") or function is None:
        return True
    if not _is_reached(entity, loading, reading) or is_looked_into(root.id, node, function, reading):
        return True
    homes: set[ast.AST] = {function, *_homes(entity, reading)}
    if call is not None:
        caller = reading.module.enclosing_function(call)
        given = {part.id for argument in call.args if isinstance(part := beginning(argument), ast.Name)}
        if caller is None or is_chosen(node, function, root.id, reading):
            return True
        if any(is_looked_into(name, call, caller, reading) for name in given):
            return True
        homes.add(caller)
    return any(loads(node.attr, home, reading) or _holds(entity, link, home, root.id, reading) for home in homes)


def is_perhaps_loaded_before(
    call: ast.Call, argument: ast.expr, attribute: str, entity: EntityValue, link: Link, loading: Loading, reading: Reading
) -> bool:
    """The same for an attribute that a function of another file reads of an argument of the call."""
    root = beginning(argument)
    caller = reading.module.enclosing_function(call)
    if not isinstance(root, ast.Name) or root.id in ("self", "cls") or caller is None:
        return True
    if not _is_reached(entity, loading, reading) or is_looked_into(root.id, call, caller, reading):
        return True
    homes = {caller, *_homes(entity, reading)}
    return any(loads(attribute, home, reading) or _holds(entity, link, home, root.id, reading) for home in homes)


def is_chosen(node: ast.AST, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str, reading: Reading) -> bool:
    """Whether another parameter of the function decides about a place in it."""
    others = {each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)} - {name}
    child, parent = node, reading.module.parents.get(node)
    while parent is not None and parent is not function:
        tests = [parent.test] if isinstance(parent, (ast.If, ast.IfExp, ast.While)) and child is not parent.test else []
        tests += parent.values if isinstance(parent, ast.BoolOp) else []
        if any(isinstance(part, ast.Name) and part.id in others for test in tests for part in walk(test)):
            return True
        child, parent = parent, reading.module.parents.get(parent)
    return False


def _homes(entity: EntityValue, reading: Reading) -> Iterator[ast.AST]:
    """The function that loaded the object, where it is another one."""
    home = reading.module.enclosing_function(entity.call) if entity.call is not None else None
    if home is not None:
        yield home


def _is_reached(entity: EntityValue, loading: Loading, reading: Reading) -> bool:
    """Whether every relationship on the way to the object is loaded: otherwise the first of them is the error."""
    for length in range(1, len(entity.path) + 1):
        strategy = loading.strategy_of(entity.path[:length])
        if strategy in EAGER:
            continue
        link = reading.models.link(entity.owners[length - 1], entity.path[length - 1])
        if strategy not in ("", "defaultload") or link is None or link.lazy not in ("joined", "selectin", "subquery", "immediate"):
            return False
    return True


def is_looked_into(name: str, use: ast.expr, function: ast.AST, reading: Reading) -> bool:
    """Whether the function asks what is loaded, or hands the object, before it is read, to code that may load more of it."""
    for mention in reading.module.mentions(name, function):
        parent = reading.module.parents.get(mention)
        if isinstance(parent, ast.Attribute) and parent.attr in ("__dict__", "awaitable_attrs"):
            return True
        if parent is use or not isinstance(parent, ast.Call) or mention is parent.func:
            continue
        if (parent.lineno, parent.col_offset) > (use.lineno, use.col_offset):
            continue
        called = _name_of(parent.func)
        if called in ("inspect", "instance_state", "attribute_is_loaded"):
            return True
        if isinstance(reading.module.parents.get(parent), ast.Await) and not _is_of_session(parent, reading):
            return True
    return False


def _is_of_session(call: ast.Call, reading: Reading) -> bool:
    """Whether a session's own method is called: what those load is known."""
    if not isinstance(call.func, ast.Attribute):
        return False
    return isinstance(reading.values.of(call.func.value, reading.module.scope), SessionValue)


def loads(attribute: str, function: ast.AST, reading: Reading) -> bool:
    """Whether a loader option of the function names the relationship."""
    for call in reading.module.own(function, ast.Call):
        assert isinstance(call, ast.Call)
        if _name_of(call.func) in kinds.LOADERS and any(
            isinstance(part, ast.Attribute) and part.attr == attribute for argument in call.args for part in walk(argument)
        ):
            return True
    return False


def _holds(entity: EntityValue, link: Link, function: ast.AST, name: str, reading: Reading) -> bool:
    """Whether the function has the related object of a key of the object's own, or was given an object of the same class.

    `name` is the object itself.
    """
    by_key = link.is_collection is not True and not link.remote
    for value in _values_of(reading.module.scopes[function], name, reading):
        for held in _entities(value, reading):
            table = reading.models.table(held.model)
            if table is None:
                continue
            if by_key and table.path == link.target.path and not (held.path and held.path[:-1] == entity.path):
                return True
            if held.origin is Origin.GIVEN and held.giving is None and table.path == link.owner.path and not held.path:
                return True
    return by_key and any(_selects(link, call, function, reading) for call in reading.module.own(function, ast.Call))


def _values_of(scope: Scope, name: str, reading: Reading) -> Iterator[Value]:
    for other, bindings in list(scope.bindings.items())[:_MOST_NAMES]:
        for binding in bindings[:3] if other != name else ():
            value = reading.values.of_binding(binding)
            if value is not None:
                yield value


def _entities(value: Value | None, reading: Reading) -> Iterator[EntityValue]:
    if isinstance(value, (ListValue, ResultValue)):
        value = element_of(value, reading.names)
    yield from objects_in(value)


def _selects(link: Link, call: ast.AST, function: ast.AST, reading: Reading) -> bool:
    """Whether a call executes a statement that loads objects of the related class."""
    assert isinstance(call, ast.Call)
    if not call.args or not isinstance(call.func, ast.Attribute) or call.func.attr not in orm.EXECUTING_METHODS:
        return False
    statement = reading.values.of(call.args[0], reading.module.scopes[function])
    if not isinstance(statement, StatementValue):
        return False
    tables = [reading.models.table(model) for model in models_of(statement, reading.names) if model]
    return any(table is not None and table.path == link.target.path for table in tables)
