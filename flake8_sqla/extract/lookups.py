"""Selects that are read as if a key singled their row out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import ResultValue, SessionValue, StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import single_model
from flake8_sqla.facts.single_rows import UniqueLookup
from flake8_sqla.syntax.scopes import Scope

_METHODS = frozenset({"one", "one_or_none", "scalar_one", "scalar_one_or_none"})
_CONDITIONS = frozenset({"where", "filter", "filter_by"})
#: Steps that change nothing about how many rows come.
_NEUTRAL = frozenset({"options", "execution_options", "with_for_update", "populate_existing"})


def unique_lookups(reading: Reading) -> Iterator[UniqueLookup]:
    """Every such read whose conditions are all understood."""
    for node, scope in reading.module.nodes[ast.Call]:
        assert isinstance(node, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and not node.args:
            statement = _statement(node.func.value, scope, reading)
            model = single_model(statement, reading.names)
            attributes = _compared(statement, model, reading) if statement is not None and model else ()
            if attributes:
                yield UniqueLookup(reading.source.attribute_span(node.func), node.func.attr, model, attributes)


def _statement(node: ast.expr, scope: Scope, reading: Reading) -> StatementValue | None:
    value = reading.values.of(node, scope)
    if isinstance(value, ResultValue):
        value = value.statement
    if isinstance(value, SessionValue) or not isinstance(value, StatementValue):
        return None
    return value if value.complete and not value.mixed and value.root in ("select", "query") else None


def _compared(statement: StatementValue, model: str, reading: Reading) -> tuple[str, ...]:
    """The attributes compared; nothing where any condition is another, or a step may narrow the rows."""
    found: list[str] = []
    for step in statement.steps:
        if step.method.attr in _NEUTRAL:
            continue
        if step.method.attr not in _CONDITIONS:
            return ()
        for keyword in step.call.keywords:
            if keyword.arg is None or step.method.attr != "filter_by":
                return ()
            found.append(keyword.arg)
        for argument in step.call.args:
            match argument:
                case ast.Compare(left=ast.Attribute(value=owner, attr=attribute), ops=[ast.Eq()]) if (
                    reading.names.resolve(owner, step.scope) == model
                ):
                    found.append(attribute)
                case _:
                    return ()
    return tuple(found)
