"""Views: what they are called, and the columns that their queries name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flake8_sqla.facts.migrations import TableName, ViewCommand
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql import postgres as pg
from flake8_sqla.sql.nodes import HERE, table_of

Uses = tuple[tuple[TableName | Unknown, str], ...]


def view_command(name: str, view: TableName | Unknown, query: pg.Node | None = None, cascade: bool = False) -> ViewCommand:
    """CREATE VIEW and its like."""
    return ViewCommand(**HERE, command=name, table=view, uses=() if query is None else uses_of(query), cascade=cascade)


def uses_of(query: pg.Node) -> Uses:
    """The columns that a query names, each with its table: `*` for all of them, UNKNOWN where several tables may have it."""
    tables: dict[str, TableName] = {}
    columns: list[Sequence[str]] = []
    for part in _parts(query):
        if part.DESCRIPTOR.name == "RangeVar":
            tables[part.alias.aliasname or part.relname] = table_of(part)
        else:
            columns.append([field.string.sval if field.WhichOneof("node") == "string" else "*" for field in part.fields])
    found: dict[tuple[TableName | Unknown, str], None] = {}
    for fields in columns:
        column, owner = fields[-1], fields[-2] if len(fields) > 1 else ""
        if owner:
            found[tables.get(owner, UNKNOWN), column] = None
        elif column == "*" or len(tables) == 1:
            found.update(dict.fromkeys((table, column) for table in tables.values()))
        else:
            found[UNKNOWN, column] = None
    found.update(dict.fromkeys((table, "") for table in tables.values()))
    return tuple(found)


def _parts(message: Any) -> Iterator[Any]:
    """The tables and columns in a node, however deep."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else (value,):
            if field.message_type.name in ("RangeVar", "ColumnRef"):
                yield part
            yield from _parts(part)
