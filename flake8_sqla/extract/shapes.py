"""A `Column(…)` of a migration as the database has it."""

from __future__ import annotations

from flake8_sqla.extract.added_columns import column_type
from flake8_sqla.extract.columns import column
from flake8_sqla.extract.defaults import server_default
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.shapes import ColumnShape


def shape_of(definition: ColumnDefinition) -> ColumnShape:
    """The column that `create_table` makes of a definition."""
    name = definition.name if isinstance(definition.name, str) and definition.name else definition.attribute
    return ColumnShape(name, column_type(definition), column(definition).nullable, server_default(definition))
