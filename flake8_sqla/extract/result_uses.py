"""How results are read: one look at every read, attribute and condition of a file that executes statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from flake8_sqla.extract.eager_loads import of_result
from flake8_sqla.extract.kinds import CoroutineValue, ListValue, ResultValue, RowValue, StatementValue
from flake8_sqla.extract.reaching import are_exclusive, block_path
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import columns_of, single_model
from flake8_sqla.extract.statement_misuse import statement_gone_over
from flake8_sqla.facts.results import AlwaysTrue, CountedRows, DroppedColumns, FirstOfMany, RowAsScalar, RowAttribute, SecondRead
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import sessions as vocabulary

_EXECUTING = frozenset({"execute", "scalars", "exec", "query", "stream", "stream_scalars"})
_ROW_OWN = frozenset({"count", "index", "t", "tuple"})
_AGGREGATES = frozenset({"count", "sum", "max", "min", "avg"})
_EXISTS = "sqlalchemy.exists"
_CHANGING = ("insert", "update", "delete")
_COMPARED = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.Gt: ">", ast.LtE: "<=", ast.GtE: ">="}
#: What may be a row that is asked for an attribute.
_ROW_OWNERS = frozenset({ast.Name, ast.Call, ast.Subscript})
#: What a condition may be that says something.
_TESTED = frozenset({ast.BoolOp, ast.UnaryOp, ast.Name, ast.Call, ast.Await})
#: Builtins that go over what they are given.
_COLLECTING = frozenset({"list", "sorted", "tuple", "set", "dict"})
_LIMITING = frozenset({"limit", "fetch", "slice"})
_REPEATABLE = frozenset({"fetchone", "fetchmany", "partitions", "freeze"})


def result_call_facts(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[object]:
    """What a call says that executes or reads: of `len()`, of one of `SCALAR_METHODS`, of `first()`."""
    function = node.func
    if not isinstance(function, ast.Attribute):
        if len(node.args) == 1 and _loads_all(node.args[0], scope, reading):
            yield CountedRows(reading.source.span(node), "len")
    elif function.attr != "first":
        yield from _dropped(node, function, scope, reading)
    elif not node.args:
        receiver = reading.values.of(function.value, scope)
        if isinstance(receiver, ResultValue) and receiver.statement is not None and receiver.statement.root == "select":
            yield _first(function, receiver.statement, reading)


def _dropped(node: ast.Call, function: ast.Attribute, scope: Scope, reading: Reading) -> Iterator[DroppedColumns]:
    value = reading.values.of(node, scope)
    value = value.inner if isinstance(value, CoroutineValue) else value
    receiver = reading.values.of(function.value, scope)
    statement: StatementValue | None = None
    if isinstance(receiver, ResultValue):
        statement = receiver.statement if receiver.shape == "rows" and not node.args else None
    elif node.args and receiver is not None and not isinstance(receiver, StatementValue):
        given = reading.values.of(node.args[0], scope)
        statement = given if isinstance(given, StatementValue) else None
    columns = _returned(statement) if statement is not None and statement.root in _CHANGING else columns_of(statement)
    if statement is not None and statement.root in ("select", *_CHANGING) and columns is not None and len(columns) > 1:
        yield DroppedColumns(
            reading.source.attribute_span(function), function.attr, tuple(spelled(column)[:40] for column in columns[1:])
        )


def _returned(statement: StatementValue) -> list[ast.expr] | None:
    """What a changing statement returns of its rows, where all of that is written in one place."""
    given = [step.call for step in statement.steps if step.method.attr == "returning"]
    complete = statement.complete and not statement.mixed and len(given) == 1
    return [*given[0].args] if complete and not any(isinstance(each, ast.Starred) for each in given[0].args) else None


def _first(function: ast.Attribute, statement: StatementValue, reading: Reading) -> FirstOfMany:
    methods = _methods(statement)
    arguments = [argument for step in statement.steps for argument in (*step.call.args, *(keyword.value for keyword in step.call.keywords))]
    columns = columns_of(statement) or []
    aggregate = any(
        isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and spelled(part.func.value).split(".")[-1] == "func"
        for column in columns
        for part in walk(column)
    )
    starred = any(isinstance(argument, ast.Starred) for argument in arguments)
    known = statement.complete and not statement.mixed and bool(columns) and not starred
    return FirstOfMany(
        reading.source.attribute_span(function),
        not known or not methods.isdisjoint({*_LIMITING, "from_statement"}),
        "filter_by" in methods or any(_is_equality(argument) for argument in arguments),
        aggregate,
    )


def _methods(statement: StatementValue) -> set[str]:
    return {step.method.attr for step in statement.steps}


def _is_equality(node: ast.expr) -> bool:
    """A condition that may single a row out: any column compared by `==` with a value."""
    return any(isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq) for part in walk(node))


def _loads_all(node: ast.expr, scope: Scope, reading: Reading) -> bool:
    """`….all()` read on the spot, or bound to a name that nothing else looks at."""
    value = reading.values.of(node, scope)
    if not isinstance(value, ListValue):
        return False
    statement = value.query or (value.result.statement if value.result is not None else None)
    if statement is None or statement.root not in ("select", "query") or not _LIMITING.isdisjoint(_methods(statement)):
        return False
    if isinstance(node, ast.Name):
        mentioned = reading.module.mentions(node.id, scope.node) if scope.is_function else ()
        uses = [part for part in mentioned if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)]
        return scope.is_function and len(uses) == 1 and not any(isinstance(reading.module.parents.get(use), ast.Assign) for use in uses)
    return isinstance(node, ast.Call)


def result_facts(reading: Reading) -> Iterator[object]:
    """What attributes, comparisons, conditions and second reads say, in the functions that hold results."""
    if reading.module.attribute_names.isdisjoint(_EXECUTING):
        return
    functions = set[Scope]()
    for node, _ in reading.module.nodes[ast.Attribute]:
        if node.attr in _EXECUTING:
            function = reading.module.enclosing_function(node)
            if function is not None:
                functions.add(reading.module.scopes[function])
    if functions:
        around = _Around(functions)
        yield from _attributes(around, reading)
        yield from _conditions(around, reading)
        yield from _loops(around, reading)
        yield from _comparisons(around, reading)
        for (name, scope), uses in _consumptions(around, reading).items():
            if len(uses) > 1:
                yield from _second_reads(name, uses, scope, reading)


class _Around(dict[Scope, "Scope | None"]):
    """By the scope that something stands in: that of the function around it, where the function executes something; None elsewhere."""

    def __init__(self, functions: AbstractSet[Scope]) -> None:
        """`functions` are the scopes of those that execute something."""
        self._functions = functions

    def __missing__(self, scope: Scope) -> Scope | None:
        function: Scope | None = scope
        while function is not None and (function.is_comprehension or function.node.__class__ is ast.Lambda):
            function = function.parent
        self[scope] = found = function if function in self._functions else None
        return found


def _attributes(around: _Around, reading: Reading) -> Iterator[RowAttribute]:
    """What is asked of rows."""
    imported = reading.imported
    for node, scope in reading.module.nodes[ast.Attribute]:
        if node.value.__class__ in _ROW_OWNERS and node.attr[0] != "_" and node.attr not in _ROW_OWN and around[scope] is not None:
            if node.value.__class__ is ast.Name and node.value.id in imported:
                continue
            value = reading.values.of(node.value, scope)
            if isinstance(value, RowValue):
                yield from _row_attribute(node, value, reading)


def _conditions(around: _Around, reading: Reading) -> Iterator[object]:
    """What conditions test."""
    for kind in (ast.If, ast.While, ast.IfExp, ast.Assert):
        for node, scope in reading.module.nodes[kind]:
            assert isinstance(node, (ast.If, ast.While, ast.IfExp, ast.Assert))
            if node.test.__class__ in _TESTED and around[scope] is not None:
                yield from _condition(node.test, scope, reading)


def _loops(around: _Around, reading: Reading) -> Iterator[object]:
    """What is gone over, and what the conditions of comprehensions test."""
    for kind in (ast.For, ast.AsyncFor, ast.comprehension):
        for node, scope in reading.module.nodes[kind]:
            assert isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension))
            if around[scope] is None:
                continue
            yield from of_result(node.iter, reading.source.span(node.iter), "for", scope, reading)
            unexecuted = statement_gone_over(node.iter, scope, reading)
            if unexecuted is not None:
                yield unexecuted
            for test in node.ifs if isinstance(node, ast.comprehension) else ():
                yield from _condition(test, scope, reading)


def _comparisons(around: _Around, reading: Reading) -> Iterator[RowAsScalar]:
    """What rows are compared with."""
    for node, scope in reading.module.nodes[ast.Compare]:
        if len(node.ops) == 1 and around[scope] is not None:
            yield from _row_compared(node.left, node.ops[0], node.comparators[0], scope, reading)


def _consumptions(around: _Around, reading: Reading) -> dict[tuple[str, Scope], list[ast.Name]]:
    """Where a name stands that may be a result which is read there, by the name and the function."""
    found: dict[tuple[str, Scope], list[ast.Name]] = {}

    def note(node: ast.expr, scope: Scope) -> None:
        function = around[scope]
        if function is None or not isinstance(node, ast.Name) or isinstance(scope.node, ast.Lambda):
            return
        if isinstance(node.ctx, ast.Load):
            found.setdefault((node.id, function), []).append(node)

    for attribute, scope in reading.module.nodes[ast.Attribute]:
        if attribute.value.__class__ is ast.Name:
            if attribute.attr in vocabulary.CONSUMING or attribute.attr in vocabulary.RESHAPING:
                note(attribute.value, scope)
    for kind in (ast.For, ast.AsyncFor, ast.comprehension):
        for node, scope in reading.module.nodes[kind]:
            if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
                note(node.iter, scope)
    for call, scope in reading.module.nodes[ast.Call]:
        if isinstance(call.func, ast.Name) and call.func.id in _COLLECTING:
            for argument in call.args:
                note(argument, scope)
    return found


def _row_attribute(node: ast.Attribute, value: RowValue, reading: Reading) -> Iterator[RowAttribute]:
    if value.result.by_session and value.result.shape == "rows":
        model = single_model(value.result.statement, reading.names)
        if model and node.attr != model.rpartition(".")[2] and reading.values.is_entity(model):
            yield RowAttribute(reading.source.attribute_span(node), spelled(node.value)[:40], node.attr, model.rpartition(".")[2])


def _row_compared(left: ast.expr, operator: ast.cmpop, right: ast.expr, scope: Scope, reading: Reading) -> Iterator[RowAsScalar]:
    if isinstance(operator, (ast.In, ast.NotIn)):
        held = reading.values.of(right, scope)
        if isinstance(held, ListValue) and held.result is not None and held.result.shape == "rows":
            column = _only_column(held.result, reading)
            if column and not isinstance(left, ast.Tuple) and not isinstance(reading.values.of(left, scope), RowValue):
                yield RowAsScalar(reading.source.span(left), "in", column)
        return
    symbol = _COMPARED.get(type(operator))
    if symbol and isinstance(right, ast.Constant) and right.value is not None:
        value = reading.values.of(left, scope)
        column = _only_column(value.result, reading) if isinstance(value, RowValue) and value.result.shape == "rows" else ""
        if column:
            yield RowAsScalar(reading.source.span(left), symbol, column)


def _only_column(result: ResultValue, reading: Reading) -> str:
    """The one column of a result that is no entity, as it is written."""
    columns = columns_of(result.statement)
    if columns is None or len(columns) != 1 or single_model(result.statement, reading.names):
        return ""
    return spelled(columns[0])[:40] if isinstance(columns[0], (ast.Attribute, ast.Call)) else ""


def _condition(test: ast.expr, scope: Scope, reading: Reading) -> Iterator[object]:
    match test:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _condition(value, scope, reading)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _condition(operand, scope, reading)
        case ast.Name() | ast.Call() | ast.Await():
            yield from _tested(test, scope, reading)
        case ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[_])):
            pass  # the call of len speaks for itself
        case _:
            pass


def _tested(test: ast.expr, scope: Scope, reading: Reading) -> Iterator[object]:
    value = reading.values.of(test, scope)
    span = reading.source.span(test)
    if isinstance(value, ResultValue):
        yield AlwaysTrue(span, "result")
    elif isinstance(value, StatementValue) and (value.call is not None or isinstance(test, ast.Call)) and not _may_be_none(test, scope):
        yield AlwaysTrue(span, "query" if value.root == "query" else "statement")
    elif isinstance(value, RowValue) and value.result.shape == "rows" and _is_aggregate(value.result.statement):
        column = _only_column(value.result, reading)
        if column:
            yield RowAsScalar(span, "truth", column)
    elif isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute):
        if test.func.attr == "all" and _loads_all(test, scope, reading):
            yield CountedRows(span, "exists")
        elif _is_exists(test, scope, reading):
            yield AlwaysTrue(span, "statement")
    elif isinstance(test, ast.Call) and isinstance(test.func, ast.Name):
        if test.func.id == "bool" and len(test.args) == 1:
            yield from _tested(test.args[0], scope, reading)
        elif reading.names.resolve(test.func, scope) == _EXISTS:
            yield AlwaysTrue(span, "statement")


def _is_exists(call: ast.Call, scope: Scope, reading: Reading) -> bool:
    """An EXISTS: of the function, `exists().where(…)`, or of the method of that name of a select or a query."""
    node: ast.AST = call
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "exists" and isinstance(reading.values.of(node.func.value, scope), StatementValue):
            return True
        if node.func.attr not in ("where", "correlate", "select_from", "exists"):
            return reading.names.resolve(node.func, scope) == _EXISTS
        if reading.names.resolve(node.func, scope) == _EXISTS:
            return True
        node = node.func.value
    return isinstance(node, ast.Call) and reading.names.resolve(node.func, scope) == _EXISTS


def _is_aggregate(statement: StatementValue | None) -> bool:
    """Whether a select has one row whatever there is: each of its columns counts, sums … the rows, and nothing groups them."""
    columns = columns_of(statement)
    return bool(columns) and statement is not None and "group_by" not in _methods(statement) and all(map(_counts, columns or ()))


def _counts(column: ast.expr) -> bool:
    function = column.func if isinstance(column, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in _AGGREGATES and spelled(function.value).split(".")[-1] == "func"


def _may_be_none(test: ast.expr, scope: Scope) -> bool:
    """A name that some branch leaves None, or that a parameter gives."""
    if not isinstance(test, ast.Name):
        return False
    return any(
        binding.kind is not BindingKind.ASSIGNMENT or (isinstance(binding.node, ast.Constant) and binding.node.value is None)
        for binding in scope.lookup(test.id)
    )


def _second_reads(name: str, uses: list[ast.Name], scope: Scope, reading: Reading) -> Iterator[SecondRead]:
    """Two reads of one result, the first of which always comes before the second."""
    reading_it = [(use, method) for use in uses if (method := _consumption(use, reading))]
    if len(reading_it) < 2:
        return  # what the name stands for takes longer to find out
    consumed: list[tuple[ast.Name, str]] = []
    for use, method in sorted(reading_it, key=lambda each: (each[0].lineno, each[0].col_offset)):
        value = reading.values.of(use, scope)
        if not isinstance(value, ResultValue):
            continue
        for first, first_method in consumed:
            earlier = reading.values.of(first, scope)
            if earlier != value or first_method in _REPEATABLE or method in _REPEATABLE:
                continue
            one, other = block_path(first, reading.module), block_path(use, reading.module)
            if one == other[: len(one)] and not are_exclusive(one, other):
                span = reading.source.span(use)
                yield SecondRead(span, name, method, first_method, first.lineno)
                return
        consumed.append((use, method))


def _consumption(use: ast.Name, reading: Reading) -> str:
    """The method by which this mention of a result reads it, or `for`."""
    node: ast.AST = use
    parent = reading.module.parents.get(node)
    while isinstance(parent, ast.Attribute):
        call = reading.module.parents.get(parent)
        if not isinstance(call, ast.Call) or call.func is not parent:
            return ""
        if parent.attr in vocabulary.CONSUMING:
            return parent.attr
        if parent.attr not in vocabulary.RESHAPING:
            return ""
        node, parent = call, reading.module.parents.get(call)
    if isinstance(parent, (ast.For, ast.AsyncFor, ast.comprehension)) and parent.iter is node:
        return "for"
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in _COLLECTING:
        return "for"
    return ""
