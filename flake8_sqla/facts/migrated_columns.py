"""Columns that a migration makes: what the models make of them, and what has become of them since."""

from __future__ import annotations

from collections.abc import Iterable

from flake8_sqla.facts.known_models import KnownModels
from flake8_sqla.facts.migrations import TableName
from flake8_sqla.facts.replay import SchemaState
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.sql_types import SqlType


def _place(column: Column) -> tuple[TableName, str]:
    schema, _, table = column.owner.rpartition(".")
    return TableName(table, schema), str(column.name or column.attribute)


def mapped_columns(column: Column, models: KnownModels) -> list[tuple[Column, SchemaTable]]:
    """The columns of the project's models that a migration's column is."""
    table, name = _place(column)
    tables = models.tables_named(table.name, table.schema or None)
    return [(found, each) for each in tables for found in each.columns if found.name == name]


def is_still(column: Column, type_name: str, states: Iterable[SchemaState]) -> bool:
    """Whether the column that a migration makes has this type when all revisions have run; true where there are no revisions to ask."""
    table, name = _place(column)
    for state in states:
        shape = state.column(table, name)
        if not isinstance(shape, ColumnShape) or not isinstance(shape.type, SqlType) or shape.type.name != type_name:
            return False
    return True
