"""SQL text that is put together from values: which of them could hold anything."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import ConnectionValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.sql_holes import holes, is_value_position
from flake8_sqla.facts.interpolation import InterpolatedSql
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary.calls import TEXT_FUNCTIONS

#: Attributes that hold an identifier of the schema, not a value from outside.
_IDENTIFIERS = frozenset("__tablename__ name fullname key table_name tablename schema __name__ value dialect".split())
#: Calls that give a number or an identifier made safe.
_HARMLESS_CALLS = frozenset(
    "int float len quoted_name quote quote_identifier format_table format_column compile str_to_identifier bool round id range sum "
    "utcnow now today timedelta uuid4".split()
)
_HARMLESS_TYPES = frozenset(
    {"int", "float", "bool", "UUID", "uuid.UUID", "int | None", "date", "datetime", "quoted_name", "Table", "sa.Table"}
)
_DEPTH = 6


def interpolated_sql(node: ast.Call, name: str, scope: Scope, reading: Reading) -> InterpolatedSql | None:
    """A call whose SQL holds what cannot be known when it is written."""
    function = name.rpartition(".")[2]
    if name not in TEXT_FUNCTIONS:
        assert isinstance(node.func, ast.Attribute)  # `exec_driver_sql`
        if not isinstance(reading.values.of(node.func.value, scope), (SessionValue, ConnectionValue)):
            return None
        function = "exec_driver_sql"
    text, home = node.args[0], scope
    if isinstance(text, ast.Name):
        bindings = scope.lookup(text.id)
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not isinstance(bindings[0].node, ast.expr):
            return None
        text, home = bindings[0].node, bindings[0].scope
    form, parts = holes(text)
    for before, part in parts:
        if (is_value_position(before) or not before.strip()) and not _is_harmless(part, home, reading, _DEPTH):
            shown = spelled(part)
            return InterpolatedSql(reading.source.span(node.args[0]), function, form, shown if len(shown) <= 40 else "a value")
    return None


def _is_harmless(node: ast.expr, scope: Scope, reading: Reading, depth: int) -> bool:
    """Whether a value is constant, a number, an identifier of the schema, or comes from a fixed list."""
    if depth == 0 or reading.constant(node, scope) is not UNKNOWN:
        return depth != 0
    match node:
        case ast.Name(id=name):
            return name.isupper() or _is_harmless_name(node, scope, reading, depth)
        case ast.Attribute(attr=attribute):
            return (
                attribute in _IDENTIFIERS
                or attribute.isupper()
                or attribute.endswith("_table")
                or _is_imported_constant(node, scope, reading)
            )
        case ast.IfExp(body=body, orelse=orelse):
            return _is_harmless(body, scope, reading, depth - 1) and _is_harmless(orelse, scope, reading, depth - 1)
        case ast.BoolOp(values=values):
            return all(_is_harmless(value, scope, reading, depth - 1) for value in values)
        case ast.JoinedStr() | ast.BinOp():
            form, parts = holes(node)
            if not form:
                return isinstance(node, ast.BinOp) and all(
                    _is_harmless(part, scope, reading, depth - 1) for part in (node.left, node.right)
                )
            return all(_is_harmless(part, scope, reading, depth - 1) for _, part in parts)
        case ast.Subscript(value=value):
            return _is_harmless(value, scope, reading, depth - 1)
        case ast.Dict(values=values):
            return all(_is_harmless(value, scope, reading, depth - 1) for value in values)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return all(_is_harmless(element, scope, reading, depth - 1) for element in elements)
        case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
            inner = reading.module.scopes.get(node, scope)
            return _is_harmless(element, inner, reading, depth - 1)
        case ast.Call(func=function, args=args):
            return _is_harmless_call(function, args, scope, reading, depth)
        case _:
            return False


def _is_harmless_call(function: ast.expr, args: list[ast.expr], scope: Scope, reading: Reading, depth: int) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else (function.id if isinstance(function, ast.Name) else "")
    if name in _HARMLESS_CALLS or "quote" in name or "table" in name:
        return True
    if name in ("join", "lower", "upper", "strip", "replace", "sorted", "list", "set", "str", "text", "repeat"):
        receiver = [function.value] if isinstance(function, ast.Attribute) else []
        return all(_is_harmless(part, scope, reading, depth - 1) for part in (*receiver, *args))
    return False


def _is_harmless_name(node: ast.Name, scope: Scope, reading: Reading, depth: int) -> bool:
    bindings = scope.lookup(node.id)
    if not bindings:
        return False
    for binding in bindings:
        match binding.kind:
            case BindingKind.ASSIGNMENT | BindingKind.LOOP | BindingKind.UNPACKING if isinstance(binding.node, ast.expr):
                if not _is_harmless(binding.node, binding.scope, reading, depth - 1):
                    return False
            case BindingKind.PARAMETER if isinstance(binding.node, ast.arg) and binding.node.annotation is not None:
                note = binding.node.annotation
                if spelled(note) not in _HARMLESS_TYPES and not _is_enum(note, binding.scope, reading):
                    return False
            case BindingKind.IMPORT_FROM:
                continue  # a constant of another module as far as anybody can see here
            case _:
                return False
    return True


def _is_enum(annotation: ast.expr, scope: Scope, reading: Reading) -> bool:
    """Whether a class of this file or another is an enum, whose members are constants."""
    name = reading.names.resolve(annotation, scope) or spelled(annotation)
    own = [node for node, _ in reading.module.nodes[ast.ClassDef] if node.name == spelled(annotation)]
    bases = [spelled(base) for node in own for base in node.bases] or reading.neighbours.bases_of(name)
    return any(base.rpartition(".")[2] in ("Enum", "StrEnum", "IntEnum") for base in bases)


def _is_imported_constant(node: ast.Attribute, scope: Scope, reading: Reading) -> bool:
    path = reading.names.path(node, scope)
    return any(part.isupper() and len(part) > 1 for part in path.split(".")) or any(part[:1].isupper() for part in path.split(".")[:-1])
