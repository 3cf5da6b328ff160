"""The kind of value that an annotation promises."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_sqla.extract.joining import is_none_literal
from flake8_sqla.extract.kinds import ConnectionValue, EngineValue, FactoryValue, SessionValue, StatementValue, Value
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values

_DEPTH = 6
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})
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
            return annotated_kind(rest[0], scope, values, names, depth - 1) if len(rest) == 1 else None
        case ast.Subscript(value=value, slice=inside):
            return _subscript(names.resolve(value, scope), inside, scope, values, names, depth)
        case ast.Name() | ast.Attribute():
            found = class_kind(names.resolve(node, scope))
            return _alias(node.id, scope, values, names, depth) if found is None and isinstance(node, ast.Name) else found
        case _:
            return None


def _subscript(name: str, inside: ast.expr, scope: Scope, values: Values, names: Names, depth: int) -> Value | None:
    parts = inside.elts if isinstance(inside, ast.Tuple) and inside.elts else [inside]
    if name in _ANNOTATED:
        depends = [part for part in parts[1:] if isinstance(part, ast.Call)]
        found = annotated_kind(parts[0], scope, values, names, depth - 1)
        return found or (values.of(depends[0], scope) if depends else None)
    if name in _OPTIONAL:
        return annotated_kind(inside, scope, values, names, depth - 1)
    if name in vocabulary.AWAITABLE_TYPES:
        return annotated_kind(parts[-1], scope, values, names, depth - 1)
    return class_kind(name)


def _alias(name: str, scope: Scope, values: Values, names: Names, depth: int) -> Value | None:
    """`SessionDep = Annotated[…]`, or a class of this file."""
    bindings = scope.lookup(name)
    if len(bindings) != 1:
        return None
    if bindings[0].kind is BindingKind.ASSIGNMENT:
        return annotated_kind(bindings[0].node, bindings[0].scope, values, names, depth - 1)
    if isinstance(bindings[0].node, ast.ClassDef):
        return values.derived_session(bindings[0].node, bindings[0].scope)
    return None


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
