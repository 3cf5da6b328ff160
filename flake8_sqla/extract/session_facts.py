"""The facts about statements at work: sessions in use, coroutines, tasks, results. One entry for the table of extractors."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.attribute_names import named_attributes, relationship_uses
from flake8_sqla.extract.boolean_clauses import boolean_clause
from flake8_sqla.extract.closed_results import closed_result
from flake8_sqla.extract.column_misuse import array_method, column_as_value, columns_in_text
from flake8_sqla.extract.coroutines import coroutine_facts, plain_with
from flake8_sqla.extract.eager_loads import eager_loads, loads_in_list, repeated_rows
from flake8_sqla.extract.exposed_errors import exposed_errors
from flake8_sqla.extract.fixtures import plain_fixtures
from flake8_sqla.extract.handed_reads import handed_reads
from flake8_sqla.extract.hard_deletes import hard_delete
from flake8_sqla.extract.in_place_changes import in_place_changes
from flake8_sqla.extract.interpolation import interpolated_sql
from flake8_sqla.extract.query_returns import query_returns
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.relationship_reads import relationship_reads
from flake8_sqla.extract.result_uses import result_call_facts, result_facts
from flake8_sqla.extract.session_arguments import wrong_argument
from flake8_sqla.extract.session_use import session_uses
from flake8_sqla.extract.sessions import session_options
from flake8_sqla.extract.statement_misuse import statement_as_result
from flake8_sqla.extract.statement_operands import compared_statements, statement_operands
from flake8_sqla.extract.tasks import shared_sessions
from flake8_sqla.syntax.scopes import Scope


_OF_CALL = (boolean_clause, session_options, statement_as_result, wrong_argument, column_as_value, array_method)
#: What is said of the program's own work only: those who read it are silent about tests and migrations.
_OF_CALL_AT_WORK = (*_OF_CALL, interpolated_sql, hard_delete)


def facts_of_call(node: ast.Call, name: str, scope: Scope, reading: Reading, at_work: bool) -> Iterator[object]:
    """What one call says of sessions, coroutines and conditions. `at_work`: the file is no test and no migration."""
    for extractor in _OF_CALL_AT_WORK if at_work else _OF_CALL:
        fact = extractor(node, name, scope, reading)
        if fact is not None:
            yield fact
    if isinstance(node.func, ast.Attribute) and node.func.attr == "begin":
        from flake8_sqla.extract.connection_begins import forestalled_begin

        yield from forestalled_begin(node, scope, reading)
    result = closed_result(node, scope, reading)
    if result is not None:
        yield result
    yield from result_call_facts(node, scope, reading)
    yield from named_attributes(node, name, scope, reading)
    yield from eager_loads(node, scope, reading)
    yield from loads_in_list(node, name, reading)
    yield from repeated_rows(node, scope, reading)
    yield from coroutine_facts(node, scope, reading)
    yield from shared_sessions(node, name, scope, reading)
    yield from statement_operands(node, name, scope, reading)


def facts_of_file(reading: Reading, at_work: bool) -> Iterator[object]:
    """What the functions of the file do with their sessions. `at_work`: the file is no test and no migration."""
    yield from session_uses(reading)
    yield from plain_with(reading)
    yield from plain_fixtures(reading)
    yield from result_facts(reading)
    yield from relationship_uses(reading)
    yield from in_place_changes(reading)
    yield from columns_in_text(reading)
    yield from compared_statements(reading)
    if at_work:
        yield from exposed_errors(reading)
        yield from relationship_reads(reading)
        yield from handed_reads(reading)
        yield from query_returns(reading)
