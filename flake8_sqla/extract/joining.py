"""What a value is that comes from several places: what they have in common."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from flake8_sqla.extract.kinds import EntityValue, ListValue, Origin, ResultValue, RowValue, SessionValue, StatementValue, Value
from flake8_sqla.facts.record import replace
from flake8_sqla.syntax.scopes import Binding, BindingKind


def binds_none(binding: Binding) -> bool:
    """Whether `name = None` says nothing of what else the name may be."""
    return binding.kind is BindingKind.ASSIGNMENT and is_none_literal(binding.node)


def is_none_literal(node: ast.AST) -> bool:
    """Whether this is `None` as it is written."""
    return isinstance(node, ast.Constant) and node.value is None


def fuller(promised: Value | None, by_body: Callable[[], Value | None]) -> Value | None:
    """What an annotation promises; of a session, with the options of the one that the body gives."""
    given = by_body() if isinstance(promised, SessionValue) else None
    return given if given is not None and given == promised else promised


def joined(found: Sequence[Value | None]) -> Value | None:
    """The common kind of what several places give. Statements keep the steps of every branch; an empty list says nothing."""
    telling = [value for value in found if not (isinstance(value, ListValue) and value.empty)]
    known = [value for value in telling if value is not None]
    if not known:
        return found[0] if found and not telling else None
    first = known[0]
    if isinstance(first, StatementValue):
        statements = [value for value in known if isinstance(value, StatementValue)]
        if len(statements) != len(known) or any(value.root != first.root for value in statements):
            return None
        return _statements(first, statements, len(known) == len(telling))
    if len(known) != len(telling):
        return None
    if not all(value == first for value in known):
        return _alike(first, known)
    if isinstance(first, SessionValue):  # what is known of a session's options has to hold for each
        return replace(first, autoflush=any(_flushes(value) for value in known), expires=all(_expires(value) for value in known))
    return first


def _flushes(value: Value) -> bool:
    return isinstance(value, SessionValue) and value.autoflush


def _expires(value: Value) -> bool:
    return isinstance(value, SessionValue) and value.expires


def _statements(first: StatementValue, statements: Sequence[StatementValue], complete: bool) -> StatementValue:
    steps = tuple(dict.fromkeys(step for value in statements for step in value.steps))
    root = next((value for value in statements if value.call is not None), first)
    mixed = any(value.mixed or not _begins_like(value, root) for value in statements)
    return replace(root, steps=steps, complete=complete and all(value.complete for value in statements), mixed=mixed)


def _begins_like(one: StatementValue, other: StatementValue) -> bool:
    """Whether two statements begin at one place, or with the same words."""
    if one.call is other.call:
        return True
    if one.call is None or other.call is None or one.scope is not other.scope:
        return False
    return ast.dump(one.call) == ast.dump(other.call)


def _alike(first: Value, known: Sequence[Value]) -> Value | None:
    """What values of one kind that differ have in common: entities of one class, results of one shape, lists of such."""
    match first:
        case EntityValue(model=model):
            entities = [value for value in known if isinstance(value, EntityValue) and value.model == model]
            return _entities(first, entities) if len(entities) == len(known) else None
        case ResultValue(shape=shape, by_session=by_session, streamed=streamed):
            results = [value for value in known if isinstance(value, ResultValue)]
            if len(results) != len(known) or any((r.shape, r.by_session, r.streamed) != (shape, by_session, streamed) for r in results):
                return None
            return replace(first, statement=_common_statement([result.statement for result in results]))
        case RowValue():
            rows = [value.result for value in known if isinstance(value, RowValue)]
            common = joined(rows) if len(rows) == len(known) else None
            return RowValue(common) if isinstance(common, ResultValue) else None
        case ListValue(result=None, query=None, element=element) if element is not None:
            lists = [value for value in known if isinstance(value, ListValue)]
            common = joined([value.element for value in lists]) if len(lists) == len(known) else None
            return ListValue(None, element=common) if common is not None else None
        case ListValue():
            lists = [value for value in known if isinstance(value, ListValue)]
            if len(lists) != len(known):
                return None
            read = joined([value.result for value in lists])
            queried = joined([value.query for value in lists])
            if isinstance(read, ResultValue) or isinstance(queried, StatementValue):
                return ListValue(
                    read if isinstance(read, ResultValue) else None, queried if isinstance(queried, StatementValue) else None
                )
            return None
        case _:
            return None


def _entities(first: EntityValue, entities: Sequence[EntityValue]) -> EntityValue:
    """Entities of one class: by which statement only where all come from one, or from ones that began alike."""
    statement = _common_statement([entity.statement for entity in entities])
    if statement is None or any(entity.path != first.path or entity.origin is not Origin.LOADED for entity in entities):
        return EntityValue(first.model, None, Origin.GIVEN)
    return replace(first, statement=statement)


def _common_statement(found: Sequence[StatementValue | None]) -> StatementValue | None:
    common = joined(found) if all(value is not None for value in found) else None
    return common if isinstance(common, StatementValue) else None
