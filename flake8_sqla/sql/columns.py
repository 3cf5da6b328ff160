"""Columns and constraints as SQL writes them, in CREATE TABLE and in ALTER TABLE."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from flake8_sqla.facts.defaults import NO_DEFAULT, ServerDefault
from flake8_sqla.facts.migrations import (
    AddCheckConstraint,
    AddColumn,
    AddExcludeConstraint,
    AddForeignKey,
    AddPrimaryKey,
    AddUniqueConstraint,
    AlterColumn,
    ForeignKeyReference,
    Operation,
    TableName,
)
from flake8_sqla.facts.sql_types import sql_type
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql.nodes import HERE, command, is_null, table_of
from flake8_sqla.sql.tree import Node
from flake8_sqla.sql.type_names import type_text
from flake8_sqla.sql.values import functions_of, not_null_columns

_SERIAL_TYPES = frozenset({"serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"})
_STORED = {"s": True, "v": False}
_FILLING = frozenset({"CONSTR_IDENTITY", "CONSTR_GENERATED"})
_FORBIDDING_NULL = frozenset({"CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY"})


def constraints_of(column: Node) -> list[Node]:
    """What is written behind a column's type: its constraints, default and identity."""
    return [node for node in column.nodes("constraints") if node.kind == "Constraint"]


def is_nullable(column: Node) -> bool:
    """Whether the column takes NULL."""
    return not _is_serial(column) and not any(constraint.text("contype") in _FORBIDDING_NULL for constraint in constraints_of(column))


def has_default(column: Node) -> bool:
    """Whether the server fills the column in. `DEFAULT NULL` fills in nothing."""
    return _is_serial(column) or any(
        constraint.text("contype") in _FILLING or _fills_by_default(constraint) for constraint in constraints_of(column)
    )


def default_of(column: Node) -> ServerDefault:
    """What the server fills the column with."""
    if _is_serial(column):
        return ServerDefault("serial")
    for constraint in constraints_of(column):
        kind = constraint.text("contype")
        if kind == "CONSTR_IDENTITY":
            return ServerDefault("identity")
        if kind == "CONSTR_GENERATED":
            return ServerDefault("computed", functions_of(constraint.node("raw_expr")), _STORED.get(constraint.text("generated_kind")))
        if _fills_by_default(constraint):
            functions = functions_of(constraint.node("raw_expr"))
            return ServerDefault("calls" if functions else "value", functions)
    return NO_DEFAULT


def _fills_by_default(constraint: Node) -> bool:
    return constraint.text("contype") == "CONSTR_DEFAULT" and not is_null(constraint.node("raw_expr"))


def reference_of(constraint: Node) -> ForeignKeyReference:
    """Where a foreign key points; its column is UNKNOWN where it is several, or left to the other table's primary key."""
    columns = constraint.texts("pk_attrs")
    return ForeignKeyReference(
        table=table_of(constraint.node("pktable")),
        column=columns[0] if len(columns) == 1 else UNKNOWN,
        not_valid=constraint.flag("skip_validation"),
    )


def added_column(table: TableName, column: Node) -> Iterator[Operation]:
    """ADD COLUMN, and the constraints that come with it."""
    nullable, default = is_nullable(column), has_default(column)
    kind = sql_type(type_text(column.node("typeName")))
    yield AddColumn(
        **HERE,
        table=table,
        column=column.text("colname"),
        type=UNKNOWN if kind is None else kind,
        nullable=nullable,
        has_server_default=default,
        default=default_of(column),
    )
    constraints = constraints_of(column)
    # Measured on PostgreSQL 15: any DEFAULT of the column itself, DEFAULT NULL too, makes the server check the foreign key.
    empty = nullable and not default and not any(constraint.text("contype") == "CONSTR_DEFAULT" for constraint in constraints)
    for constraint, following in zip_longest(constraints, constraints[1:]):
        not_enforced = following is not None and following.text("contype") == "CONSTR_ATTR_NOT_ENFORCED"
        yield from _added(table, constraint, (column.text("colname"),), not_valid=not_enforced, new_empty_column=empty)


def added_constraint(table: TableName, constraint: Node) -> Iterator[Operation]:
    """ADD CONSTRAINT."""
    kind, name = constraint.text("contype"), constraint.text("conname") or None
    # The parser marks NOT ENFORCED in the same way as NOT VALID: neither looks at the rows.
    not_valid = constraint.flag("skip_validation")
    if kind == "CONSTR_NOTNULL":
        if not_valid:
            yield command("ADD NOT NULL NOT VALID", table)
        else:
            yield AlterColumn(**HERE, table=table, column=constraint.texts("keys")[0], nullable=False)
    elif kind == "CONSTR_EXCLUSION":
        yield AddExcludeConstraint(**HERE, table=table, name=name)
    else:
        keys = constraint.texts("fk_attrs" if kind == "CONSTR_FOREIGN" else "keys")
        yield from _added(table, constraint, keys or UNKNOWN, not_valid=not_valid)


def _added(
    table: TableName, constraint: Node, columns: tuple[str, ...] | Unknown, *, not_valid: bool, new_empty_column: bool = False
) -> Iterator[Operation]:
    kind, name = constraint.text("contype"), constraint.text("conname") or None
    index = constraint.text("indexname") or None
    if kind == "CONSTR_UNIQUE":
        yield AddUniqueConstraint(**HERE, table=table, name=name, columns=columns, using_index=index)
    elif kind == "CONSTR_PRIMARY":
        yield AddPrimaryKey(**HERE, table=table, name=name, columns=columns, using_index=index)
    elif kind == "CONSTR_CHECK":
        proven = not_null_columns(constraint.node("raw_expr"))
        yield AddCheckConstraint(**HERE, table=table, name=name, not_valid=not_valid, not_null=proven)
    elif kind == "CONSTR_FOREIGN":
        yield AddForeignKey(
            **HERE,
            table=table,
            name=name,
            columns=columns,
            references=table_of(constraint.node("pktable")),
            not_valid=not_valid,
            new_empty_column=new_empty_column,
        )


def _is_serial(column: Node) -> bool:
    names = column.node("typeName").texts("names")
    return len(names) == 1 and names[0] in _SERIAL_TYPES
