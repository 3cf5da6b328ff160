"""Selects that are read as if a key singled their row out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import ResultValue, SessionValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import single_model
from flake8_sqla.facts.single_rows import UniqueLookup
from flake8_sqla.syntax.scopes import FunctionNode, Scope

_METHODS = frozenset({"one", "one_or_none", "scalar_one", "scalar_one_or_none"})
_CONDITIONS = frozenset({"where", "filter", "filter_by"})
_COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match)
#: Steps that change nothing about how many rows come.
_NEUTRAL = frozenset({"options", "execution_options", "with_for_update", "populate_existing"})


def unique_lookups(reading: Reading) -> Iterator[UniqueLookup]:
    """Every such read whose conditions are all understood."""
    for node, scope in reading.module.nodes[ast.Call]:
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and not node.args:
            statement = _statement(node.func.value, scope, reading)
            model = single_model(statement, reading.names)
            attributes = _compared(statement, model, reading) if statement is not None and model else ()
            if attributes and statement is not None and not _has_alternatives(statement, node, reading):
                yield UniqueLookup(reading.source.attribute_span(node.func), node.func.attr, model, attributes)


def is_read_as_one(statement: StatementValue, reading: Reading) -> bool:
    """Whether the file reads a statement by a method that raises where there is more than one row (and no more than one entity)."""
    if statement.call is None:
        return False
    for node, scope in reading.module.nodes[ast.Call]:
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and not node.args:
            read = _statement(node.func.value, scope, reading)
            if read is not None and read.call is statement.call:
                return True
    return False


def _statement(node: ast.expr, scope: Scope, reading: Reading) -> StatementValue | None:
    value = reading.values.of(node, scope)
    if isinstance(value, ResultValue):
        value = value.statement
    if isinstance(value, SessionValue) or not isinstance(value, StatementValue):
        return None
    return value if value.complete and not value.mixed and value.root in ("select", "query") else None


def _has_alternatives(statement: StatementValue, read: ast.AST, reading: Reading) -> bool:
    """Whether some step stands in a branch or loop that the read does not stand in: then what was compared depends."""
    around = set(_compounds(read, reading))
    return any(not around.issuperset(_compounds(step.call, reading)) for step in statement.steps)


def _compounds(node: ast.AST, reading: Reading) -> Iterator[ast.AST]:
    parent = reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, FunctionNode):
        if isinstance(parent, _COMPOUND):
            yield parent
        parent = reading.module.parents.get(parent)


def _is_flag(node: ast.expr, scope: Scope, reading: Reading) -> bool:
    """Whether a column is compared with true or false: one row may be the default one, and no key says so."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool)
    return isinstance(node, ast.Call) and reading.names.resolve(node.func, scope) in ("sqlalchemy.true", "sqlalchemy.false")


def _compared(statement: StatementValue, model: str, reading: Reading) -> tuple[str, ...]:
    """The attributes compared; nothing where any condition is another, or a step may narrow the rows."""
    found: list[str] = []
    for step in statement.steps:
        if step.method.attr in _NEUTRAL:
            continue
        if step.method.attr not in _CONDITIONS:
            return ()
        for keyword in step.call.keywords:
            if keyword.arg is None or step.method.attr != "filter_by" or _is_flag(keyword.value, step.scope, reading):
                return ()
            found.append(keyword.arg)
        for argument in step.call.args:
            match argument:
                case ast.Compare(left=ast.Attribute(value=owner, attr=attribute), ops=[ast.Eq()], comparators=[value]) if (
                    reading.names.resolve(owner, step.scope) == model and not _is_flag(value, step.scope, reading)
                ):
                    found.append(attribute)
                case _:
                    return ()
    return tuple(found)
