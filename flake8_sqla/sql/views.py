"""Views: what they are called, and the columns that their queries name."""

from __future__ import annotations

from flake8_sqla.facts.migrations import TableName, ViewCommand
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql.nodes import HERE, table_of
from flake8_sqla.sql.tree import Node

Uses = tuple[tuple[TableName | Unknown, str], ...]


def view_command(name: str, view: TableName | Unknown, query: Node | None = None, cascade: bool = False) -> ViewCommand:
    """CREATE VIEW and its like."""
    return ViewCommand(**HERE, command=name, table=view, uses=() if query is None else uses_of(query), cascade=cascade)


def uses_of(query: Node) -> Uses:
    """The columns that a query names, each with its table: `*` for all of them, UNKNOWN where several tables may have it."""
    tables: dict[str, TableName] = {}
    columns: list[list[str]] = []
    for part in query.inside():
        if part.kind == "RangeVar":
            tables[part.node("alias").text("aliasname") or part.text("relname")] = table_of(part)
        elif part.kind == "ColumnRef":
            columns.append([field.text("sval") if field.kind == "String" else "*" for field in part.nodes("fields")])
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
