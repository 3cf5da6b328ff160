"""The kind of value that an annotation promises."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from flake8_sqla.extract.joining import is_none_literal, joined
from flake8_sqla.extract.kinds import (
    ConnectionValue,
    DeferredValue,
    DictValue,
    EngineValue,
    EntityValue,
    FactoryValue,
    ListValue,
    Origin,
    ResultValue,
    SessionValue,
    StatementValue,
    TupleValue,
    Value,
)
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values

_DEPTH = 6
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})
_NEW_TYPES = frozenset({"typing.NewType", "typing_extensions.NewType"})
_UNION = frozenset({"typing.Union", "typing_extensions.Union"})
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})


def annotated_kind(node: ast.AST, scope: Scope, values: Values, names: Names, depth: int = _DEPTH) -> Value | None:
    """What an annotation says, through strings, unions with None, `Annotated` and aliases."""
    if depth == 0:
        return None
    match node:
        case ast.Constant(value=str() as text):
            try:
                return annotated_kind(ast.parse(text, mode="eval").body, scope, values, names, depth - 1)
            except (SyntaxError, ValueError):
                return None
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            rest = [part for part in (left, right) if not is_none_literal(part)]
            return _any_of([annotated_kind(part, scope, values, names, depth - 1) for part in rest])
        case ast.Subscript(value=value, slice=inside):
            return _subscript(names.resolve(value, scope), inside, scope, values, names, depth)
        case ast.Name() | ast.Attribute():
            name = names.resolve(node, scope)
            if name.startswith("builtins."):
                return None
            found = class_kind(name)
            if found is None and name and values.is_model(name):
                return EntityValue(name, None, Origin.GIVEN)
            if found is None and isinstance(node, ast.Name):
                found = _alias(node.id, scope, values, names, depth)
            return values.promised(name) if found is None else found
        case _:
            return None


def _any_of(found: list[Value | None]) -> Value | None:
    """`Session | ReadSession`: what both are."""
    leads = [each for each in found if isinstance(each, DeferredValue)]
    if len(leads) == len(found) and len({each.steps for each in leads}) == 1:
        return DeferredValue("|".join(each.path for each in leads), leads[0].steps)
    return joined(found)


def _subscript(name: str, inside: ast.expr, scope: Scope, values: Values, names: Names, depth: int) -> Value | None:
    parts = inside.elts if isinstance(inside, ast.Tuple) and inside.elts else [inside]
    if name in _ANNOTATED:
        depends = [part for part in parts[1:] if isinstance(part, ast.Call)]
        found = annotated_kind(parts[0], scope, values, names, depth - 1)
        given = values.of(depends[0], scope) if depends else None
        return given if found is None or (isinstance(given, SessionValue) and given == found) else found
    if name in _OPTIONAL:
        return annotated_kind(inside, scope, values, names, depth - 1)
    if name in _UNION:
        return _any_of([annotated_kind(part, scope, values, names, depth - 1) for part in parts if not is_none_literal(part)])
    if name in vocabulary.AWAITABLE_TYPES:
        return annotated_kind(parts[-1], scope, values, names, depth - 1)
    if name in vocabulary.COLLECTION_TYPES:
        element = annotated_kind(parts[0], scope, values, names, depth - 1)
        return ListValue(None, element=element) if isinstance(element, (EntityValue, TupleValue)) else None
    if name in vocabulary.MAPPING_TYPES and len(parts) == 2:
        held = annotated_kind(parts[1], scope, values, names, depth - 1)
        return DictValue(None, held) if isinstance(held, (EntityValue, ListValue)) else None
    if name == "builtins.tuple":
        return _tuple(parts, scope, values, names, depth)
    if name in orm.STATEMENT_CLASSES:
        promised = _promised(parts, scope, names, values)
        return StatementValue(orm.STATEMENT_CLASSES[name], None, None, complete=False, promised=promised)
    if name in vocabulary.RESULT_CLASSES and (promised := _promised(parts, scope, names, values)):
        shape, streamed = vocabulary.RESULT_CLASSES[name]
        statement = StatementValue("select", None, None, complete=False, promised=promised)
        return ResultValue(shape, statement, None, True, streamed)
    return class_kind(name)


def _tuple(parts: list[ast.expr], scope: Scope, values: Values, names: Names, depth: int) -> Value | None:
    """`tuple[User, ...]`, `tuple[User, int]`."""
    found = [annotated_kind(part, scope, values, names, depth - 1) for part in parts]
    if not any(isinstance(each, (EntityValue, ListValue)) for each in found):
        return None
    if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
        return ListValue(None, element=found[0])
    return TupleValue(tuple(each if isinstance(each, (EntityValue, ListValue)) else None for each in found))


def _promised(parts: list[ast.expr], scope: Scope, names: Names, values: Values) -> tuple[str, ...]:
    """The classes in `Select[tuple[User, Address]]`, `Query[User]`: empty where any of them is no mapped class."""
    if len(parts) == 1 and isinstance(parts[0], ast.Subscript) and names.resolve(parts[0].value, scope) == "builtins.tuple":
        inside = parts[0].slice
        parts = list(inside.elts) if isinstance(inside, ast.Tuple) else [inside]
    found = tuple(names.resolve(part, scope) if isinstance(part, (ast.Name, ast.Attribute)) else "" for part in parts)
    return found if all(name and values.is_model(name) for name in found) else ()


def _alias(name: str, scope: Scope, values: Values, names: Names, depth: int) -> Value | None:
    """`SessionDep = Annotated[…]`, `ReadSession = NewType(…)`, or a class of this file."""
    bindings = scope.lookup(name)
    if len(bindings) != 1:
        return None
    if bindings[0].kind is BindingKind.ASSIGNMENT:
        meant, inside = bindings[0].node, bindings[0].scope
        if isinstance(meant, ast.Call) and len(meant.args) == 2 and names.resolve(meant.func, inside) in _NEW_TYPES:
            meant = meant.args[1]
        return annotated_kind(meant, inside, values, names, depth - 1)
    if isinstance(bindings[0].node, ast.ClassDef):
        return values.derived_session(bindings[0].node, bindings[0].scope)
    return None


@lru_cache(maxsize=1024)
def class_kind(name: str) -> Value | None:
    """The kind of a class of the library, by its canonical name."""
    if name in orm.SESSION_CLASSES:
        return SessionValue(orm.SESSION_CLASSES[name])
    if name in orm.SCOPED_SESSIONS:
        return SessionValue(orm.SCOPED_SESSIONS[name], scoped=True)
    if name in orm.SESSION_FACTORIES:
        return FactoryValue(orm.SESSION_FACTORIES[name])
    if name in orm.ENGINE_CLASSES:
        return EngineValue(orm.ENGINE_CLASSES[name])
    if name in orm.CONNECTION_CLASSES:
        return ConnectionValue(orm.CONNECTION_CLASSES[name])
    if name in orm.STATEMENT_CLASSES:
        return StatementValue(orm.STATEMENT_CLASSES[name], None, None, complete=False)
    return None


def is_vague(promised: Value | None) -> bool:
    """Whether an annotation says less than the body may: what statement it is, what it loads, which class's objects these are."""
    match promised:
        case StatementValue(call=None) | EntityValue(origin=Origin.GIVEN) | ResultValue(call=None):
            return True
        case ListValue(element=element):
            return isinstance(element, EntityValue)
        case _:
            return False
