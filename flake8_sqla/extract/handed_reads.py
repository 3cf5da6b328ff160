"""Objects that are handed to functions of other files, which read their relationships."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import EntityValue
from flake8_sqla.extract.reaching import start
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.relationship_reads import is_asynchronous, may_be_loaded, repeats
from flake8_sqla.facts.relationship_reads import RelationshipRead
from flake8_sqla.facts.schema import Link
from flake8_sqla.syntax.names import LOCAL
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.text import spelled

_NAMED = frozenset({ast.Name, ast.Attribute})
_LIBRARIES = (f"{LOCAL}.", "builtins.", "sqlalchemy.", "alembic.", "sqlmodel.", "typing.")


def handed_reads(reading: Reading) -> Iterator[RelationshipRead]:
    """A read for each relationship that another file's function reads of an object which this file gives it."""
    if not reading.neighbours.module:
        return
    for node, scope in reading.module.nodes[ast.Call]:
        given = _given(node)
        if given and node.func.__class__ in _NAMED:
            path = reading.names.resolve(node.func, scope)
            if "." in path and not path.startswith(_LIBRARIES) and not path.rpartition(".")[2][:1].isupper():
                yield from _of_call(node, given, path, scope, reading)


def _given(call: ast.Call) -> list[tuple[int | str, ast.expr]]:
    """The arguments of a call that are known by a name, with their places; those behind a star have none."""
    found: list[tuple[int | str, ast.expr]] = []
    for place, argument in enumerate(call.args):
        if argument.__class__ in _NAMED:
            found.append((place, argument))
        elif argument.__class__ is ast.Starred:
            return found
    for keyword in call.keywords:
        if keyword.arg is not None and keyword.value.__class__ in _NAMED:
            found.append((keyword.arg, keyword.value))
    return found


def _of_call(
    call: ast.Call, given: list[tuple[int | str, ast.expr]], path: str, scope: Scope, reading: Reading
) -> Iterator[RelationshipRead]:
    for place, argument in given:
        entity = reading.values.of(argument, scope)
        if not isinstance(entity, EntityValue) or not may_be_loaded(entity):
            continue
        in_async = _is_in_async(call, reading)
        repeated = repeats(argument, call, scope, reading)
        if repeated or in_async:
            for attribute in _read(path, place, entity, reading):
                link = reading.models.link(entity.model, attribute)
                if link is not None:
                    yield _fact(call, argument, attribute, entity, link, path.rpartition(".")[2], repeated, in_async, reading)


def _is_in_async(call: ast.Call, reading: Reading) -> bool:
    if not isinstance(reading.module.enclosing_function(call), ast.AsyncFunctionDef):
        return False
    from flake8_sqla.extract.async_reads import is_run_elsewhere

    return not is_run_elsewhere(call, reading)


def _read(path: str, place: int | str, entity: EntityValue, reading: Reading) -> list[str]:
    """The relationships of the object that the function reads of the parameter at this place."""
    table = reading.models.table(entity.model)
    names = frozenset(each.attribute for each in table.relationships) if table is not None else frozenset[str]()
    reads = reading.neighbours.reads(path, names) if names else {}
    parameters = list(reads)
    if isinstance(place, int):
        place = parameters[place] if place < len(parameters) else ""
    return sorted(reads.get(place, frozenset()) & names)


def _fact(
    call: ast.Call,
    argument: ast.expr,
    attribute: str,
    entity: EntityValue,
    link: Link,
    function: str,
    repeated: str,
    in_async: bool,
    reading: Reading,
) -> RelationshipRead:
    # Most files hand nothing to such a function: what looks further is loaded where one does.
    from flake8_sqla.extract.async_reads import is_perhaps_loaded_before
    from flake8_sqla.extract.elsewhere import is_known, is_perhaps_loaded_there, loaded_elsewhere
    from flake8_sqla.extract.fixed_parents import is_at_hand
    from flake8_sqla.extract.loaders import loading_of
    from flake8_sqla.extract.results import loader_for
    from flake8_sqla.extract.settling import is_settled
    from flake8_sqla.facts.loading import EAGER

    given, giver = loaded_elsewhere(entity, reading) if entity.giving is not None else (None, "")
    loading = loading_of(entity, reading) if given is None else given.loading
    by_async = is_asynchronous(entity, reading) if given is None else given.asynchronous
    around = reading.module.enclosing_function(call) or reading.source.tree
    path = (*entity.path, attribute)
    perhaps = given is not None and is_perhaps_loaded_there(attribute, entity, link, given)
    if by_async and not perhaps and loading.strategy_of(path) not in EAGER:
        perhaps = is_perhaps_loaded_before(call, argument, attribute, entity, link, loading, reading)
    return RelationshipRead(
        span=reading.source.span(argument),
        owner=spelled(argument)[-40:],
        link=link,
        path=path,
        model=entity.model.rpartition(".")[2],
        option=".".join((*entity.chain, loader_for(entity, attribute, link.is_collection))),
        origin=given.origin if given is not None else entity.origin.name.lower(),
        loading=loading,
        repeated=repeated,
        inside=function,
        in_async=in_async,
        by_async=by_async,
        at_hand=is_at_hand(entity, link, reading, for_certain=by_async) if given is None else is_known(entity, link, given, by_async),
        first=not _is_read_before(argument, attribute, call, around, reading),
        settled=is_settled(argument, attribute, call, around, reading),
        perhaps_loaded=perhaps,
        giver=giver,
    )


def _is_read_before(argument: ast.expr, attribute: str, call: ast.Call, around: ast.AST, reading: Reading) -> bool:
    """Whether the function has read the same of the same object itself."""
    mentions = reading.module.mentions(argument.id, around) if isinstance(argument, ast.Name) else ()
    parents = [reading.module.parents.get(mention) for mention in mentions]
    return any(isinstance(each, ast.Attribute) and each.attr == attribute and start(each) < start(call) for each in parents)
