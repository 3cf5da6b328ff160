"""Reads of relationships: on which object, how it came into the session, and whether it is another one each time round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract import givers
from flake8_sqla.extract.kinds import EntityValue, Giving, ListValue, Origin, SessionValue
from flake8_sqla.extract.reaching import is_inside, reaching
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import loader_for
from flake8_sqla.facts.given_objects import GivenObjects
from flake8_sqla.facts.relationship_reads import RelationshipRead
from flake8_sqla.facts.schema import Link
from flake8_sqla.syntax.scopes import Binding, BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import beginning

_EXECUTING = frozenset({"execute", "scalars", "scalar", "exec", "query", "stream", "stream_scalars", "get", "get_one"})
_OWNERS = frozenset({ast.Name, ast.Attribute, ast.Subscript})
_LOOPS = (ast.For, ast.AsyncFor)
_DEPTH = 8


def relationship_reads(reading: Reading) -> Iterator[RelationshipRead]:
    """Every read of a relationship on an object that a file's own code loads, or that a function gives it."""
    # Another file's function may give objects to a file that executes nothing.
    if not reading.neighbours.module and reading.module.attribute_names.isdisjoint(_EXECUTING):
        return
    seen: set[tuple[tuple[ast.AST, ...], str, str]] = set()
    imported = reading.imported
    for node, scope in reading.module.nodes[ast.Attribute]:
        if node.value.__class__ not in _OWNERS or node.attr[0] == "_" or node.ctx.__class__ is ast.Del or _is_function(node, reading):
            continue
        if node.value.__class__ is ast.Name and node.value.id in imported:
            continue
        entity = reading.values.of(node.value, scope)
        if not isinstance(entity, EntityValue) or not may_be_loaded(entity):
            continue
        link = reading.models.link(entity.model, node.attr)
        if link is not None:
            owner = spelled(node.value)
            key = (_bound_by(node.value, scope, reading), owner[-40:], node.attr)
            yield _fact(node, owner, entity, link, repeats(node.value, node, scope, reading), reading, first=key not in seen)
            seen.add(key)
    own = {node.name for kind in FunctionNode for node, _ in reading.module.nodes[kind] if isinstance(node, FunctionNode)}
    for call, scope in reading.module.nodes[ast.Call]:
        function = call.func
        if call.args and (function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")) in own:
            yield from _handed_over(call, scope, reading)


def may_be_loaded(entity: EntityValue) -> bool:
    """Whether a statement of this file or a function loads the object: of others nobody can say what they have."""
    return entity.giving is not None or entity.origin in (Origin.LOADED, Origin.GOT)


def _is_function(node: ast.Attribute, reading: Reading) -> bool:
    parent = reading.module.parents[node]
    return isinstance(parent, ast.Call) and parent.func is node


def _bound_by(owner: ast.expr, scope: Scope, reading: Reading) -> tuple[ast.AST, ...]:
    """What gives the name that an expression begins with its value here: the same object has the same."""
    owner = beginning(owner)
    if not isinstance(owner, ast.Name):
        return (owner,)
    return tuple(binding.node for binding in reaching(owner, scope.lookup(owner.id), reading.module))


def _fact(
    node: ast.Attribute,
    owner: str,
    entity: EntityValue,
    link: Link,
    repeated: str,
    reading: Reading,
    call: ast.Call | None = None,
    first: bool = True,
) -> RelationshipRead:
    """The read as a fact; `call` hands the object to the function that reads it, where another one has it."""
    # Most files read no relationship: what looks further is loaded where one does.
    from flake8_sqla.extract.async_reads import is_perhaps_loaded, is_run_elsewhere
    from flake8_sqla.extract.elsewhere import is_known, is_perhaps_loaded_there, loaded_elsewhere
    from flake8_sqla.extract.fixed_parents import is_at_hand
    from flake8_sqla.extract.loaders import loading_of
    from flake8_sqla.extract.settling import is_settled

    function = reading.module.enclosing_function(node)
    in_async = isinstance(function, ast.AsyncFunctionDef) and not is_run_elsewhere(node, reading)
    given, giver = None, ""
    if entity.giving is not None and (repeated or in_async or call is not None or _opens_session(entity.giving, reading)):
        given, giver = loaded_elsewhere(entity, reading)
    loading = loading_of(entity, reading) if given is None else given.loading
    by_async = given.asynchronous if given is not None else is_asynchronous(entity, reading)
    at_hand = is_at_hand(entity, link, reading, for_certain=by_async) if given is None else is_known(entity, link, given, by_async)
    return RelationshipRead(
        span=reading.source.attribute_span(node),
        owner=owner[-40:],
        link=link,
        path=(*entity.path, node.attr),
        model=entity.model.rpartition(".")[2],
        option=".".join((*entity.chain, loader_for(entity, node.attr, link.is_collection))),
        origin=given.origin if given is not None else entity.origin.name.lower(),
        loading=loading,
        repeated=repeated,
        in_async=in_async,
        by_async=by_async,
        at_hand=at_hand,
        first=first,
        settled=function is not None and is_settled(node.value, node.attr, node, function, reading),
        assigned=not isinstance(node.ctx, ast.Load),
        perhaps_loaded=(by_async and is_perhaps_loaded(node, entity, link, loading, reading, call))
        or (given is not None and is_perhaps_loaded_there(node.attr, entity, link, given)),
        detached=not by_async and call is None and _is_left_behind(node, entity, given, reading),
        giver=giver,
    )


def _is_left_behind(node: ast.Attribute, entity: EntityValue, given: GivenObjects | None, reading: Reading) -> bool:
    """Whether the session that loaded the object is closed: here, or when the function of another file returned."""
    from flake8_sqla.extract.closed_sessions import is_attached_again, is_detached

    if given is None:
        return is_detached(node, entity, reading)
    function = reading.module.enclosing_function(node)
    return given.detached and function is not None and not is_attached_again(node, function, reading)


def _opens_session(giving: Giving, reading: Reading) -> bool:
    """Whether a function may open the session by itself: it is given none, and is no method of an object that may hold one."""
    if not reading.names.resolve(giving.call.func, giving.scope):
        return False
    arguments = (*giving.call.args, *(keyword.value for keyword in giving.call.keywords))
    return not any(isinstance(reading.values.of(argument, giving.scope), SessionValue) for argument in arguments)


def is_asynchronous(entity: EntityValue, reading: Reading) -> bool:
    """Whether an asynchronous session loaded it."""
    if entity.call is None or not isinstance(entity.call.func, ast.Attribute):
        return False
    # It was looked at when the entity was: in which scope is no matter now.
    session = reading.values.of(entity.call.func.value, reading.module.scope)
    return isinstance(session, SessionValue) and session.asynchronous


def repeats(owner: ast.expr, use: ast.AST, scope: Scope, reading: Reading, depth: int = _DEPTH) -> str:
    """`loop` or `comprehension` where the object is another one each time the place is reached."""
    root = owner
    while isinstance(root, (ast.Attribute, ast.Subscript)):
        if isinstance(root, ast.Subscript) and not isinstance(root.slice, (ast.Constant, ast.UnaryOp)):
            index = root.slice
            if isinstance(index, ast.Name) and isinstance(reading.values.of(root.value, scope), ListValue):
                return repeats(index, use, scope, reading, depth - 1)
            return ""
        root = root.value
    if not isinstance(root, ast.Name) or depth <= 0:
        return ""
    for binding in scope.lookup(root.id):
        found = _by_binding(binding, use, reading, depth)
        if found:
            return found
    return ""


def _by_binding(binding: Binding, use: ast.AST, reading: Reading, depth: int) -> str:
    if binding.kind is BindingKind.LOOP or binding.unpacked is BindingKind.LOOP:
        holder = reading.module.parents.get(binding.node)
        if isinstance(holder, ast.comprehension):
            around = reading.module.parents.get(holder)
            again = around is not None and not _picks_one(around, reading) and is_inside(use, around, reading.module)
            return "comprehension" if again else ""
        if isinstance(holder, _LOOPS) and is_inside(use, holder, reading.module) and not _ends_at_once(holder):
            return "loop"
        return ""
    if binding.kind is BindingKind.ASSIGNMENT and isinstance(binding.node, (ast.Name, ast.Attribute, ast.Subscript)):
        return repeats(binding.node, use, binding.scope, reading, depth - 1)
    return ""


def _ends_at_once(loop: ast.For | ast.AsyncFor) -> bool:
    """`for x in xs: …; return`: the first is the only one."""
    return isinstance(loop.body[-1], (ast.Return, ast.Break, ast.Raise))


def _picks_one(comprehension: ast.AST, reading: Reading) -> bool:
    """`next(x for x in xs …)`: as many as it takes to find one; nobody can say."""
    parent = reading.module.parents.get(comprehension)
    return isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in ("next", "any", "all")


def _handed_over(call: ast.Call, scope: Scope, reading: Reading) -> Iterator[RelationshipRead]:
    """`describe(user)` in a loop, where `describe` is a function of this file that reads a relationship of its parameter."""
    function: givers.Function | None = None
    offset = 0
    if isinstance(call.func, ast.Name):
        found = givers.function_named(call.func.id, scope)
        function = found[0] if found is not None else None
    elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in ("self", "cls"):
        function = givers.method_named(call, call.func.attr, reading.module)
        if function is not None and not any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in function.decorator_list):
            offset = 1
    if function is None:
        return
    parameters = [*function.args.posonlyargs, *function.args.args][offset:]
    inner = reading.module.scopes[function]
    for argument, parameter in zip(call.args, parameters, strict=False):
        if not isinstance(argument, (ast.Name, ast.Attribute)):
            continue
        entity = reading.values.of(argument, scope)
        if not isinstance(entity, EntityValue) or not may_be_loaded(entity) or len(inner.bindings.get(parameter.arg, ())) != 1:
            continue
        repeated = repeats(argument, call, scope, reading)
        from flake8_sqla.extract.async_reads import is_run_elsewhere

        in_async = isinstance(reading.module.enclosing_function(call), ast.AsyncFunctionDef) and not is_run_elsewhere(call, reading)
        if not repeated and not in_async:
            continue
        for mention in reading.module.mentions(parameter.arg, function):
            node = reading.module.parents.get(mention)
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load) or _is_function(node, reading):
                continue
            link = reading.models.link(entity.model, node.attr)
            if link is not None and reading.module.enclosing_function(node) is function:
                read = _fact(node, spelled(argument), entity, link, repeated, reading, call)
                yield read.handed_over(reading.source.span(argument), function.name, in_async)
