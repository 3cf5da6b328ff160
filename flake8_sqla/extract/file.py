"""One file to its facts: the one walk, then a table of extractors by what they look at."""

from __future__ import annotations

import ast

from flake8_sqla.extract.calls import api_call, api_decorator, imports
from flake8_sqla.extract.classes import ClassRoles
from flake8_sqla.extract.clauses import clauses
from flake8_sqla.extract.engines import engine_creation, url_literals
from flake8_sqla.extract.models import mapped_class, table_definition
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.revisions import revision
from flake8_sqla.extract.roles import file_role
from flake8_sqla.extract.sessions import session_creation
from flake8_sqla.extract.statements import legacy_query, statement, text_execution
from flake8_sqla.facts.file import FileRole
from flake8_sqla.options import Settings
from flake8_sqla.syntax.source import Source


def read_file(source: Source, settings: Settings) -> tuple[FileRole, list[object]]:
    """What kind of file this is, and its facts: classes and tables first, then what happens in it, in source order."""
    reading = Reading(source, frozenset(settings.session_names))
    role = file_role(source, reading)
    facts: list[object] = list(imports(reading))
    classes = ClassRoles(reading.module, reading.names)
    reading.mapped |= classes.mapped_names()
    for class_node, class_role in classes.roles.items():
        if class_role is not None:
            found = mapped_class(class_node, class_role, classes.shares_table(class_node), reading)
            facts.append(found)
            facts.extend(found.columns)
            facts.extend(found.relationships)
    for node, scope in reading.module.nodes[ast.Call]:
        assert isinstance(node, ast.Call)
        name = reading.names.resolve(node.func, scope)
        if name == "sqlalchemy.Table":
            table = table_definition(node, scope, reading)
            facts.append(table)
            facts.extend(table.columns)
        for extractor in (api_call, engine_creation, session_creation, statement, legacy_query, text_execution):
            fact = extractor(node, name, scope, reading)
            if fact is not None:
                facts.append(fact)
        facts.extend(clauses(node, name, scope, reading))
    facts.extend(url_literals(reading))
    facts.extend(api_decorator(reading))
    for attribute, scope in reading.module.nodes[ast.Attribute]:
        fact = legacy_query(attribute, "", scope, reading)
        if fact is not None:
            facts.append(fact)
    if role.migration:
        found_revision = revision(reading)
        facts.append(found_revision)
        facts.extend(found_revision.upgrade.operations)
        facts.extend(found_revision.downgrade.operations)
        for operation in (*found_revision.upgrade.operations, *found_revision.downgrade.operations):
            definition = getattr(operation, "definition", None)
            facts.extend(getattr(operation, "columns", ()) if hasattr(operation, "references") and hasattr(operation, "column_names") else ())
            if definition is not None:
                facts.append(definition)
    return role, facts
