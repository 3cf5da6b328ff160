"""Annotations of mapped attributes as facts: the wrapper, whether None is allowed, the class inside."""

from __future__ import annotations

import ast

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Argument
from flake8_sqla.facts.models import Annotation
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.names import LOCAL
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary import orm

_TYPING = ("typing", "typing_extensions", "types")
_CONTAINERS = {
    "builtins.list": "list",
    "builtins.set": "set",
    "builtins.dict": "dict",
    "builtins.tuple": "tuple",
    "typing.List": "list",
    "typing.Set": "set",
    "typing.Dict": "dict",
    "typing.Sequence": "list",
    "typing.Collection": "list",
    "collections.abc.Sequence": "list",
    "collections.abc.Collection": "list",
    "collections.abc.MutableSequence": "list",
    "typing.MutableSequence": "list",
}
#: Modules whose classes are what they are: none of their public names is an alias that allows None.
_PLAIN_MODULES = ("builtins.", "datetime.", "decimal.", "uuid.", "enum.", "ipaddress.", "pathlib.", "fractions.")
_DEPTH = 8


def annotation(node: ast.expr, scope: Scope, reading: Reading) -> Annotation:
    """The fact about one annotation. Strings are read as the annotations they hold."""
    span = reading.source.span(node)
    inside, wrapper = _unwrap(_parsed(node) if node.__class__ is ast.Constant else node, scope, reading)
    optional, core = _optional(inside, scope, reading, _DEPTH)
    pieces = _pieces(inside, scope, reading, _DEPTH) if wrapper == "Mapped" or not wrapper else ()
    container = ""
    if isinstance(core, ast.Subscript):
        container = _CONTAINERS.get(reading.names.resolve(core.value, scope), "")
        if container:
            element = core.slice.elts[-1] if isinstance(core.slice, ast.Tuple) and core.slice.elts else core.slice
            return Annotation(span, wrapper, optional, container, _name(_parsed(element), scope, reading))
    return Annotation(span, wrapper, optional, container, _name(core, scope, reading), pieces)


def _parsed(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return node
    return node


def _unwrap(node: ast.expr, scope: Scope, reading: Reading) -> tuple[ast.expr, str]:
    if node.__class__ is ast.Subscript:
        name = reading.names.resolve(node.value, scope)
        if name in orm.MAPPED_WRAPPERS:
            return _parsed(node.slice), orm.MAPPED_WRAPPERS[name]
        if name in ("typing.ClassVar", "typing_extensions.ClassVar"):
            return node.slice, "ClassVar"
    name = reading.names.resolve(node, scope)
    if name in orm.MAPPED_WRAPPERS:
        return ast.Constant(value=Ellipsis, lineno=node.lineno, col_offset=node.col_offset), orm.MAPPED_WRAPPERS[name]
    if name in ("typing.ClassVar", "typing_extensions.ClassVar"):
        return node, "ClassVar"
    return node, ""


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _optional(node: ast.expr, scope: Scope, reading: Reading, depth: int) -> tuple[bool | Unknown, ast.expr]:
    """Whether None is among the values, and what is left of the annotation without it."""
    if node.__class__ is ast.Constant:
        node = _parsed(node)
    if depth == 0:
        return UNKNOWN, node
    if node.__class__ is ast.Name or node.__class__ is ast.Attribute:
        return _optional_name(node, scope, reading, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts = _flatten(node)
        rest = [part for part in parts if not _is_none(part)]
        return _of_union(len(rest) != len(parts), rest, scope, reading, depth)
    if isinstance(node, ast.Subscript):
        name = reading.names.resolve(node.value, scope)
        module, _, last = name.rpartition(".")
        if module in _TYPING and last == "Optional":
            return True, _parsed(node.slice)
        if module in _TYPING and last == "Union" and isinstance(node.slice, ast.Tuple):
            rest = [part for part in node.slice.elts if not _is_none(part)]
            return _of_union(len(rest) != len(node.slice.elts), rest, scope, reading, depth)
        if module in _TYPING and last == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
            return _optional(node.slice.elts[0], scope, reading, depth - 1)
        if module in _TYPING and last == "Literal":
            items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return any(_is_none(item) for item in items), node
        return (False, node) if name in _CONTAINERS or name.startswith("builtins.") else (UNKNOWN, node)
    return UNKNOWN, node


def _optional_name(node: ast.expr, scope: Scope, reading: Reading, depth: int) -> tuple[bool | Unknown, ast.expr]:
    name = reading.names.resolve(node, scope)
    bindings = scope.lookup(node.id) if node.__class__ is ast.Name else ()
    binding = bindings[0] if len(bindings) == 1 else None
    if binding is not None and binding.kind is BindingKind.ASSIGNMENT and isinstance(binding.node, ast.expr):
        optional, _ = _optional(binding.node, binding.scope, reading, depth - 1)
        return optional, node
    if name.startswith(_PLAIN_MODULES) or name in _CONTAINERS:
        return False, node
    if binding is not None and binding.kind is BindingKind.CLASS and name.startswith(f"{LOCAL}."):
        return False, node
    elsewhere = _of_other_file(name, reading)
    return (elsewhere.optional if elsewhere is not None else UNKNOWN), node


def _of_other_file(name: str, reading: Reading) -> Annotation | None:
    return reading.neighbours.annotation(name) if name and not name.startswith((LOCAL, "sqlalchemy.", "typing.")) else None


def _pieces(node: ast.expr, scope: Scope, reading: Reading, depth: int) -> tuple[Argument, ...] | Unknown:
    """The arguments of `mapped_column` within `Annotated[…]`, aliases followed; UNKNOWN for names of other files."""
    kind = node.__class__
    if kind is ast.Constant:
        node = _parsed(node)
        kind = node.__class__
    if depth == 0:
        return UNKNOWN
    if isinstance(node, ast.Name) and kind is ast.Name:
        bindings = scope.lookup(node.id)
        if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT:
            value = bindings[0].node
            if isinstance(value, ast.Call):
                return ()  # NewType and its like
            return _pieces(value, bindings[0].scope, reading, depth - 1) if isinstance(value, ast.expr) else UNKNOWN
        if bindings and all(binding.kind is BindingKind.CLASS for binding in bindings):
            return ()
    if kind is ast.Name or kind is ast.Attribute:
        name = reading.names.resolve(node, scope)
        if name.startswith(_PLAIN_MODULES) or name.partition(".")[0] in _TYPING:
            return ()
        elsewhere = _of_other_file(name, reading)
        return elsewhere.pieces if elsewhere is not None else UNKNOWN
    if isinstance(node, ast.BinOp):
        parts = [part for part in _flatten(node) if not _is_none(part)]
        return _pieces(parts[0], scope, reading, depth - 1) if len(parts) == 1 else ()
    if isinstance(node, ast.Subscript):
        module, _, last = reading.names.resolve(node.value, scope).rpartition(".")
        if module in _TYPING and last == "Optional":
            return _pieces(node.slice, scope, reading, depth - 1)
        if module in _TYPING and last == "Annotated" and isinstance(node.slice, ast.Tuple) and node.slice.elts:
            found = _pieces(node.slice.elts[0], scope, reading, depth - 1)
            for part in node.slice.elts[1:]:
                if isinstance(part, ast.Call) and reading.names.resolve(part.func, scope) in orm.COLUMN_CONSTRUCTS and found is not UNKNOWN:
                    found = (*found, *reading.arguments(part, scope))
                elif isinstance(part, (ast.Name, ast.Attribute)):
                    return UNKNOWN
            return found
        return ()
    return () if kind is ast.Constant else UNKNOWN


def _of_union(has_none: bool, rest: list[ast.expr], scope: Scope, reading: Reading, depth: int) -> tuple[bool | Unknown, ast.expr]:
    core = rest[0] if len(rest) == 1 else ast.Constant(value=Ellipsis, lineno=1, col_offset=0)
    if has_none:
        return True, _parsed(core)
    answers = [_optional(part, scope, reading, depth - 1)[0] for part in rest]
    if any(answer is True for answer in answers):
        return True, core
    if all(answer is False for answer in answers):
        return False, core
    return UNKNOWN, core


def _flatten(node: ast.expr) -> list[ast.expr]:
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.append(node.right)
        node = node.left
    parts.append(node)
    return parts[::-1]


def _name(node: ast.expr, scope: Scope, reading: Reading) -> str:
    if node.__class__ is ast.Name or node.__class__ is ast.Attribute:
        return reading.names.resolve(node, scope) or spelled(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""
