"""Connections that are told to begin a transaction when one has begun."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import ConnectionValue, EngineValue
from flake8_sqla.extract.reaching import block_path
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.engines import ForestalledBegin
from flake8_sqla.syntax.scopes import BindingKind, Scope

#: The first of these begins the connection's transaction.
_BEGINNING = frozenset("execute scalar scalars exec_driver_sql stream stream_scalars begin begin_nested begin_twophase".split())
#: What says nothing of the transaction.
_NEUTRAL = frozenset({"dialect", "engine", "info", "execution_options", "get_execution_options", "closed"})
_Path = tuple[tuple[ast.AST, str], ...]


def forestalled_begin(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[ForestalledBegin]:
    """`connection.begin()` behind something that has begun the transaction on every way to it."""
    function = node.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    connection = function.value
    if not isinstance(reading.values.of(connection, scope), ConnectionValue):
        return
    holder = reading.module.enclosing_function(node) or reading.source.tree
    here = block_path(node, reading.module)
    begun = _opened_by_begin(connection, scope, here, reading)
    for mention in reading.module.mentions(connection.id, holder):
        if mention is connection:
            break
        if not isinstance(mention, ast.Name) or reading.module.enclosing_function(mention) is not reading.module.enclosing_function(node):
            return
        if isinstance(mention.ctx, ast.Store):
            continue
        begun = _after(mention, begun, here, reading)
    if begun is not None:
        yield ForestalledBegin(reading.source.attribute_span(function), connection.id, *begun)


def _after(mention: ast.Name, begun: tuple[str, int] | None, here: _Path, reading: Reading) -> tuple[str, int] | None:
    """What has begun the transaction once this mention is passed: the method and its line, None where nothing certainly has."""
    attribute = reading.module.parents.get(mention)
    if not isinstance(attribute, ast.Attribute):
        return None  # whoever is given the connection may end its transaction
    call = reading.module.parents.get(attribute)
    if attribute.attr in _NEUTRAL:
        return begun
    if attribute.attr not in _BEGINNING or not isinstance(call, ast.Call):
        return None
    around = reading.module.parents.get(call)
    if isinstance(around, ast.Await):
        around = reading.module.parents.get(around)
    place = block_path(call, reading.module)
    if isinstance(around, ast.withitem):
        place = (*place, (reading.module.parents[around], "body"))  # it is over behind the block
        return (attribute.attr, call.lineno) if place == here[: len(place)] else (begun if attribute.attr == "begin_nested" else None)
    if attribute.attr.startswith("begin"):
        return None  # a transaction in a name may have been ended by it
    if place != here[: len(place)] or any(isinstance(part, ast.Try) for part, _ in place):
        return begun
    return begun or (attribute.attr, call.lineno)


def _opened_by_begin(name: ast.Name, scope: Scope, here: _Path, reading: Reading) -> tuple[str, int] | None:
    """`with engine.begin() as connection:`, where the place is in its block."""
    bindings = scope.lookup(name.id)
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.WITH:
        return None
    call = bindings[0].node
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "begin":
        return None
    item = reading.module.parents.get(call)
    block = reading.module.parents.get(item) if item is not None else None
    if (block, "body") not in here or not isinstance(reading.values.of(call.func.value, bindings[0].scope), EngineValue):
        return None
    return "begin", call.lineno
