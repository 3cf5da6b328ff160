"""How a function loads the objects of a mapped class that it returns: for callers in other files, which do not see its statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract import givers
from flake8_sqla.extract.closed_sessions import is_closed_behind
from flake8_sqla.extract.fixed_parents import fixed_attributes
from flake8_sqla.extract.joining import is_none_literal
from flake8_sqla.extract.kinds import EntityValue, ListValue, Origin, ResultValue, RowValue, SessionValue, StatementValue, Value, objects_in
from flake8_sqla.extract.loaders import Asked, loading_of_call, loading_of_options, loading_of_statement
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import element_of, models_of
from flake8_sqla.extract.row_uses import scope_of
from flake8_sqla.facts.given_objects import GivenObjects
from flake8_sqla.facts.loading import Loading
from flake8_sqla.facts.record import replace
from flake8_sqla.syntax.scopes import Binding, BindingKind, Scope
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

_DEPTH = 6
_READS = vocabulary.SINGLE_READS | vocabulary.SCALAR_READS | vocabulary.LIST_READS
#: A function with more names than this is not looked through for objects.
_MOST_NAMES = 200


def given_objects(function: givers.Function, reading: Reading, depth: int = _DEPTH) -> GivenObjects | None:
    """What a function tells of the objects that it returns; None where they come from several statements, or it is not known from which."""
    if depth <= 0 or givers.is_generator(function, reading.module):
        return None
    scope = reading.module.scopes[function]
    decorators = {reading.names.resolve(each, scope.parent or scope) for each in givers.decorators(function)}
    if not vocabulary.KEEPING_DECORATORS.issuperset(decorators):
        return None
    found: GivenObjects | None = None
    for node in givers.returned(function, reading.module):
        if is_none_literal(node):
            continue
        source = _source(node, scope, reading, depth)
        if source is None or (found is not None and source != found):
            return None
        found = source
    if found is None:
        return None
    words = frozenset(_words(function))
    return replace(found, parameters=parameters_of(function), named=found.named | words)


def parameters_of(function: givers.Function) -> tuple[str, ...]:
    """A function's parameters as a caller counts them: without `self` and `cls`."""
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    start = 1 if names[:1] in (["self"], ["cls"]) else 0
    return (*names[start:], *(each.arg for each in function.args.kwonlyargs))


def argument_of(call: ast.Call, parameter: str, given: GivenObjects) -> ast.expr | None:
    """What a call gives a parameter."""
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    place = given.parameters.index(parameter) if parameter in given.parameters else len(call.args)
    return call.args[place] if place < len(call.args) and not isinstance(call.args[place], ast.Starred) else None


def _words(function: ast.AST) -> Iterator[str]:
    for node in walk(function):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def _source(node: ast.expr, scope: Scope, reading: Reading, depth: int) -> GivenObjects | None:
    """How one returned expression is loaded."""
    if depth <= 0:
        return None
    if isinstance(node, (ast.Await, ast.NamedExpr)):
        return _source(node.value, scope, reading, depth - 1)
    value = reading.values.of(node, scope)
    statement, call, origin = _loaded_by(value, reading)
    if call is None and isinstance(node, ast.Name):
        binding = _only(node.id, scope)
        if binding is None or not isinstance(binding.node, ast.expr):
            return None
        return _source(binding.node, binding.scope, reading, depth - 1)
    if call is None and isinstance(node, ast.Call):
        statement, call, origin = _read_by(node, scope, reading)
        if call is None:
            return _through(node, scope, reading, depth)
    if call is None or not isinstance(call.func, ast.Attribute):
        return None
    session = reading.values.of(call.func.value, scope_of(call, reading))
    if not isinstance(session, SessionValue):
        return None
    detached = isinstance(call.func.value, ast.Name) and is_closed_behind(call.func.value, reading)
    given = GivenObjects(origin, session.asynchronous, Loading(), detached=detached)
    if origin == "got":
        asked = Asked()
        return replace(given, loading=loading_of_call(call, reading, asked), options=tuple(asked.options), held=_held(call, None, reading))
    return _of_statement(given, statement, call, reading)


def _of_statement(given: GivenObjects, statement: StatementValue | None, call: ast.Call, reading: Reading) -> GivenObjects | None:
    first = call.args[0] if call.args else None
    held = _held(call, statement, reading)
    if statement is None or statement.call is None:
        changed = statement is not None and statement.steps
        if isinstance(first, ast.Name) and not changed and _is_parameter(first, scope_of(call, reading)):
            return replace(given, statement=first.id, held=held)
        return None
    asked = Asked()
    loading = loading_of_statement(statement, reading, asked)
    fixed, by_object = fixed_attributes(statement, reading)
    return replace(given, loading=loading, options=tuple(asked.options), fixed=fixed, fixed_by_object=by_object, held=held)


def _loaded_by(value: Value | None, reading: Reading) -> tuple[StatementValue | None, ast.Call | None, str]:
    """The statement that loaded a value, the call that executed it, and the origin of the objects."""
    if isinstance(value, ListValue):
        if value.result is not None:
            return value.result.statement, value.result.call, "loaded"
        value = element_of(value, reading.names)
    if isinstance(value, EntityValue) and not value.path and value.origin in (Origin.LOADED, Origin.GOT):
        return value.statement, value.call, value.origin.name.lower()
    return None, None, ""


def _read_by(node: ast.Call, scope: Scope, reading: Reading) -> tuple[StatementValue | None, ast.Call | None, str]:
    """The same for a call whose class is not known here: `result.scalar_one()` of `select(self.model)`, `session.get(self.model, key)`."""
    function = node.func
    if not isinstance(function, ast.Attribute):
        return None, None, ""
    owner = reading.values.of(function.value, scope)
    if isinstance(owner, ResultValue) and function.attr in _READS:
        return owner.statement, owner.call, "loaded"
    if isinstance(owner, SessionValue) and node.args:
        if function.attr in ("get", "get_one"):
            return None, node, "got"
        statement = reading.values.of(node.args[0], scope)
        if function.attr == "scalar" and isinstance(statement, StatementValue):
            return statement, node, "loaded"
    return None, None, ""


def _through(node: ast.Call, scope: Scope, reading: Reading, depth: int) -> GivenObjects | None:
    """What another function of the same file, or of a further one, gives."""
    called: GivenObjects | None = None
    found = givers.function_called(node, scope, reading.module, reading.names)
    if found is not None:
        called = given_objects(found, reading, depth - 1)
    else:
        value = reading.values.of(node, scope)
        entity = element_of(value, reading.names) if isinstance(value, ListValue) else value
        if isinstance(entity, EntityValue) and entity.giving is not None and entity.giving.call is node:
            called = reading.neighbours.giving(entity.giving.path)
    return completed(called, node, scope, reading) if called is not None else None


def completed(given: GivenObjects, call: ast.Call, scope: Scope, reading: Reading) -> GivenObjects | None:
    """What a call of such a function gives: with the statement and the options that it is handed."""
    asked = Asked()
    done = replace(given, statement="", options=())
    if given.statement:
        argument = argument_of(call, given.statement, given)
        statement = reading.values.of(argument, scope) if argument is not None else None
        if not isinstance(statement, StatementValue):
            return None
        if statement.call is None:
            handed_on = isinstance(argument, ast.Name) and not statement.steps and _is_parameter(argument, scope)
            return replace(done, statement=argument.id) if handed_on and isinstance(argument, ast.Name) else None
        fixed, by_object = fixed_attributes(statement, reading)
        done = replace(done, loading=loading_of_statement(statement, reading, asked), fixed=fixed, fixed_by_object=by_object)
    for parameter in given.options:
        argument = argument_of(call, parameter, given)
        if argument is not None and not is_none_literal(argument):
            more = loading_of_options(argument, scope, reading, asked)
            done = replace(done, loading=Loading(done.loading.paths + more.paths, done.loading.complete and more.complete))
    if any(isinstance(each, ast.Starred) for each in call.args) or any(each.arg is None for each in call.keywords):
        done = replace(done, loading=replace(done.loading, complete=False))
    return replace(done, options=tuple(asked.options))


def _only(name: str, scope: Scope) -> Binding | None:
    bindings = [each for each in scope.lookup(name) if not is_none_literal(each.node)]
    return bindings[0] if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT else None


def _is_parameter(node: ast.Name, scope: Scope) -> bool:
    bindings = scope.lookup(node.id)
    return len(bindings) == 1 and bindings[0].kind is BindingKind.PARAMETER


def _held(call: ast.Call, statement: StatementValue | None, reading: Reading) -> frozenset[str]:
    """The classes of the other objects that the function which executes a statement loads or is given."""
    function = reading.module.enclosing_function(call)
    if function is None:
        return frozenset()
    found = set[str]()
    scope = reading.module.scopes[function]
    for bindings in list(scope.bindings.values())[:_MOST_NAMES]:
        for binding in bindings[:3]:
            for entity in entities_in(reading.values.of_binding(binding), reading):
                if entity.call is not call:
                    found.add(entity.model)
    for other in reading.module.own(function, ast.Call):
        if isinstance(other, ast.Call) and other is not call and isinstance(other.func, ast.Attribute) and other.args:
            value = reading.values.of(other.args[0], scope) if other.func.attr in orm.EXECUTING_METHODS else None
            if isinstance(value, StatementValue) and value != statement:
                found.update(models_of(value, reading.names))
    tables = (reading.models.table(model) for model in found if model)
    return frozenset(table.path for table in tables if table is not None)


def entities_in(value: Value | None, reading: Reading) -> Iterator[EntityValue]:
    """The objects that a value is or holds."""
    if isinstance(value, (ListValue, ResultValue)):
        value = element_of(value, reading.names)
    if isinstance(value, RowValue):
        for model in models_of(value.result.statement, reading.names):
            if model:
                yield EntityValue(model, value.result.statement, Origin.LOADED, value.result.call)
    yield from objects_in(value)
