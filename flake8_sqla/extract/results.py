"""What the methods of sessions, connections and results give: results, rows, entities, and coroutines where they must be awaited."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_sqla.extract.evidence import entity_name, looks_like_class
from flake8_sqla.extract.kinds import (
    ConnectionValue,
    CoroutineValue,
    EntityValue,
    ListValue,
    ResultValue,
    RowValue,
    SessionValue,
    StatementValue,
    Value,
)
from flake8_sqla.facts.record import replace
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values

#: Steps after which the columns of a statement are not the arguments it began with.
_COLUMN_CHANGING = frozenset(
    "add_columns add_column with_only_columns with_entities from_statement returning union union_all except_ intersect".split()
)
_EXECUTING_SHAPES = {"execute": "rows", "stream": "rows", "scalars": "scalars", "stream_scalars": "scalars"}


def columns_of(statement: StatementValue | None) -> list[ast.expr] | None:
    """The expressions a select or query began with, where they are all of its columns; None where that is not known."""
    if statement is None or statement.call is None or statement.mixed or statement.root not in ("select", "query"):
        return None
    if statement.call.keywords or any(isinstance(argument, ast.Starred) for argument in statement.call.args):
        return None
    if not statement.complete or any(step.method.attr in _COLUMN_CHANGING for step in statement.steps):
        return None
    if (
        isinstance(statement.call.func, ast.Attribute)
        and statement.call.func.attr in orm.TABLE_STATEMENT_METHODS
        and not statement.call.args
    ):
        return None
    return statement.call.args or None


def model_of(node: ast.expr, scope: Scope | None, names: Names) -> str:
    """The mapped class that a column of a select stands for as a whole, or empty."""
    if scope is None or not isinstance(node, (ast.Name, ast.Attribute)):
        return ""
    found = entity_name(node, scope, names)
    return found if found and found == names.resolve(node, scope) and looks_like_class(found) else ""


def single_model(statement: StatementValue | None, names: Names) -> str:
    """The class of a statement that selects one entity and nothing else, or empty."""
    columns = columns_of(statement)
    if statement is None or columns is None or len(columns) != 1:
        return ""
    return model_of(columns[0], statement.scope, names)


def executing_method(
    receiver: SessionValue | ConnectionValue, name: str, call: ast.Call, scope: Scope, values: Values, names: Names
) -> Value | None:
    """What a method of a session or connection gives, wrapped as a coroutine where it is one."""
    by_session = isinstance(receiver, SessionValue)
    found: Value | None = None
    shape = _EXECUTING_SHAPES.get(name, "")
    argument = values.of(call.args[0], scope) if call.args else None
    statement = argument if isinstance(argument, StatementValue) else None
    if name == "exec" and by_session:
        columns = columns_of(statement)
        shape = "" if columns is None else ("scalars" if len(columns) == 1 else "rows")
    if shape and call.args:
        found = ResultValue(shape, statement, call, by_session, name.startswith("stream"))
    elif name == "scalar" and by_session:
        found = _entity(statement, names)
    elif name in ("get", "get_one") and by_session and call.args:
        model = model_of(call.args[0], scope, names)
        found = EntityValue(model) if model else None
    elif name == "connection" and by_session:
        found = ConnectionValue(receiver.asynchronous)
    coroutines = vocabulary.SESSION_COROUTINES if by_session else vocabulary.CONNECTION_COROUTINES
    if receiver.asynchronous and name in coroutines:
        return CoroutineValue(found, call)
    return found


def _entity(statement: StatementValue | None, names: Names) -> EntityValue | None:
    model = single_model(statement, names)
    return EntityValue(model, statement) if model else None


def result_method(receiver: ResultValue, name: str, call: ast.Call, names: Names) -> Value | None:
    """What a method of a result gives."""
    found = _read(receiver, name, names)
    if receiver.streamed and name in vocabulary.STREAM_COROUTINES:
        return CoroutineValue(found, call)
    return found


def _read(receiver: ResultValue, name: str, names: Names) -> Value | None:
    if name in vocabulary.RESHAPING:
        return replace(receiver, shape=vocabulary.RESHAPING[name] or receiver.shape)
    if name in vocabulary.LIST_READS:
        return ListValue(receiver)
    if name in vocabulary.SINGLE_READS:
        return element_of(receiver, names)
    if name in vocabulary.SCALAR_READS and receiver.by_session and receiver.shape == "rows":
        return _entity(receiver.statement, names)
    return None


def element_of(value: Value | None, names: Names) -> Value | None:
    """What iterating over a value gives."""
    match value:
        case ResultValue(shape="rows"):
            return RowValue(value)
        case ResultValue(shape="scalars", by_session=True, statement=statement):
            return _entity(statement, names)
        case ListValue(result=ResultValue() as result):
            return element_of(result, names)
        case ListValue(query=StatementValue() as query) | (StatementValue(root="query") as query):
            return _entity(query, names)
        case _:
            return None


def query_method(query: StatementValue, name: str, names: Names) -> Value | None:
    """What a method gives that executes a legacy query."""
    if name == "all":
        return ListValue(None, query)
    if name in ("first", "one", "one_or_none", "get", "first_or_404", "get_or_404", "one_or_404"):
        return _entity(query, names)
    return None
