"""Statements and legacy queries: chains of calls as ordered steps, and what becomes of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from flake8_sqla.extract.evidence import is_model_query
from flake8_sqla.extract.kinds import ConnectionValue, SessionValue, StatementValue
from flake8_sqla.extract.reaching import block_path
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Constant, Reference
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.statements import BulkDelete, LegacyQuery, Statement, Step, TextExecution, Use
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary import orm

#: What a step may stand in and not happen.
_FORKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.ExceptHandler, ast.match_case)
_EXECUTION_KEYWORDS = frozenset({"params", "parameters", "statement", "execution_options", "bind_arguments"})


def statement(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Statement | None:
    """The statement that a call completes: the outermost call of its chain, or the call that executes a statement.

    A chain is a fact of its own where it ends; a statement kept in a name is one again where it is executed.
    """
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if method in orm.EXECUTING_METHODS and node.args:
        return _executed(node, scope, reading)
    if method in orm.QUERY_EXECUTIONS:
        ended = _query_ended(node, scope, reading)
        if ended is not None:
            return ended
    adds = method in orm.GENERATIVE_METHODS or method in orm.TABLE_STATEMENT_METHODS
    if not adds and method != "query" and name not in orm.STATEMENT_FUNCTIONS:
        return None
    value = reading.values.of(node, scope)
    if not isinstance(value, StatementValue) or _continues(node, reading):
        return None
    if name and not adds and value.call is not node:
        return None
    use = Use.DISCARDED if isinstance(reading.module.parents.get(node), ast.Expr) and not _is_meant_to_raise(node, reading) else Use.OTHER
    return _fact(node, value, use, reading)


def bulk_deletes(statements: Iterable[Statement]) -> Iterator[BulkDelete]:
    """The deletes of mapped classes among the statements of a file."""
    found = [
        (made.span, made.entities[0].value.name)
        for made in statements
        if made.root == "delete" and len(made.entities) == 1 and isinstance(made.entities[0].value, Reference)
    ]
    for span, name in found:
        yield BulkDelete(span, name, frozenset(other.rpartition(".")[2] for _, other in found if other != name))


def _is_in_while(node: ast.AST, reading: Reading) -> bool:
    parent = reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, FunctionNode):
        if isinstance(parent, ast.While):
            return True
        parent = reading.module.parents.get(parent)
    return False


def _is_meant_to_raise(node: ast.AST, reading: Reading) -> bool:
    """Whether a test expects the statement to raise: `with pytest.raises(…):`, `with expect_warnings(…):`."""
    parent = reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, (*FunctionNode, ast.ClassDef)):
        if isinstance(parent, (ast.With, ast.AsyncWith)) and any(
            word in spelled(item.context_expr).lower() for item in parent.items for word in ("raises", "warn")
        ):
            return True
        parent = reading.module.parents.get(parent)
    return False


def _continues(node: ast.Call, reading: Reading) -> bool:
    """Whether another method is called on this one's value: then the outer call is the fact."""
    parent = reading.module.parents.get(node)
    if not isinstance(parent, ast.Attribute) or (parent.attr not in orm.GENERATIVE_METHODS and parent.attr not in orm.QUERY_ENDINGS):
        return False
    return isinstance(reading.module.parents.get(parent), ast.Call)


def _executed(node: ast.Call, scope: Scope, reading: Reading) -> Statement | None:
    value = reading.values.of(node.args[0], scope)
    if not isinstance(value, StatementValue) or value.root == "query":
        return None
    parameters = len(node.args) > 1 or any(keyword.arg in ("params", "parameters", None) for keyword in node.keywords)
    emptying = value.root == "delete" and _empties(node, reading)
    return _fact(node.args[0], value, Use.EXECUTED, reading, parameters, emptying, _is_unpacked(node, reading))


def _empties(node: ast.Call, reading: Reading) -> bool:
    from flake8_sqla.extract.emptying import empties

    return empties(node, reading)


def _is_unpacked(node: ast.AST, reading: Reading) -> bool:
    """Whether the rows of what a call gives are taken apart at once: by a loop, a comprehension or an assignment."""
    parent = reading.module.parents.get(node)
    while isinstance(parent, (ast.Call, ast.Attribute, ast.Await)):
        node, parent = parent, reading.module.parents.get(parent)
    targets = parent.targets if isinstance(parent, ast.Assign) else [getattr(parent, "target", None)]
    return any(isinstance(target, (ast.Tuple, ast.List)) for target in targets)


def _query_ended(node: ast.Call, scope: Scope, reading: Reading) -> Statement | None:
    """A legacy query that is run: `query.all()`, or `query.delete()` and `query.update(…)`, which are DML."""
    assert isinstance(node.func, ast.Attribute)
    value = reading.values.of(node.func.value, scope)
    if not isinstance(value, StatementValue) or value.root != "query":
        return None
    found = _fact(node, value, Use.EXECUTED, reading)
    root = node.func.attr if node.func.attr in ("delete", "update") else "query"
    emptying = root == "delete" and _empties(node, reading)
    return replace(found, span=reading.source.attribute_span(node.func), root=root, ending=node.func.attr, emptying=emptying)


def _fact(
    node: ast.expr,
    value: StatementValue,
    use: Use,
    reading: Reading,
    parameters: bool = False,
    emptying: bool = False,
    unpacked: bool = False,
) -> Statement:
    place, arguments = reading.source.attribute_span, reading.arguments
    steps = [
        Step(place(step.method), step.method.attr, arguments(step.call, step.scope), _is_conditional(step.call, node, reading))
        for step in value.steps
    ]
    links = {step.call for step in value.steps}
    own, begun_here = 0, False
    inner: ast.AST = node
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
        own += inner in links
        begun_here = begun_here or inner is value.call
        inner = inner.func.value
    begun_here = begun_here or inner is value.call or (value.call is None and isinstance(inner, ast.Attribute) and inner.attr == "query")
    entities = arguments(value.call, value.scope) if value.call is not None and value.scope is not None else ()
    span = reading.source.span(node)
    if use is Use.DISCARDED and value.steps and value.steps[-1].call is node:
        span = reading.source.attribute_span(value.steps[-1].method)
    elif isinstance(node, ast.Name) and value.call is not None:
        span = reading.source.callee_span(value.call)
    in_while = use is Use.EXECUTED and _is_in_while(node, reading)
    made, known, mixed = tuple(steps), value.complete, value.mixed
    return Statement(
        span, value.root, entities, made, use, known, own, parameters, begun_here, "", mixed, in_while, emptying, unpacked
    )


def _is_conditional(step: ast.Call, end: ast.expr, reading: Reading) -> bool:
    """Whether a step may be left out on the way to the end of its chain."""
    if end.lineno <= step.lineno and (step.end_lineno or 0) <= (end.end_lineno or 0):
        return False  # a link of the chain itself
    place = block_path(end, reading.module)
    if any(isinstance(part, _FORKS) and (part, name) not in place for part, name in block_path(step, reading.module)):
        return True
    parent = reading.module.parents.get(step)
    while parent is not None and not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.IfExp):
            return True
        parent = reading.module.parents.get(parent)
    return False


def text_execution(node: ast.Call, name: str, scope: Scope, reading: Reading) -> TextExecution | None:
    """Constant SQL text that a session or connection executes."""
    assert isinstance(node.func, ast.Attribute)
    argument = node.args[0]
    if isinstance(argument, ast.Name):
        argument = _text_of(argument, scope, reading) or argument
    if isinstance(argument, ast.Call):
        if reading.names.resolve(argument.func, scope) != "sqlalchemy.text" or not argument.args:
            return None
        argument = argument.args[0]
    elif not isinstance(reading.values.of(node.func.value, scope), (SessionValue, ConnectionValue)):
        return None
    expression = reading.expression(argument, scope)
    if not isinstance(expression, Constant) or not isinstance(expression.value, str):
        return None
    # What reads SQL is loaded where there is some.
    from flake8_sqla.sql.binds import BIND
    from flake8_sqla.sql.reader import read_sql
    from flake8_sqla.sql.statements import SqlComplaint

    takes_binds = node.func.attr != "exec_driver_sql"
    found = read_sql(expression.value, takes_binds)
    binds = tuple(dict.fromkeys(BIND.findall(expression.value))) if takes_binds else ()
    if isinstance(found, SqlComplaint):
        return TextExecution(expression.span, expression.value, (), found.message, _parameters(node, scope, reading), binds)
    operations = tuple(operation for part in found for operation in part.operations)
    parameters = _parameters(node, scope, reading)
    return TextExecution(expression.span, expression.value, operations, None, parameters, binds, _empties(node, reading))


def _text_of(name: ast.Name, scope: Scope, reading: Reading) -> ast.Call | None:
    """`statement = text("…")`, where that is the only value of the name."""
    bindings = scope.lookup(name.id)
    bound = bindings[0].node if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT else None
    if isinstance(bound, ast.Call) and reading.names.resolve(bound.func, bindings[0].scope) == "sqlalchemy.text":
        return bound
    return None


def _parameters(node: ast.Call, scope: Scope, reading: Reading) -> tuple[str, ...] | Unknown:
    """The keys of the dict a text is executed with."""
    named = next((keyword.value for keyword in node.keywords if keyword.arg in ("params", "parameters")), None)
    given: ast.AST | None = node.args[1] if len(node.args) > 1 else named
    others = any(each.arg not in _EXECUTION_KEYWORDS for each in node.keywords)
    if others or any(isinstance(argument, ast.Starred) for argument in node.args):
        return UNKNOWN  # `execute(text, x=1)` was how 1.x took them
    if given is None:
        return ()
    if isinstance(given, ast.Name):
        given = _untouched_dictionary(given, scope, reading)
    if isinstance(given, ast.List) and given.elts:
        several = [_keys(each, scope, reading) for each in given.elts]
        known = [keys for keys in several if keys is not UNKNOWN]
        return tuple(key for key in known[0] if all(key in keys for keys in known)) if len(known) == len(several) else UNKNOWN
    return _keys(given, scope, reading)


def _keys(given: ast.AST | None, scope: Scope, reading: Reading) -> tuple[str, ...] | Unknown:
    """The keys of `{"x": 1}` or `dict(x=1)`."""
    if isinstance(given, ast.Call) and not given.args and reading.names.resolve(given.func, scope) == "builtins.dict":
        names = [keyword.arg for keyword in given.keywords]
        return tuple(name for name in names if name) if None not in names else UNKNOWN
    if not isinstance(given, ast.Dict):
        return UNKNOWN
    keys = [reading.text(key, scope) if key is not None else UNKNOWN for key in given.keys]
    return tuple(key for key in keys if isinstance(key, str)) if all(isinstance(key, str) for key in keys) else UNKNOWN


def _untouched_dictionary(name: ast.Name, scope: Scope, reading: Reading) -> ast.AST | None:
    """The value of a name of this function that is bound once and has no other use than this one."""
    bindings = scope.lookup(name.id)
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not bindings[0].scope.is_function:
        return None
    uses = [each for each in reading.module.mentions(name.id, bindings[0].scope.node) if isinstance(each, ast.Name)]
    return bindings[0].node if sum(isinstance(use.ctx, ast.Load) for use in uses) == 1 else None


def model_queries(reading: Reading) -> Iterator[LegacyQuery]:
    """`Model.query`, with a method of the 1.x query behind it."""
    for node, scope in reading.module.nodes[ast.Attribute] if "query" in reading.module.attribute_names else ():
        if node.attr == "query" and is_model_query(node, scope, reading.module, reading.names, reading.neighbours):
            yield LegacyQuery(reading.source.attribute_span(node), "model", spelled(node.value))


def legacy_query(node: ast.Call, name: str, scope: Scope, reading: Reading) -> LegacyQuery | None:
    """`session.query(…)`, `session.query_property()`: a use of the 1.x query API."""
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr == "query":
        value = reading.values.of(node, scope)
        if isinstance(value, StatementValue) and value.root == "query" and value.call is node:
            return LegacyQuery(reading.source.attribute_span(node.func), "session", _short(node.func.value))
    else:
        receiver = reading.values.of(node.func.value, scope)
        if isinstance(receiver, SessionValue) and receiver.scoped:
            return LegacyQuery(reading.source.attribute_span(node.func), "property", _short(node.func.value))
    return None


def _short(node: ast.expr) -> str:
    """A receiver as a message may quote it."""
    text = spelled(node)
    return text if len(text) <= 40 else "session"
