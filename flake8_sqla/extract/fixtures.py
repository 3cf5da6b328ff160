"""Fixtures of pytest that give sessions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract import givers
from flake8_sqla.extract.kinds import SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.coroutines import PlainAsyncFixture

_PLAIN = frozenset({"pytest.fixture", "pytest.yield_fixture"})


def plain_fixtures(reading: Reading) -> Iterator[PlainAsyncFixture]:
    """Asynchronous functions that pytest's own `fixture` decorates, where they give an asynchronous session.

    anyio's plugin runs those: where a file speaks of anyio, there is nothing to say.
    """
    for node, scope in reading.module.nodes[ast.AsyncFunctionDef]:
        if not any(reading.names.resolve(each, scope) in _PLAIN for each in givers.decorators(node)):
            continue
        inside = reading.module.scopes[node]
        given = [*givers.yielded(node, reading.module), *givers.returned(node, reading.module)]
        values = [reading.values.of(each, inside) for each in given]
        if any(isinstance(value, SessionValue) and value.asynchronous for value in values) and not _speaks_of_anyio(reading):
            yield PlainAsyncFixture(reading.source.span(node), node.name)


def _speaks_of_anyio(reading: Reading) -> bool:
    return any("anyio" in line for line in reading.source.lines)
