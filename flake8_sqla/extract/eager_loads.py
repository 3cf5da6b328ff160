"""What the loader options of statements load, and which results need `unique()` for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import ResultValue, StatementValue
from flake8_sqla.extract.loaders import loading_of_display, loading_of_statement
from flake8_sqla.extract.lookups import is_read_as_one
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import models_of
from flake8_sqla.extract.row_uses import scope_of
from flake8_sqla.facts.eager_loads import EagerLoad, RepeatedRows
from flake8_sqla.facts.loading import LoaderPath, Loading
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.schema import Link
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import orm

_LIMITING = frozenset({"limit", "fetch", "slice", "offset"})
_JOINING = frozenset({"joinedload", "contains_eager"})
#: What goes on from one of these is in the same query.
_JOINED_ON = _JOINING | {"defaultload"}
_DEPTH = 4
_FEW = 2


def eager_loads(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[EagerLoad]:
    """The loader options of a statement, where its chain ends, where it is executed, and where a legacy query is run."""
    function = node.func
    if not isinstance(function, ast.Attribute):
        return
    statement: object = None
    if function.attr in orm.EXECUTING_METHODS and node.args:
        statement = reading.values.of(node.args[0], scope)
    elif function.attr in orm.QUERY_ENDINGS:
        statement = reading.values.of(function.value, scope)
    elif function.attr in orm.GENERATIVE_METHODS and not _goes_on(node, reading):
        statement = reading.values.of(node, scope)
    if not isinstance(statement, StatementValue) or not any(step.method.attr == "options" for step in statement.steps):
        return
    limit = next((step.method.attr for step in statement.steps if step.method.attr in _LIMITING and not _lifts(step.call)), "")
    paths = loading_of_statement(statement, reading).paths
    found = [(each, link) for each in paths if (link := _link(each, statement, reading)) is not None]
    collections = {each.path for each, link in found if link.is_collection is True}
    joined = any(each.strategy == "joinedload" and link.is_collection is True for each, link in found)
    asks_for_one = _asks_for_one(statement, reading) or (joined and is_read_as_one(statement, reading))
    narrow = joined and _loads_few_columns(statement, reading)
    for each, link in found:
        single = asks_for_one and not any(each.path[:length] in collections for length in range(1, len(each.path)))
        siblings = _siblings(each, link, found)
        yield EagerLoad(each.span, each.strategy, _name(each, link), link, limit, single, siblings, narrow and len(each.path) == 1)


def _siblings(path: LoaderPath, link: Link, found: list[tuple[LoaderPath, Link]]) -> tuple[str, ...]:
    """The other collections that the same query joins: not those behind a `selectinload()`, which sends one of its own."""
    strategies = {each.path: each.strategy for each, _ in found}

    def query(path: tuple[str, ...]) -> tuple[str, ...]:
        lengths = range(len(path) - 1, 0, -1)
        return next((path[:length] for length in lengths if strategies.get(path[:length], "defaultload") not in _JOINED_ON), ())

    own, here = _name(path, link), query(path.path)
    joined = [(each, other) for each, other in found if each.strategy in _JOINING and other.is_collection is True]
    names = (_name(each, other) for each, other in joined if query(each.path) == here)
    return tuple(dict.fromkeys(name for name in names if name != own))


def loads_in_list(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[EagerLoad]:
    """The options of a list that begins with a `joinedload()` and stands by itself: returned, handed on, kept for statements elsewhere."""
    option: ast.AST = node
    parent = reading.module.parents.get(option)
    while isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is option):
        option, parent = parent, reading.module.parents.get(parent)
    if not isinstance(parent, (ast.List, ast.Tuple)) or _first_joined(parent) is not node or _is_for_statement(parent, reading):
        return
    paths = loading_of_display(parent, scope_of(parent, reading), reading).paths
    found = [(each, link) for each in paths if each.owner and (link := reading.models.link(each.owner, each.path[-1])) is not None]
    for each, link in found:
        yield EagerLoad(each.span, each.strategy, _name(each, link), link, "", True, _siblings(each, link, found))


def _first_joined(display: ast.List | ast.Tuple) -> ast.AST | None:
    parts = (part for element in display.elts for part in walk(element))
    return next((part for part in parts if isinstance(part, ast.Call) and _spelled_last(part.func) == "joinedload"), None)


def _spelled_last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _is_for_statement(display: ast.AST, reading: Reading) -> bool:
    """Whether a statement of this file takes the list as its options: then it is looked at with the statement."""
    parent = reading.module.parents.get(display)
    if isinstance(parent, ast.Starred):
        return True
    name = ""
    if isinstance(parent, ast.Return):
        function = reading.module.enclosing_function(parent)
        name = function.name if function is not None else ""
    elif isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
        name = parent.targets[0].id
    if not name:
        return False
    for step, _ in reading.module.nodes[ast.Call]:
        if isinstance(step.func, ast.Attribute) and step.func.attr == "options":
            for argument in step.args:
                if isinstance(argument, ast.Starred):
                    given = argument.value.func if isinstance(argument.value, ast.Call) else argument.value
                    if _spelled_last(given) == name:
                        return True
    return False


def _goes_on(node: ast.Call, reading: Reading) -> bool:
    parent = reading.module.parents.get(node)
    return isinstance(parent, ast.Attribute) and isinstance(reading.module.parents.get(parent), ast.Call)


def _lifts(call: ast.Call) -> bool:
    """`limit(None)`."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and call.args[0].value is None


def _link(path: LoaderPath, statement: StatementValue, reading: Reading) -> Link | None:
    if path.owner:
        return reading.models.link(path.owner, path.path[-1])
    for model in filter(None, models_of(statement, reading.names)):
        link: Link | None = None
        for attribute in path.path:
            link = reading.models.link(model, attribute)
            if link is None:
                break
            model = link.target.path
        if link is not None:
            return link
    return None


def _name(path: LoaderPath, link: Link) -> str:
    return f"{link.owner.owner}.{path.path[-1]}"


def _loads_few_columns(statement: StatementValue, reading: Reading) -> bool:
    """Whether `load_only(…)` leaves of the entities so little that to repeat it costs nothing."""
    return any(
        isinstance(argument, ast.Call)
        and reading.names.resolve(argument.func, step.scope) == "sqlalchemy.orm.load_only"
        and len(argument.args) <= _FEW
        for step in statement.steps
        if step.method.attr == "options"
        for argument in step.call.args
    )


def _asks_for_one(statement: StatementValue, reading: Reading) -> bool:
    """Whether a condition compares a primary key of the statement's class with a value."""
    models = [reading.models.table(model) for model in models_of(statement, reading.names) if model]
    keys = {column.attribute for table in models if table is not None for column in table.columns if column.primary_key is True}
    for step in statement.steps:
        if step.method.attr == "filter_by" and any(keyword.arg in keys for keyword in step.call.keywords):
            return True
        if step.method.attr in ("where", "filter") and any(
            isinstance(part, ast.Compare)
            and isinstance(part.ops[0], ast.Eq)
            and isinstance(part.left, ast.Attribute)
            and part.left.attr in keys
            for argument in step.call.args
            for part in walk(argument)
        ):
            return True
        if step.method.attr == "get":
            return True
    return False


def repeated_rows(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[RepeatedRows]:
    """A method that reads a result: `….all()`."""
    assert isinstance(node.func, ast.Attribute)
    yield from of_result(node.func.value, reading.source.attribute_span(node.func), node.func.attr, scope, reading)


def rows_gone_over(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[RepeatedRows]:
    """A builtin that reads a result: `list(…)`."""
    yield from of_result(node.args[0], reading.source.span(node.args[0]), "for", scope, reading)


def of_result(result: ast.expr, place: Span, method: str, scope: Scope, reading: Reading) -> Iterator[RepeatedRows]:
    """Whether reading this result raises."""
    value = reading.values.of(result, scope)
    if not isinstance(value, ResultValue) or not value.by_session or value.unique or value.statement is None:
        return
    if isinstance(result, ast.Name) and "unique" in reading.module.methods_of(result.id, scope):
        return
    if value.statement.root != "select" or not value.statement.complete:
        return
    found = _joined_collection(value.statement, reading)
    if found is not None:
        yield RepeatedRows(place, method, found[0], found[1])


def _joined_collection(statement: StatementValue, reading: Reading) -> tuple[str, bool] | None:
    """A collection that is joined to the rows: its name, and whether the mapping joins it."""
    loading = loading_of_statement(statement, reading)
    if not loading.complete:
        return None
    strategies = {each.path: each.strategy for each in loading.paths}
    for each in loading.paths:
        prefixes = [each.path[:length] for length in range(1, len(each.path) + 1)]
        if strategies[each.path] == each.strategy and all(strategies.get(prefix) in _JOINING for prefix in prefixes):
            link = _link(each, statement, reading)
            if link is not None and link.is_collection is True:
                return _name(each, link), False
    for model in filter(None, models_of(statement, reading.names)):
        name = _mapped_join(model, (), loading, reading, frozenset())
        if name:
            return name, True
    return None


def _mapped_join(model: str, path: tuple[str, ...], loading: Loading, reading: Reading, seen: frozenset[str]) -> str:
    """A collection that mappings join to an entity, through to-one relationships that are joined as well."""
    table = reading.models.table(model)
    if table is None or table.path in seen or len(path) >= _DEPTH:
        return ""
    for relationship in table.relationships:
        here = (*path, relationship.attribute)
        strategy = loading.strategy_of(here)
        if relationship.lazy != "joined" if strategy in ("", "defaultload") else strategy not in _JOINING:
            continue
        link = reading.models.link(model, relationship.attribute)
        if link is None:
            continue
        if link.is_collection is True:
            return f"{table.owner}.{relationship.attribute}"
        further = _mapped_join(link.target.path, here, loading, reading, seen | {table.path})
        if further and link.is_collection is False:
            return further
    return ""
