"""What functions return that query, held against their annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract import givers
from flake8_sqla.extract.joining import is_none_literal
from flake8_sqla.extract.kinds import CoroutineValue, EntityValue, ListValue, Origin, ResultValue, SessionValue, StatementValue, Value
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import element_of
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.query_returns import QueryReturn
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.vocabulary import sessions as vocabulary

_OPTIONAL = frozenset({"first", "one_or_none", "scalar_one_or_none", "scalar", "get"})
_ONE = frozenset({"one", "scalar_one", "get_one"})
_LISTS = frozenset({"all", "fetchall", "fetchmany"})
_READS = _OPTIONAL | _ONE | _LISTS | {"scalars", "execute", "unique", "exec", "stream", "stream_scalars", "mappings"}
_BARE = frozenset({"list", "tuple", "set", "dict", "object"})
_RESULTS = frozenset(vocabulary.RESULT_CLASSES)


def query_returns(reading: Reading) -> Iterator[QueryReturn]:
    """One fact for each function that returns a query's result on the spot or by a name that nothing else looks at."""
    if reading.module.attribute_names.isdisjoint(_READS):
        return
    returning = {scope.node for node, scope in reading.module.nodes[ast.Return] if _may_read(node.value)}
    for kind in FunctionNode:
        for node, scope in reading.module.nodes[kind]:
            if node not in returning or scope.is_function:
                continue
            assert isinstance(node, FunctionNode)
            if any(_name(each) in ("overload", "abstractmethod") for each in givers.decorators(node)):
                continue
            if not givers.is_generator(node, reading.module):
                yield from _of_function(node, scope, reading)


def _may_read(node: ast.expr | None) -> bool:
    """Whether what is returned may be a query's result: a name, or a call of a method that reads one."""
    return isinstance(node, ast.Name) or (node is not None and _called(node) is not None)


def _called(node: ast.AST) -> tuple[ast.Call, ast.Attribute] | None:
    """The call of a method that reads, awaited or not, and the method."""
    if isinstance(node, ast.Await):
        node = node.value
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in _READS:
        return None
    return node, node.func


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _of_function(node: givers.Function, scope: Scope, reading: Reading) -> Iterator[QueryReturn]:
    inner = reading.module.scopes[node]
    returned = givers.returned(node, reading.module)
    found = [read for each in returned if (read := _read(each, node, inner, reading)) is not None]
    if not found:
        return
    gives, method, model, rows = found[0]
    others = [each for each in returned if not is_none_literal(each)]
    whole = len(found) == len(returned) and all(each[0] == gives for each in found)
    if node.returns is None and len(found) != len(others):
        return  # it also returns what we do not know
    if isinstance(scope.node, ast.ClassDef) and model.rpartition(".")[2] == scope.node.name and reading.models.table(model) is None:
        model = "Self"  # a mixin's method, of whatever class it is called on
    if gives == "one" and (not whole or not isinstance(node.body[-1], (ast.Return, ast.With, ast.AsyncWith, ast.Try))):
        return  # it may also return None
    note = node.returns
    route = any(isinstance(each, ast.Call) and any(k.arg == "response_model" for k in each.keywords) for each in node.decorator_list)
    form, named, optional = ("", "", False) if note is None else _annotation(note, scope, reading)
    span = _place_of_name(node, reading) if note is None else reading.source.span(note)
    model, named = model.rpartition(".")[2], named.rpartition(".")[2]
    yield QueryReturn(span, node.name, gives, method, model, rows, form, named, optional, route, _is_typed(reading))


def _is_typed(reading: Reading) -> bool:
    """Whether any function of the file says what it takes or returns."""
    for kind in FunctionNode:
        for node, _ in reading.module.nodes[kind]:
            assert isinstance(node, FunctionNode)
            given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            if node.returns is not None or any(argument.annotation is not None for argument in given):
                return True
    return False


def _place_of_name(node: givers.Function, reading: Reading) -> Span:
    start = reading.source.span(node)
    column = start.column + len("async def " if isinstance(node, ast.AsyncFunctionDef) else "def ")
    return Span(start.line, column, start.line, column + len(node.name))


def _read(node: ast.expr, function: givers.Function, scope: Scope, reading: Reading) -> tuple[str, str, str, bool] | None:
    """What a returned expression gives, the method that reads it, the class, and whether its elements are rows."""
    read: ast.AST = node
    if isinstance(node, ast.Name):
        bindings = scope.lookup(node.id)
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT:
            return None
        read, scope = bindings[0].node, bindings[0].scope
    called = _called(read)
    if called is None:
        return None
    if isinstance(node, ast.Name) and len(reading.module.mentions(node.id, function)) != 2:
        return None  # asked about, and perhaps refused, before it is returned
    call, method = called
    owner = reading.values.of(method.value, scope)
    value = reading.values.of(call, scope)
    value = value.inner if isinstance(value, CoroutineValue) else value
    if not isinstance(owner, (SessionValue, ResultValue, StatementValue)) or (isinstance(owner, ResultValue) and not owner.by_session):
        return None
    return _described(value, method.attr, reading)


def _described(value: Value | None, method: str, reading: Reading) -> tuple[str, str, str, bool] | None:
    match value:
        case ListValue(result=result) if method in _LISTS:
            element = element_of(value, reading.names)
            if isinstance(element, EntityValue):
                return "list", method, element.model, False
            return "list", method, "", result is not None and result.shape == "rows"
        case EntityValue(model=model, origin=Origin.LOADED | Origin.GOT) if method in _OPTIONAL | _ONE:
            return "one" if method in _ONE else "optional", method, model, False
        case ResultValue(shape="scalars"):
            element = element_of(value, reading.names)
            return ("result", method, element.model, False) if isinstance(element, EntityValue) else None
        case _:
            return None


def _annotation(node: ast.expr, scope: Scope, reading: Reading) -> tuple[str, str, bool]:
    """(form, class named in it, whether None is among its values); see `QueryReturn`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return _annotation(ast.parse(node.value.strip(), mode="eval").body, scope, reading)
        except (SyntaxError, ValueError):
            return "other", "", False
    if is_none_literal(node):
        return "none", "", True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        for part, other in ((node.left, node.right), (node.right, node.left)):
            if is_none_literal(other):
                form, named, _ = _annotation(part, scope, reading)
                return form, named, True
        return "other", "", True
    if isinstance(node, ast.Subscript):
        name = reading.names.resolve(node.value, scope)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) and node.slice.elts else [node.slice]
        if name in ("typing.Optional", "typing_extensions.Optional"):
            form, named, _ = _annotation(parts[0], scope, reading)
            return form, named, True
        form = _form(name)
        inside = _annotation(parts[0], scope, reading)
        return (form, inside[1], False) if form else ("other", "", True)
    name = reading.names.resolve(node, scope)
    if name in ("typing.Any", "typing_extensions.Any") or name.partition("builtins.")[2] in _BARE or _form(name) == "many":
        return "bare", "", False
    form = _form(name)
    if form:
        return form, "", False
    return ("one", name, False) if name and (reading.values.is_model(name) or name.startswith("builtins.")) else ("other", "", True)


def _form(name: str) -> str:
    if name in _RESULTS:
        return "result"
    if name in vocabulary.GENERATOR_TYPES:
        return "iterator"
    return "many" if name in vocabulary.COLLECTION_TYPES or name in ("builtins.tuple", "typing.Tuple") else ""
