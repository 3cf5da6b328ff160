"""The facts about a file's functions at work: sessions in use, results, relationships."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.attribute_names import relationship_uses
from flake8_sqla.extract.coroutines import plain_with
from flake8_sqla.extract.exposed_errors import exposed_errors
from flake8_sqla.extract.fixtures import plain_fixtures
from flake8_sqla.extract.handed_reads import handed_reads
from flake8_sqla.extract.in_place_changes import in_place_changes
from flake8_sqla.extract.query_returns import query_returns
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.relationship_reads import relationship_reads
from flake8_sqla.extract.result_uses import result_facts
from flake8_sqla.extract.session_use import session_uses
from flake8_sqla.extract.statement_operands import compared_statements


def facts_of_file(reading: Reading, at_work: bool) -> Iterator[object]:
    """What the functions of the file do with their sessions. `at_work`: the file is no test and no migration."""
    yield from session_uses(reading)
    yield from plain_with(reading)
    yield from plain_fixtures(reading)
    yield from result_facts(reading)
    yield from relationship_uses(reading)
    yield from in_place_changes(reading)
    if reading.module.nodes[ast.JoinedStr]:
        from flake8_sqla.extract.column_misuse import columns_in_text

        yield from columns_in_text(reading)
    yield from compared_statements(reading)
    if at_work:
        yield from exposed_errors(reading)
        yield from relationship_reads(reading)
        yield from handed_reads(reading)
        yield from query_returns(reading)
