"""The kind of values that a key holds, as far as it decides whether another key can point to it. Lengths and precisions do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flake8_sqla.facts.expressions import Expression
from flake8_sqla.facts.schema import Column, SchemaTable, type_name
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import Unknown

_KINDS = {
    "smallint": "smallint",
    "integer": "integer",
    "bigint": "bigint",
    "varchar": "text",
    "text": "text",
    "char": "text",
    "citext": "text",
    "uuid": "a UUID",
    "date": "a date",
    "timestamp": "a timestamp",
    "timestamptz": "a timestamp",
    "boolean": "boolean",
    "bytea": "binary",
}
#: What an annotation without a type becomes.
_OF_ANNOTATION = {
    "builtins.int": "integer",
    "builtins.str": "text",
    "uuid.UUID": "a UUID",
    "datetime.date": "a date",
    "datetime.datetime": "a timestamp",
    "builtins.bool": "boolean",
    "builtins.bytes": "binary",
}
_LONGEST_CHAIN = 5


def kind_of_type(written: Expression | Unknown | None) -> str:
    """The kind of a column type that is written out; empty where it is none of SQLAlchemy's own that we know."""
    if isinstance(written, Unknown) or not type_name(written).startswith("sqlalchemy."):
        return ""
    found = sql_type(written)
    return _KINDS.get(found.name, "") if isinstance(found, SqlType) and not found.dimensions and found.kind == "plain" else ""


def kind_of_own(column: Column) -> str:
    """The kind that a column says itself: empty where it takes its target's."""
    if column.type is None and column.construct == "Field" and column.complete:
        return _OF_ANNOTATION.get(column.python, "")
    return kind_of_type(column.type)


def kind_of_target(table: SchemaTable, name: str, named: Callable[[str, str | None], Sequence[SchemaTable]]) -> str:
    """The kind of a column that a key points to, its own targets followed; empty where it is not known."""
    for _ in range(_LONGEST_CHAIN):
        column = table.column(name)
        if column is None:
            return ""
        if column.type is not None or not column.foreign_keys:
            return kind_of_column(table, column)
        key = column.foreign_keys[0]
        if not isinstance(key.table, str) or len(key.targets) != 1 or not isinstance(key.targets[0], str):
            return ""
        schema, _, title = key.table.rpartition(".")
        found = named(title, schema or None)
        if len(found) != 1:
            return ""
        table, name = found[0], key.targets[0]
    return ""


def kind_of_column(table: SchemaTable, column: Column) -> str:
    """The kind of a column, by its annotation where nothing else says it."""
    if column.type is not None or not column.complete:
        return kind_of_type(column.type)
    plain = column.construct == "Field" or table.type_map is None
    return _OF_ANNOTATION.get(column.python, "") if plain else ""
