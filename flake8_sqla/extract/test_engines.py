"""Engines in tests: made by a test, left behind by a fixture, or the application's."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract import givers
from flake8_sqla.extract.engines import engine_creation
from flake8_sqla.extract.givers import Function
from flake8_sqla.extract.kinds import EngineValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.engines import DatabaseUrl
from flake8_sqla.facts.test_engines import TestEngine
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary import sessions as vocabulary

_CLEANING = frozenset({"drop_all", "dispose", "drop_database", "downgrade", "aclose", "rmtree", "unlink"})


def test_engines(reading: Reading) -> Iterator[TestEngine]:
    """Of a file of tests: imports first, then what is made."""
    for name, bindings in reading.module.scope.bindings.items():
        if len(bindings) == 1 and bindings[0].kind is BindingKind.IMPORT_FROM and isinstance(bindings[0].node, ast.alias):
            if isinstance(reading.neighbours.value_of(bindings[0].module), EngineValue):
                yield TestEngine(reading.source.span(bindings[0].node), "borrowed", name)
    for node, scope in reading.module.nodes[ast.Call]:
        name = reading.names.resolve(node.func, scope)
        function = reading.module.enclosing_function(node) if name in orm.ENGINE_FUNCTIONS else None
        if function is None:
            continue
        if _is_test(function):
            yield TestEngine(reading.source.span(node), "test", function.name)
        elif _is_fixture(function, reading) and _leaves_tables(function):
            made = engine_creation(node, name, scope, reading)
            if not isinstance(made.url, DatabaseUrl) or not made.url.memory:
                yield TestEngine(reading.source.span(node), "left", function.name)


def _is_test(function: Function) -> bool:
    return function.name.startswith("test_") and not any(
        getattr(part, "attr", getattr(part, "id", "")) == "fixture" for part in givers.decorators(function)
    )


def _is_fixture(function: Function, reading: Reading) -> bool:
    scope = reading.module.scopes[function].parent or reading.module.scope
    return any(reading.names.resolve(each, scope) in vocabulary.FIXTURE_DECORATORS for each in givers.decorators(function))


def _leaves_tables(function: Function) -> bool:
    """Whether a fixture makes tables, and nothing in it takes them away, deletes the file or closes the engine."""
    attributes = {part.attr for part in walk(function) if isinstance(part, ast.Attribute)}
    handed_on = any(isinstance(part, FunctionNode) for part in walk(function) if part is not function)
    return "create_all" in attributes and not attributes & _CLEANING and not handed_on
