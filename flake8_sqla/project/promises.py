"""What functions and methods promise to give, by the words of their annotations: an object of a class, or a list of them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flake8_sqla.extract.evidence import looks_like_class
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.summary import ClassSummary, Promise
from flake8_sqla.syntax.names import canonical
from flake8_sqla.syntax.scopes import FunctionNode
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

if TYPE_CHECKING:
    from flake8_sqla.project.index import Index

#: A name of the module as others would spell it; empty where it is not known.
PathOf = Callable[[ast.expr], str]
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})
_TUPLES = frozenset({"builtins.tuple", "typing.Tuple"})
_SELF = frozenset({"typing.Self", "typing_extensions.Self"})
_GENERIC = frozenset({"typing.Generic", "typing.Protocol", "typing_extensions.Generic", "typing_extensions.Protocol"})
_LIBRARIES = ("builtins.", "typing.", "typing_extensions.", "collections.", "sqlalchemy.", "datetime.", "uuid.", "decimal.", "pydantic.")
_DEPTH = 5
_MOST_ANCESTORS = 60


def promise_of(note: ast.expr | None, path_of: PathOf, parameters: tuple[str, ...] = (), depth: int = _DEPTH) -> Promise | None:
    """What an annotation promises; None where that is no object of a class of the project.

    `parameters` are the type parameters of the class around it, of which `Promise.target` may be one.
    """
    match note:
        case ast.Constant(value=str() as text) if depth > 0:
            try:
                return promise_of(ast.parse(text, mode="eval").body, path_of, parameters, depth - 1)
            except (SyntaxError, ValueError):
                return None
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            for part, other in ((left, right), (right, left)):
                if isinstance(other, ast.Constant) and other.value is None:
                    return promise_of(part, path_of, parameters, depth - 1)
            return None
        case ast.Subscript(value=value, slice=inside) if depth > 0:
            name = canonical(path_of(value))
            if name in _OPTIONAL or name in vocabulary.AWAITABLE_TYPES:
                return promise_of(inside, path_of, parameters, depth - 1)
            if name in orm.STATEMENT_CLASSES and orm.STATEMENT_CLASSES[name] == "select":
                row = inside.slice if isinstance(inside, ast.Subscript) and canonical(path_of(inside.value)) in _TUPLES else inside
                found = promise_of(row, path_of, parameters, 0) if isinstance(row, (ast.Name, ast.Attribute)) else None
                return Promise(found.target, statement=True) if found is not None else None
            if name in vocabulary.COLLECTION_TYPES and name not in vocabulary.GENERATOR_TYPES:
                found = promise_of(inside, path_of, parameters, depth - 1)
                return Promise(found.target, many=True) if found is not None and not found.many else None
            return None
        case ast.Name() | ast.Attribute():
            path = _named(note, path_of, parameters)
            if path in parameters or path in _SELF or (looks_like_class(path) and not canonical(path).startswith(_LIBRARIES)):
                return Promise(path)
    return None


def _named(node: ast.expr, path_of: PathOf, parameters: tuple[str, ...]) -> str:
    if isinstance(node, ast.Name) and node.id in parameters:
        return node.id
    return path_of(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""


def parameters_of(node: ast.ClassDef, path_of: PathOf) -> tuple[str, ...]:
    """The type parameters of a class: `class Repository[M]`, `class Repository(Generic[M])`."""
    found = tuple(each.name for each in getattr(node, "type_params", ()))
    if found:
        return found
    for base in node.bases:
        if isinstance(base, ast.Subscript) and path_of(base.value) in _GENERIC:
            return tuple(part.id if isinstance(part, ast.Name) else "" for part in _parts(base))
    # `class Users(Repository[M])`: a name that is made by a call and no class
    parts = [part for base in node.bases if isinstance(base, ast.Subscript) for part in _parts(base)]
    return tuple(dict.fromkeys(part.id for part in parts if isinstance(part, ast.Name) and not path_of(part)))


def arguments_of(node: ast.ClassDef, path_of: PathOf, parameters: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What a class gives each of its bases for their type parameters."""
    return tuple(
        tuple(_named(part, path_of, parameters) for part in _parts(base)) if isinstance(base, ast.Subscript) else ()
        for base in node.bases
    )


def _parts(base: ast.Subscript) -> list[ast.expr]:
    return list(base.slice.elts) if isinstance(base.slice, ast.Tuple) else [base.slice]


def promises_of(body: Iterable[ast.stmt], path_of: PathOf, parameters: tuple[str, ...] = ()) -> dict[str, Promise]:
    """What the functions of a body promise, by their names."""
    found: dict[str, Promise] = {}
    for statement in body:
        if isinstance(statement, FunctionNode) and statement.returns is not None:
            promise = promise_of(statement.returns, path_of, parameters)
            if promise is not None:
                found[statement.name] = promise
    return found


def promise_at(path: str, index: Index) -> tuple[str, Promise] | None:
    """The function or method behind a followed path (where it is defined, as a path), and what it promises there."""
    module, name, rest = index.place(path)
    summary = index.summary(module) if name and len(rest) < 2 else None
    if summary is None:
        return None
    if not rest:
        promise = summary.promises.get(name)
        return (path, promise) if promise is not None else None
    return _of_method(index.follow(summary.instances.get(name, f"{module}.{name}")), rest[0], index)


def _of_method(path: str, method: str, index: Index) -> tuple[str, Promise] | None:
    """A method of a class or of the nearest ancestor that has it, type parameters replaced by what they stand for here."""
    pending: list[tuple[str, tuple[str, ...]]] = [(path, ())]
    seen = set[str]()
    while pending and len(seen) < _MOST_ANCESTORS:
        current, arguments = pending.pop()
        own: ClassSummary | None = index.class_at(index.follow(current)) if current not in seen else None
        seen.add(current)
        if own is None:
            continue
        known = dict(zip(own.parameters, arguments, strict=False))
        if method in own.promises:
            promise = own.promises[method]
            target = path if promise.target in _SELF else known.get(promise.target, promise.target)
            return f"{index.follow(current)}.{method}", replace(promise, target=target)
        if method in own.methods:
            return None
        given = own.arguments or ((),) * len(own.bases)
        for base, words in reversed(list(zip(own.bases, given, strict=False))):
            pending.append((base, tuple(known.get(word, word) for word in words)))
    return None
