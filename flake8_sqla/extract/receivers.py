"""What kind of value an expression is, in one word: what `values` knows, and what a constructor or an annotation says outright."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import (
    VALUELESS,
    ConnectionValue,
    EngineValue,
    FactoryValue,
    ListValue,
    ResultValue,
    RowValue,
    SessionValue,
    StatementValue,
    TableValue,
    Value,
)
from flake8_sqla.extract.reading import Reading
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import kinds
from flake8_sqla.vocabulary.modules import FLASK_SQLALCHEMY_OBJECT

_DEPTH = 8
_DML = frozenset({"insert", "update", "delete"})
#: A name that is bound more often in one scope is not followed.
_MOST_BINDINGS = 200
_METADATA_METHODS = frozenset({"create_all", "drop_all", "reflect"})
#: Methods that give a text, a loader option or an engine of the same kind back.
_SAME_KIND = {"text": frozenset({"bindparams", "columns", "execution_options"}), "loader": kinds.LOADERS}


def kind_of(node: ast.expr, scope: Scope, reading: Reading, depth: int = _DEPTH) -> str:
    """The word for the expression's kind of value, or empty. Each expression is looked at once a file."""
    if node.__class__ in VALUELESS:
        return ""
    known = reading.words.get(node)
    if known is not None or depth <= 0:
        return known or ""
    reading.words[node] = ""  # what is made from itself has no kind of its own
    value = reading.values.of(node, scope)
    found = reading.words[node] = _word(value) if value is not None else _found_out(node, scope, reading, depth)
    return found


def _found_out(node: ast.expr, scope: Scope, reading: Reading, depth: int) -> str:
    match node:
        case ast.Call():
            return _made(node, scope, reading, depth)
        case ast.Name(id=name):
            return _named(name, scope, reading, depth)
        case ast.Attribute():
            return _attribute(node, scope, reading)
        case ast.Await(value=inner) | ast.NamedExpr(value=inner):
            return kind_of(inner, scope, reading, depth - 1)
        case _:
            return ""


def _word(value: Value) -> str:
    match value:
        case EngineValue(asynchronous=asynchronous):
            return "async_engine" if asynchronous else "engine"
        case ConnectionValue(asynchronous=asynchronous):
            return "async_connection" if asynchronous else "connection"
        case SessionValue(asynchronous=asynchronous):
            return "async_session" if asynchronous else "session"
        case FactoryValue(asynchronous=asynchronous, begins=False):
            return "async_factory" if asynchronous else "factory"
        case StatementValue(root=root):
            return "dml" if root in _DML else "query" if root == "query" else "select"
        case TableValue():
            return "table"
        case ResultValue(shape="rows"):
            return "result"
        case RowValue():
            return "row"
        case ListValue():
            return "list"
        case _:
            return ""


def _made(call: ast.Call, scope: Scope, reading: Reading, depth: int) -> str:
    name = reading.names.resolve(call.func, scope)
    if name in kinds.MADE_BY:
        return kinds.MADE_BY[name]
    if name.startswith(kinds.FUNCTION_PREFIX):
        return "function"
    if name.startswith("sqlalchemy.orm.") and name.rpartition(".")[2] in kinds.LOADERS:
        return "loader"
    if name == "sqlalchemy.inspect" and call.args:
        inspected = call.args[0]
        if kind_of(inspected, scope, reading, depth - 1) in ("engine", "connection"):
            return "inspector"
        return "mapper" if reading.names.resolve(inspected, scope) in reading.mapped else ""
    if isinstance(call.func, ast.Attribute):
        receiver = kind_of(call.func.value, scope, reading, depth - 1)
        if call.func.attr in _SAME_KIND.get(receiver, ()):
            return receiver
    return ""


def _named(name: str, scope: Scope, reading: Reading, depth: int) -> str:
    """The kind that every binding of a name agrees on."""
    bindings = scope.lookup(name)
    if len(bindings) > _MOST_BINDINGS:
        return ""
    found = set[str]()
    for binding in bindings:
        node = binding.node
        if binding.kind is BindingKind.ASSIGNMENT and isinstance(node, ast.expr):
            found.add(kind_of(node, binding.scope, reading, depth - 1))
        elif binding.kind is BindingKind.PARAMETER and isinstance(node, ast.arg) and node.annotation is not None:
            found.add(_annotated(node.annotation, binding.scope, reading))
        elif binding.kind is BindingKind.ANNOTATION and isinstance(node, ast.expr):
            found.add(_annotated(node, binding.scope, reading))
        else:
            found.add("")
    return found.pop() if len(found) == 1 else ""


def _annotated(note: ast.expr, scope: Scope, reading: Reading) -> str:
    if isinstance(note, ast.Subscript):
        note = note.value
    return kinds.ANNOTATED_BY.get(reading.names.resolve(note, scope), "")


def _attribute(node: ast.Attribute, scope: Scope, reading: Reading) -> str:
    owner = reading.names.resolve(node.value, scope)
    if node.attr == "__table__":
        return "table"
    if node.attr == "__mapper__":
        return "mapper"
    if node.attr == "engine" and owner == FLASK_SQLALCHEMY_OBJECT:
        return "engine"
    if node.attr == "metadata":
        if owner in reading.mapped or owner == FLASK_SQLALCHEMY_OBJECT or owner in ("sqlmodel.SQLModel", "sqlalchemy.orm.DeclarativeBase"):
            return "metadata"
        return "metadata" if _is_metadata_by_evidence(node, reading) else ""
    if isinstance(node.value, ast.Attribute) and node.value.attr in ("c", "columns") and reading.column_owner(node.value, scope):
        return "column"
    return ""


def _is_metadata_by_evidence(node: ast.Attribute, reading: Reading) -> bool:
    """`<Base>.metadata.create_all(…)`: an attribute of that name with a method that nothing else has."""
    parent = reading.module.parents.get(node)
    if not isinstance(node.value, ast.Name) or not isinstance(parent, ast.Attribute):
        return False
    return parent.attr in _METADATA_METHODS and isinstance(reading.module.parents.get(parent), ast.Call)


def is_batch(node: ast.expr, scope: Scope, reading: Reading) -> bool:
    """Whether this is the name that `with op.batch_alter_table(…) as name` binds."""
    return isinstance(node, ast.Name) and any(
        binding.kind is BindingKind.WITH
        and isinstance(binding.node, ast.Call)
        and reading.names.resolve(binding.node.func, binding.scope) == "alembic.op.batch_alter_table"
        for binding in scope.lookup(node.id)
    )
