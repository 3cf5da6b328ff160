"""What the methods of sessions, connections and results give: results, rows, entities, and coroutines where they must be awaited."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_sqla.extract.evidence import entity_name, looks_like_class
from flake8_sqla.extract.joining import joined
from flake8_sqla.extract.kinds import (
    ConnectionValue,
    CoroutineValue,
    DictValue,
    EntityValue,
    ListValue,
    Origin,
    ResultValue,
    RowValue,
    SessionValue,
    StatementValue,
    TupleValue,
    Value,
)
from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.names import Names
from flake8_sqla.syntax.scopes import Binding, BindingKind, Scope
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

if TYPE_CHECKING:
    from flake8_sqla.extract.values import Values

#: Steps after which the columns of a statement are not the arguments it began with.
_COLUMN_CHANGING = frozenset(
    "add_columns add_column with_only_columns with_entities from_statement returning union union_all except_ intersect".split()
)
#: Functions that give another view of a class.
_ALIASES = frozenset({"sqlalchemy.orm.aliased", "sqlalchemy.orm.with_polymorphic"})
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
    if isinstance(node, ast.Name):
        bindings = scope.lookup(node.id)
        if len(bindings) == 1 and isinstance(bindings[0].node, ast.Call) and bindings[0].kind is BindingKind.ASSIGNMENT:
            made = bindings[0].node
            if made.args and names.resolve(made.func, bindings[0].scope) in _ALIASES:
                return model_of(made.args[0], bindings[0].scope, names)
    found = entity_name(node, scope, names)
    return found if found and found == names.resolve(node, scope) and looks_like_class(found) else ""


def models_of(statement: StatementValue | None, names: Names) -> tuple[str, ...]:
    """The classes that the columns of a statement stand for, in order, empty for each that is no entity; none where they are not known."""
    columns = columns_of(statement)
    if statement is None or columns is None or statement.promised:
        return statement.promised if statement is not None else ()
    return tuple(model_of(column, statement.scope, names) for column in columns)


def single_model(statement: StatementValue | None, names: Names) -> str:
    """The class of a statement that selects one entity and nothing else, or empty."""
    if statement is not None and len(statement.promised) == 1 and not any(step.method.attr in _COLUMN_CHANGING for step in statement.steps):
        return statement.promised[0]
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
        found = _entity(statement, names, call)
    elif name in ("get", "get_one") and by_session and call.args:
        model = model_of(call.args[0], scope, names)
        found = EntityValue(model, None, Origin.GOT, call) if model else None
    elif name == "merge" and by_session and call.args:
        merged = values.of(call.args[0], scope)
        found = EntityValue(merged.model, None, Origin.GIVEN, call) if isinstance(merged, EntityValue) else None
    elif name == "connection" and by_session:
        found = ConnectionValue(receiver.asynchronous)
    coroutines = vocabulary.SESSION_COROUTINES if by_session else vocabulary.CONNECTION_COROUTINES
    if receiver.asynchronous and name in coroutines:
        return CoroutineValue(found, call)
    return found


def _entity(statement: StatementValue | None, names: Names, call: ast.Call | None) -> EntityValue | None:
    model = single_model(statement, names)
    return EntityValue(model, statement, Origin.LOADED, call) if model else None


def result_method(receiver: ResultValue, name: str, call: ast.Call, names: Names) -> Value | None:
    """What a method of a result gives."""
    found = _read(receiver, name, names)
    if receiver.streamed and name in vocabulary.STREAM_COROUTINES:
        return CoroutineValue(found, call)
    return found


def _read(receiver: ResultValue, name: str, names: Names) -> Value | None:
    if name in vocabulary.RESHAPING:
        return replace(receiver, shape=vocabulary.RESHAPING[name] or receiver.shape, unique=receiver.unique or name == "unique")
    if name in vocabulary.LIST_READS:
        return ListValue(receiver)
    if name == "partitions":
        return ListValue(None, element=ListValue(receiver))
    if name in vocabulary.SINGLE_READS:
        return element_of(receiver, names)
    if name in vocabulary.SCALAR_READS and receiver.by_session and receiver.shape == "rows":
        return _entity(receiver.statement, names, receiver.call)
    return None


def element_of(value: Value | None, names: Names) -> Value | None:
    """What iterating over a value gives."""
    match value:
        case ResultValue(shape="rows"):
            return RowValue(value)
        case ResultValue(shape="scalars", by_session=True, statement=statement, call=call):
            return _entity(statement, names, call)
        case ListValue(result=ResultValue() as result):
            return element_of(result, names)
        case ListValue(query=StatementValue() as query) | (StatementValue(root="query") as query):
            return _of_query(query, names)
        case ListValue(element=element):
            return element
        case TupleValue(items=items):
            return joined(items)
        case DictValue(key=key):
            return key
        case _:
            return None


def _of_query(query: StatementValue, names: Names) -> Value | None:
    """What a legacy query gives: entities or, for several columns, rows."""
    if len(columns_of(query) or ()) > 1:
        return RowValue(ResultValue("rows", query, None, by_session=True))
    return _entity(query, names, None)


def item_of(value: Value | None, position: int, names: Names) -> Value | None:
    """What stands at a place of a row or a tuple; in a list every place holds the same."""
    match value:
        case RowValue(result=ResultValue(by_session=True, shape="rows", statement=statement, call=call)):
            models = models_of(statement, names)
            model = models[position] if -len(models) <= position < len(models) else ""
            return EntityValue(model, statement, Origin.LOADED, call) if model else None
        case TupleValue(items=items):
            return items[position] if -len(items) <= position < len(items) else None
        case RowValue() | DictValue():
            return None
        case _:
            return element_of(value, names)


def unpacked(value: Value | None, binding: Binding, names: Names) -> Value | None:
    """What `a, b = value` and `for a, b in value` bind to one of the names."""
    found = element_of(value, names) if binding.unpacked is BindingKind.LOOP else value
    for position in binding.positions:
        found = item_of(found, position, names)
    return found


def attribute_of_row(row: RowValue, attribute: str, names: Names) -> EntityValue | None:
    """`row.User`: the entity of that class among the columns of the row."""
    for position, model in enumerate(models_of(row.result.statement, names)):
        if model and model.rpartition(".")[2] == attribute:
            found = item_of(row, position, names)
            return found if isinstance(found, EntityValue) else None
    return None


def query_method(query: StatementValue, name: str, names: Names) -> Value | None:
    """What a method gives that executes a legacy query."""
    if name == "all":
        return ListValue(None, query)
    if name in ("first", "one", "one_or_none", "get", "first_or_404", "get_or_404", "one_or_404"):
        return _of_query(query, names)
    return None


def related(entity: EntityValue, attribute: str, models: KnownModels) -> Value | None:
    """What a relationship of an object holds: another object, or a list of them."""
    link = models.link(entity.model, attribute)
    many = link.is_collection if link is not None else UNKNOWN
    if link is None or many is UNKNOWN or link.lazy in ("dynamic", "write_only"):
        return None
    found = replace(
        entity,
        model=link.target.path,
        path=(*entity.path, attribute),
        chain=(*entity.chain, loader_for(entity, attribute, many)),
        owners=(*entity.owners, link.owner.path),
    )
    return ListValue(None, element=found) if many else found


def loader_for(entity: EntityValue, attribute: str, many: bool | Unknown) -> str:
    """The option that loads a relationship as is best for its direction."""
    return f"{'joinedload' if many is False else 'selectinload'}({entity.model.rpartition('.')[2]}.{attribute})"
