"""Reads of a single row: those that do not notice a second one, and those that insist on one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.givers import Function
from flake8_sqla.extract.kinds import ListValue, ResultValue, SessionValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import single_model
from flake8_sqla.extract.routes import route_of
from flake8_sqla.facts.single_rows import LooseSingleRow, StrictSingleRow
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import sessions as vocabulary

_STRICT = frozenset({"one", "scalar_one", "get_one"})
#: Steps of a statement that say which of several rows is wanted, or that there are not several.
_CHOOSING = frozenset("order_by limit fetch slice distinct group_by from_statement".split())
#: What catches the NoResultFound that such a method raises.
_CATCHING = frozenset(
    "NoResultFound InvalidRequestError SQLAlchemyError MultipleResultsFound Exception BaseException".split()
)
_ENDING = frozenset("abort fail exit _exit".split())


def single_rows(reading: Reading) -> Iterator[LooseSingleRow | StrictSingleRow]:
    """Every such read of the file."""
    for node, scope in reading.module.nodes[ast.Subscript]:
        if isinstance(node.slice, ast.Constant) and node.slice.value == 0 and isinstance(node.slice.value, int):
            yield from _indexed(node.value, scope, reading)
    for comparison, scope in reading.module.nodes[ast.Compare]:
        yield from _counted(comparison, scope, reading)
    handled = _handled_by_the_application(reading)
    for call, scope in reading.module.nodes[ast.Call]:
        if not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr == "first" and not call.args:
            yield from _raised(call, call.func, scope, reading)
        elif call.func.attr in _STRICT and not handled:
            yield from _strict(call, call.func, scope, reading)


# -- loosely


def _indexed(node: ast.expr, scope: Scope, reading: Reading) -> Iterator[LooseSingleRow]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in vocabulary.LIST_READS:
        if isinstance(reading.values.of(node, scope), ListValue):
            yield LooseSingleRow(reading.source.attribute_span(node.func), "index", node.func.attr)


def _counted(node: ast.Compare, scope: Scope, reading: Reading) -> Iterator[LooseSingleRow]:
    """`if len(rows) != 1: raise …` where the rows are those of a result."""
    match node:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name() as rows]), ops=[ast.NotEq()], comparators=[ast.Constant(value=1)]
        ):
            condition = reading.module.parents.get(node)
            if isinstance(condition, ast.If) and condition.test is node and _ends(condition.body) and _is_read(rows, scope, reading):
                yield LooseSingleRow(reading.source.span(node), "counted", "len")
        case _:
            pass


def _is_read(rows: ast.Name, scope: Scope, reading: Reading) -> bool:
    """Whether a name is bound once, to what `.all()` gives."""
    bindings = scope.lookup(rows.id)
    value = bindings[0].node if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT else None
    while isinstance(value, ast.Await):
        value = value.value
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in vocabulary.LIST_READS
        and isinstance(reading.values.of(value, bindings[0].scope), ListValue)
    )


def _raised(node: ast.Call, method: ast.Attribute, scope: Scope, reading: Reading) -> Iterator[LooseSingleRow]:
    """`row = ….first()`, and the next thing said is that there has to be one."""
    receiver = reading.values.of(method.value, scope)
    statement = receiver.statement if isinstance(receiver, ResultValue) else receiver
    if not isinstance(statement, StatementValue) or not statement.complete or statement.mixed or statement.root not in ("select", "query"):
        return
    if any(step.method.attr in _CHOOSING for step in statement.steps) or not _is_required(node, reading):
        return
    yield LooseSingleRow(reading.source.attribute_span(method), "raised", "first")


def _is_required(node: ast.AST, reading: Reading) -> bool:
    """Whether the statement after the assignment, or the one around a walrus, ends the function where the name holds nothing."""
    parents = reading.module.parents
    value, parent = node, parents.get(node)
    while isinstance(parent, ast.Await):
        value, parent = parent, parents.get(parent)
    if isinstance(parent, ast.NamedExpr):
        condition: ast.AST | None = parents.get(parent)
        while isinstance(condition, (ast.UnaryOp, ast.Compare)):
            condition = parents.get(condition)
        return isinstance(condition, ast.If) and _is_absence(condition.test, parent.target.id) and _ends(condition.body)
    if not isinstance(parent, ast.Assign) or parent.value is not value or not isinstance(parent.targets[0], ast.Name):
        return False
    following = _next_statement(parent, reading)
    return isinstance(following, ast.If) and _is_absence(following.test, parent.targets[0].id) and _ends(following.body)


def _next_statement(node: ast.stmt, reading: Reading) -> ast.stmt | None:
    parent = reading.module.parents.get(node)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and node in block:
            place = block.index(node) + 1
            return block[place] if place < len(block) else None
    return None


def _is_absence(test: ast.expr, name: str) -> bool:
    """`not row`, `row is None`, also of a walrus."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=tested):
            pass
        case ast.Compare(left=tested, ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]):
            pass
        case _:
            return False
    tested = tested.target if isinstance(tested, ast.NamedExpr) else tested
    return isinstance(tested, ast.Name) and tested.id == name


def _ends(body: list[ast.stmt]) -> bool:
    """Whether a block raises, or calls what does."""
    for statement in body:
        if isinstance(statement, ast.Raise):
            return True
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            function = statement.value.func
            if (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in _ENDING:
                return True
    return False


# -- strictly


def _strict(node: ast.Call, method: ast.Attribute, scope: Scope, reading: Reading) -> Iterator[StrictSingleRow]:
    function = reading.module.enclosing_function(node)
    if function is None:
        return
    route, optional = route_of(function), _may_give_none(function, reading)
    if not (route or optional) or not _may_find_nothing(method, scope, reading) or _is_caught(node, reading):
        return
    if not route and _gives_a_value(method, scope, reading):
        return
    yield StrictSingleRow(reading.source.attribute_span(method), method.attr, function.name, optional, route)


def _may_find_nothing(method: ast.Attribute, scope: Scope, reading: Reading) -> bool:
    """Whether the statement is a select that is no aggregate: those give one row always, and RETURNING what was written."""
    receiver = reading.values.of(method.value, scope)
    if isinstance(receiver, SessionValue):
        return method.attr == "get_one"
    statement = receiver.statement if isinstance(receiver, ResultValue) else receiver
    if method.attr == "get_one" or not isinstance(statement, StatementValue) or statement.root not in ("select", "query"):
        return False
    if statement.call is None:
        return True
    return not any(
        isinstance(part, ast.Attribute) and part.attr in ("func", "exists") or isinstance(part, ast.Name) and part.id in ("func", "exists")
        for column in statement.call.args
        for part in walk(column)
    )


def _gives_a_value(method: ast.Attribute, scope: Scope, reading: Reading) -> bool:
    """Whether it is a column that is read: of a row that is there it may be NULL, and the None that is promised is that."""
    result = reading.values.of(method.value, scope)
    if not isinstance(result, ResultValue) or (method.attr == "one" and result.shape != "scalars"):
        return False
    return not single_model(result.statement, reading.names)


def _may_give_none(function: Function, reading: Reading) -> bool:
    """Whether None is written into the return annotation."""
    if function.returns is None:
        return False
    scope = reading.module.scopes[function].parent or reading.module.scope
    whole = function.returns
    if isinstance(whole, ast.Constant) and isinstance(whole.value, str):
        return "None" in whole.value or whole.value.startswith("Optional[")
    if isinstance(whole, ast.Subscript) and reading.names.resolve(whole.value, scope) == "typing.Optional":
        return True
    parts = [whole]
    while parts:
        part = parts.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitOr):
            parts += [part.left, part.right]
        elif isinstance(part, ast.Constant) and part.value is None and part is not whole:
            return True
    return False


def _is_caught(node: ast.AST, reading: Reading) -> bool:
    """Whether a `try` or `suppress` around it is ready for there being no row."""
    child, parent = node, reading.module.parents.get(node)
    while parent is not None and not isinstance(child, FunctionNode):
        if isinstance(parent, ast.Try) and child in parent.body:
            if any(handler.type is None or _names_any(handler.type, _CATCHING) for handler in parent.handlers):
                return True
        if isinstance(parent, (ast.With, ast.AsyncWith)) and any(_names_any(item.context_expr, _CATCHING) for item in parent.items):
            return True
        child, parent = parent, reading.module.parents.get(parent)
    return False


def _names_any(node: ast.expr, names: frozenset[str]) -> bool:
    return any(
        (isinstance(part, ast.Name) and part.id in names) or (isinstance(part, ast.Attribute) and part.attr in names) for part in walk(node)
    )


def _handled_by_the_application(reading: Reading) -> bool:
    """`@app.exception_handler(NoResultFound)`, `app.add_exception_handler(…)`, Flask's `errorhandler`."""
    for node, _ in reading.module.nodes[ast.Call]:
        if isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr in ("exception_handler", "add_exception_handler", "errorhandler", "register_error_handler"):
                if _names_any(node.args[0], _CATCHING):
                    return True
    return False
