"""The facts about a file's functions at work: sessions in use, results, relationships. What only some files need is loaded for those."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.attribute_names import relationship_uses
from flake8_sqla.extract.reading import Reading
from flake8_sqla.vocabulary.sessions import SESSION_METHODS


def facts_of_file(reading: Reading, at_work: bool) -> Iterator[object]:
    """What the functions of the file do with their sessions. `at_work`: the file is no test and no migration."""
    nodes = reading.module.nodes
    if _may_hold_sessions(reading):
        from flake8_sqla.extract.coroutines import plain_with
        from flake8_sqla.extract.in_place_changes import in_place_changes
        from flake8_sqla.extract.result_uses import result_facts
        from flake8_sqla.extract.session_use import session_uses

        for of_file in (session_uses, plain_with, result_facts, in_place_changes):
            yield from of_file(reading)
    if nodes[ast.AsyncFunctionDef] and "fixture" in reading.source.text:
        from flake8_sqla.extract.fixtures import plain_fixtures

        yield from plain_fixtures(reading)
    yield from relationship_uses(reading)
    if nodes[ast.JoinedStr]:
        from flake8_sqla.extract.column_misuse import columns_in_text

        yield from columns_in_text(reading)
    if nodes[ast.Compare]:
        from flake8_sqla.extract.statement_operands import compared_statements

        yield from compared_statements(reading)
    if at_work:
        yield from _at_work(reading)


def _may_hold_sessions(reading: Reading) -> bool:
    """Whether there may be sessions or connections: most migrations execute something, but by `op`, which is neither."""
    if "ession" in reading.source.text:
        return True
    if reading.module.attribute_names.isdisjoint(SESSION_METHODS):
        return False
    asked = (node for node, _ in reading.module.nodes[ast.Attribute] if node.attr in SESSION_METHODS)
    return any(not isinstance(node.value, ast.Name) or node.value.id != "op" for node in asked)


def _at_work(reading: Reading) -> Iterator[object]:
    from flake8_sqla.extract.handed_reads import handed_reads
    from flake8_sqla.extract.query_returns import query_returns
    from flake8_sqla.extract.relationship_reads import relationship_reads

    if reading.module.nodes[ast.ExceptHandler]:
        from flake8_sqla.extract.exposed_errors import exposed_errors

        yield from exposed_errors(reading)
    for of_file in (relationship_reads, handed_reads, query_returns):
        yield from of_file(reading)
