"""One file to its facts: the one walk, then a table of extractors by what they look at."""

from __future__ import annotations

import ast

from flake8_sqla.extract.behaviours import behaviours
from flake8_sqla.extract.call_readers import facts_of_calls
from flake8_sqla.extract.calls import api_decorator, imports
from flake8_sqla.extract.filters import filters
from flake8_sqla.extract.models import listens_to_rows
from flake8_sqla.extract.module_models import module_models
from flake8_sqla.extract.opinions import facts_for_opinions
from flake8_sqla.extract.neighbours import Neighbours
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.roles import file_role
from flake8_sqla.extract.row_uses import row_uses
from flake8_sqla.extract.statements import bulk_deletes, model_queries
from flake8_sqla.extract.uses import attribute_uses, mapper_arguments, negative_indexes
from flake8_sqla.extract.wanted import EVERYTHING, Wanted
from flake8_sqla.facts.file import FileRole
from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.statements import Statement
from flake8_sqla.options import Settings
from flake8_sqla.syntax.source import Source
from flake8_sqla.vocabulary.calls import METADATA_METHODS, OPTION_METHODS, TABLE_METHODS
from flake8_sqla.vocabulary.orm import EXECUTING_METHODS

_CHANGING_SCHEMA = METADATA_METHODS | TABLE_METHODS | OPTION_METHODS.keys()
_AT_WORK = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Compare, ast.JoinedStr)
_LOADING = EXECUTING_METHODS | {"query", "get", "get_one"}
_DEFINING = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.Assign, ast.AnnAssign)


def _may_hold_urls(text: str) -> bool:
    """Whether there may be database URLs beside those that calls are given: in a setting, or in a text that names a driver."""
    return "SQLALCHEMY_DATABASE_UR" in text or ("://" in text and "+" in text)


def _may_change_schema(reading: Reading) -> bool:
    """Whether a program may make tables or run upgrades here: by a word of the SQL or of the command, or by a method."""
    text, attributes = reading.source.text, reading.module.attribute_names
    if "upgrade" in text or not attributes.isdisjoint(_CHANGING_SCHEMA):
        return True
    return not attributes.isdisjoint(EXECUTING_METHODS) and "table" in text.lower()


def _does_something(reading: Reading) -> bool:
    """Whether the file does more than import and define: many a file of models has no function, no condition, and nothing that runs."""
    module = reading.module
    if any(module.nodes[kind] for kind in _AT_WORK) or not module.attribute_names.isdisjoint(_LOADING):
        return True
    return not all(
        isinstance(part, _DEFINING)
        or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        or (isinstance(part, ast.If) and all(isinstance(inner, (ast.Import, ast.ImportFrom)) for inner in (*part.body, *part.orelse)))
        for part in reading.source.tree.body
    )


def read_file(
    source: Source,
    settings: Settings,
    neighbours: Neighbours | None = None,
    inside_project: str = "",
    wanted: Wanted = EVERYTHING,
) -> tuple[FileRole, list[object], KnownModels]:
    """What kind of file this is, its facts, and the models of the project as it sees them.

    Among the facts, classes and tables come first, then what happens in the file, in source order. `wanted` says what
    is read of them: those that only opinionated rules read, and calls and imports that no rule answers to, are not made for nobody.

    What only some files need is imported where it is needed: a run over one file has most of its time in loading.
    """
    reading = Reading(source, frozenset(settings.session_names), neighbours)
    reading.wanted = wanted
    role = file_role(source, reading, inside_project or source.path)
    facts: list[object] = list(imports(reading))
    own = module_models(reading)
    reading.models = reading.neighbours.models(own)
    reading.values.models = reading.models
    for mapped in own.classes:
        facts.append(mapped)
        facts.extend(mapped.columns)
        facts.extend(mapped.relationships)
    for table in own.tables:
        facts.append(table)
        facts.extend(table.columns)
    at_work = not role.test and not role.migration
    facts.extend(facts_of_calls(reading, at_work))
    if (own.classes or own.tables) and not role.migration:  # what stands in a migration is a copy
        from flake8_sqla.extract.schema import schema_facts

        facts.extend(schema_facts(own, reading.models, listens_to_rows(reading)))
    statements = [fact for fact in facts if isinstance(fact, Statement)]
    facts.extend(bulk_deletes(statements))
    if wanted.reads("facts.filters:Filter") and at_work and not role.script:
        facts.extend(filters(statements))
    facts.extend(facts_for_opinions(own, role, reading, wanted))
    facts.extend(behaviours(reading))
    if _does_something(reading):
        from flake8_sqla.extract.session_facts import facts_of_file

        facts.extend(facts_of_file(reading, at_work))
    if _may_hold_urls(source.text):
        from flake8_sqla.extract.engines import url_literals

        facts.extend(url_literals(reading))
    facts.extend(api_decorator(reading))
    facts.extend(mapper_arguments(reading))
    facts.extend(attribute_uses(reading))
    facts.extend(negative_indexes(reading))
    facts.extend(row_uses(reading))
    facts.extend(model_queries(reading))
    if not role.migration and _may_change_schema(reading):
        from flake8_sqla.extract.schema_changes import schema_changes

        facts.extend(schema_changes(reading))
    if role.environment and not role.test:  # the environment of a test migrates what the test is about
        from flake8_sqla.extract.environment import environment_file, unguarded_options
        from flake8_sqla.extract.environment_connections import early_statements, unwrapped_runs
        from flake8_sqla.facts.engines import UrlLiteral

        whole, calls = environment_file(reading, [fact for fact in facts if isinstance(fact, UrlLiteral)])
        facts.append(whole)
        facts.extend(calls)
        for environment_facts in (unwrapped_runs, early_statements, unguarded_options):
            facts.extend(environment_facts(reading))
    if role.migration:
        from flake8_sqla.extract.migration_file import facts_of_migration

        facts.extend(facts_of_migration(reading))
    models = reading.models
    reading.close()
    return role, facts, models
