"""Statements about rows: INSERT, UPDATE, DELETE, MERGE, and the SELECT that may hold them."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import CreateTable, DataChange, Operation
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.sql import postgres as pg
from flake8_sqla.sql.nodes import HERE, is_null, table_of

_CONSTANTS = ("ival", "fval", "sval", "boolval", "bsval")


def select(statement: pg.SelectStmt) -> Iterator[Operation]:
    """SELECT, VALUES, TABLE: nothing, but for SELECT INTO and the rows that its common table expressions change."""
    yield from _common_tables(statement.with_clause)
    if statement.HasField("into_clause"):
        yield CreateTable(**HERE, table=table_of(statement.into_clause.rel))
    for side in ("larg", "rarg"):
        if statement.HasField(side):
            yield from select(getattr(statement, side))


def insert(statement: pg.InsertStmt) -> Iterator[Operation]:
    """INSERT."""
    yield from _common_tables(statement.with_clause)
    yield DataChange(**HERE, table=table_of(statement.relation), kind="insert")


def update(statement: pg.UpdateStmt) -> Iterator[Operation]:
    """UPDATE."""
    yield from _common_tables(statement.with_clause)
    yield DataChange(**HERE, table=table_of(statement.relation), kind="update", has_where=_narrows(statement.where_clause))


def delete(statement: pg.DeleteStmt) -> Iterator[Operation]:
    """DELETE."""
    yield from _common_tables(statement.with_clause)
    yield DataChange(**HERE, table=table_of(statement.relation), kind="delete", has_where=_narrows(statement.where_clause))


def merge(statement: pg.MergeStmt) -> Iterator[Operation]:
    """MERGE: which rows it touches is a matter of its join."""
    yield from _common_tables(statement.with_clause)
    yield DataChange(**HERE, table=table_of(statement.relation), kind="merge", has_where=UNKNOWN)


def query(node: pg.Node) -> Iterator[Operation]:
    """The rows that a query inside another statement changes."""
    match node.WhichOneof("node"):
        case "select_stmt":
            yield from select(node.select_stmt)
        case "insert_stmt":
            yield from insert(node.insert_stmt)
        case "update_stmt":
            yield from update(node.update_stmt)
        case "delete_stmt":
            yield from delete(node.delete_stmt)
        case "merge_stmt":
            yield from merge(node.merge_stmt)
        case _:
            pass


def _common_tables(clause: pg.WithClause) -> Iterator[Operation]:
    for node in clause.ctes:
        yield from query(node.common_table_expr.ctequery)


def _narrows(where: pg.Node) -> bool:
    """Whether a WHERE leaves rows out, as far as its shape can tell: `WHERE true` and `WHERE 1 = 1` are none."""
    return where.WhichOneof("node") is not None and not _always_true(where)


def _always_true(node: pg.Node) -> bool:
    match node.WhichOneof("node"):
        case "a_const":
            return bool(node.a_const.boolval.boolval)
        case "bool_expr":
            parts = [_always_true(part) for part in node.bool_expr.args]
            if node.bool_expr.boolop == pg.AND_EXPR:
                return all(parts)
            return bool(node.bool_expr.boolop == pg.OR_EXPR) and any(parts)
        case "a_expr":
            comparison = node.a_expr
            names = [part.string.sval for part in comparison.name]
            return bool(comparison.kind == pg.AEXPR_OP) and names == ["="] and _same_constant(comparison.lexpr, comparison.rexpr)
        case _:
            return False


def _same_constant(left: pg.Node, right: pg.Node) -> bool:
    if any(side.WhichOneof("node") != "a_const" or is_null(side) for side in (left, right)):
        return False
    kind = left.a_const.WhichOneof("val")
    same_kind = kind in _CONSTANTS and kind == right.a_const.WhichOneof("val")
    return same_kind and bool(getattr(left.a_const, kind) == getattr(right.a_const, kind))
