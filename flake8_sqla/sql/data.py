"""Statements about rows: INSERT, UPDATE, DELETE, MERGE, and the SELECT that may hold them."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import CreateTable, DataChange, Operation
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.sql.nodes import HERE, table_of
from flake8_sqla.sql.tree import Node

_CONSTANTS = ("ival", "fval", "sval", "boolval", "bsval")


def select(statement: Node) -> Iterator[Operation]:
    """SELECT, VALUES, TABLE: nothing, but for SELECT INTO and the rows that its common table expressions change."""
    yield from _common_tables(statement.node("withClause"))
    if into := statement.node("intoClause"):
        yield CreateTable(**HERE, table=table_of(into.node("rel")))
    for side in ("larg", "rarg"):
        if part := statement.node(side):
            yield from select(part)


def insert(statement: Node) -> Iterator[Operation]:
    """INSERT."""
    yield from _common_tables(statement.node("withClause"))
    yield DataChange(**HERE, table=table_of(statement.node("relation")), kind="insert")


def update(statement: Node) -> Iterator[Operation]:
    """UPDATE."""
    yield from _common_tables(statement.node("withClause"))
    yield DataChange(**HERE, table=table_of(statement.node("relation")), kind="update", has_where=_narrows(statement.node("whereClause")))


def delete(statement: Node) -> Iterator[Operation]:
    """DELETE."""
    yield from _common_tables(statement.node("withClause"))
    yield DataChange(**HERE, table=table_of(statement.node("relation")), kind="delete", has_where=_narrows(statement.node("whereClause")))


def merge(statement: Node) -> Iterator[Operation]:
    """MERGE: which rows it touches is a matter of its join."""
    yield from _common_tables(statement.node("withClause"))
    yield DataChange(**HERE, table=table_of(statement.node("relation")), kind="merge", has_where=UNKNOWN)


def query(node: Node) -> Iterator[Operation]:
    """The rows that a query inside another statement changes."""
    match node.kind:
        case "SelectStmt":
            yield from select(node)
        case "InsertStmt":
            yield from insert(node)
        case "UpdateStmt":
            yield from update(node)
        case "DeleteStmt":
            yield from delete(node)
        case "MergeStmt":
            yield from merge(node)
        case _:
            pass


def _common_tables(clause: Node) -> Iterator[Operation]:
    for table in clause.nodes("ctes"):
        yield from query(table.node("ctequery"))


def _narrows(where: Node) -> bool:
    """Whether a WHERE leaves rows out, as far as its shape can tell: `WHERE true` and `WHERE 1 = 1` are none."""
    return bool(where) and not _always_true(where)


def _always_true(node: Node) -> bool:
    match node.kind:
        case "A_Const":
            return node.node("boolval").flag("boolval")
        case "BoolExpr":
            parts = [_always_true(part) for part in node.nodes("args")]
            if node.text("boolop") == "AND_EXPR":
                return all(parts)
            return node.text("boolop") == "OR_EXPR" and any(parts)
        case "A_Expr":
            is_equality = node.text("kind") == "AEXPR_OP" and node.texts("name") == ("=",)
            return is_equality and _same_constant(node.node("lexpr"), node.node("rexpr"))
        case _:
            return False


def _same_constant(left: Node, right: Node) -> bool:
    if left.kind != "A_Const" or right.kind != "A_Const":
        return False
    # NULL, which equals nothing, has no value.
    values = [[(name, constant.fields[name]) for name in _CONSTANTS if name in constant.fields] for constant in (left, right)]
    return bool(values[0]) and values[0] == values[1]
