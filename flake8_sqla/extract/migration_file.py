"""The facts of a revision module: its two functions, what they do, and what else of the program they touch."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.revisions import revision
from flake8_sqla.extract.schema import columns_of_operations
from flake8_sqla.extract.scripts import autogenerate_comment, borrowed_session, model_uses, ungiven_parameters
from flake8_sqla.vocabulary.orm import EXECUTING_METHODS


def facts_of_migration(reading: Reading) -> Iterator[object]:
    """Texts that lack values for their parameters, the revision, and each of its operations with what it defines."""
    yield from _statements_without_parameters(reading)
    found = revision(reading)
    yield found
    yield from model_uses(reading)
    yield from (each for each in (autogenerate_comment(reading), borrowed_session(reading)) if each is not None)
    yield from found.upgrade.operations
    yield from found.downgrade.operations
    yield from columns_of_operations(found.upgrade.operations)
    for operation in (*found.upgrade.operations, *found.downgrade.operations):
        definition = getattr(operation, "definition", None)
        if hasattr(operation, "references") and hasattr(operation, "column_names"):
            yield from getattr(operation, "columns", ())
        if definition is not None:
            yield definition


def _statements_without_parameters(reading: Reading) -> Iterator[object]:
    """Texts with parameters that are executed without values for them."""
    if EXECUTING_METHODS.isdisjoint(reading.module.attribute_names) and "execute" not in reading.source.text:
        return
    for node, scope in reading.module.nodes[ast.Call]:
        if node.func.__class__ is ast.Attribute and node.func.attr not in EXECUTING_METHODS:
            continue
        found = ungiven_parameters(node, reading.names.resolve(node.func, scope), scope, reading)
        if found is not None:
            yield found
