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
from flake8_sqla.sql import postgres as pg
from flake8_sqla.sql.nodes import HERE, command, is_null, strings, table_of, type_text
from flake8_sqla.sql.values import functions_of, not_null_columns

_SERIAL_TYPES = frozenset({"serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"})
_STORED = {"s": True, "v": False}
_FILLING = frozenset({pg.CONSTR_IDENTITY, pg.CONSTR_GENERATED})
_FORBIDDING_NULL = frozenset({pg.CONSTR_NOTNULL, pg.CONSTR_PRIMARY, pg.CONSTR_IDENTITY})


def constraints_of(column: pg.ColumnDef) -> list[pg.Constraint]:
    """What is written behind a column's type: its constraints, default and identity."""
    return [node.constraint for node in column.constraints if node.WhichOneof("node") == "constraint"]


def is_nullable(column: pg.ColumnDef) -> bool:
    """Whether the column takes NULL."""
    return not _is_serial(column) and not any(constraint.contype in _FORBIDDING_NULL for constraint in constraints_of(column))


def has_default(column: pg.ColumnDef) -> bool:
    """Whether the server fills the column in. `DEFAULT NULL` fills in nothing."""
    return _is_serial(column) or any(
        constraint.contype in _FILLING or (constraint.contype == pg.CONSTR_DEFAULT and not is_null(constraint.raw_expr))
        for constraint in constraints_of(column)
    )


def default_of(column: pg.ColumnDef) -> ServerDefault:
    """What the server fills the column with."""
    if _is_serial(column):
        return ServerDefault("serial")
    for constraint in constraints_of(column):
        if constraint.contype == pg.CONSTR_IDENTITY:
            return ServerDefault("identity")
        if constraint.contype == pg.CONSTR_GENERATED:
            return ServerDefault("computed", functions_of(constraint.raw_expr), _STORED.get(constraint.generated_kind))
        if constraint.contype == pg.CONSTR_DEFAULT and not is_null(constraint.raw_expr):
            functions = functions_of(constraint.raw_expr)
            return ServerDefault("calls" if functions else "value", functions)
    return NO_DEFAULT


def reference_of(constraint: pg.Constraint) -> ForeignKeyReference:
    """Where a foreign key points; its column is UNKNOWN where it is several, or left to the other table's primary key."""
    columns = strings(constraint.pk_attrs)
    return ForeignKeyReference(
        table=table_of(constraint.pktable), column=columns[0] if len(columns) == 1 else UNKNOWN, not_valid=constraint.skip_validation
    )


def added_column(table: TableName, column: pg.ColumnDef) -> Iterator[Operation]:
    """ADD COLUMN, and the constraints that come with it."""
    nullable, default = is_nullable(column), has_default(column)
    kind = sql_type(type_text(column.type_name))
    yield AddColumn(
        **HERE,
        table=table,
        column=column.colname,
        type=UNKNOWN if kind is None else kind,
        nullable=nullable,
        has_server_default=default,
        default=default_of(column),
    )
    constraints = constraints_of(column)
    # Measured on PostgreSQL 15: any DEFAULT of the column itself, DEFAULT NULL too, makes the server check the foreign key.
    empty = nullable and not default and not any(constraint.contype == pg.CONSTR_DEFAULT for constraint in constraints)
    for constraint, following in zip_longest(constraints, constraints[1:]):
        not_enforced = following is not None and following.contype == pg.CONSTR_ATTR_NOT_ENFORCED
        yield from _added(table, constraint, (column.colname,), not_valid=not_enforced, new_empty_column=empty)


def added_constraint(table: TableName, constraint: pg.Constraint) -> Iterator[Operation]:
    """ADD CONSTRAINT."""
    name = constraint.conname or None
    # The parser marks NOT ENFORCED in the same way as NOT VALID: neither looks at the rows.
    not_valid = constraint.skip_validation
    if constraint.contype == pg.CONSTR_NOTNULL:
        if not_valid:
            yield command("ADD NOT NULL NOT VALID", table)
        else:
            yield AlterColumn(**HERE, table=table, column=constraint.keys[0].string.sval, nullable=False)
    elif constraint.contype == pg.CONSTR_EXCLUSION:
        yield AddExcludeConstraint(**HERE, table=table, name=name)
    else:
        keys = strings(constraint.fk_attrs if constraint.contype == pg.CONSTR_FOREIGN else constraint.keys)
        yield from _added(table, constraint, keys or UNKNOWN, not_valid=not_valid)


def _added(
    table: TableName, constraint: pg.Constraint, columns: tuple[str, ...] | Unknown, *, not_valid: bool, new_empty_column: bool = False
) -> Iterator[Operation]:
    name = constraint.conname or None
    index = constraint.indexname or None
    if constraint.contype == pg.CONSTR_UNIQUE:
        yield AddUniqueConstraint(**HERE, table=table, name=name, columns=columns, using_index=index)
    elif constraint.contype == pg.CONSTR_PRIMARY:
        yield AddPrimaryKey(**HERE, table=table, name=name, columns=columns, using_index=index)
    elif constraint.contype == pg.CONSTR_CHECK:
        proven = not_null_columns(constraint.raw_expr)
        yield AddCheckConstraint(**HERE, table=table, name=name, not_valid=not_valid, not_null=proven)
    elif constraint.contype == pg.CONSTR_FOREIGN:
        yield AddForeignKey(
            **HERE,
            table=table,
            name=name,
            columns=columns,
            references=table_of(constraint.pktable),
            not_valid=not_valid,
            new_empty_column=new_empty_column,
        )


def _is_serial(column: pg.ColumnDef) -> bool:
    names = strings(column.type_name.names)
    return len(names) == 1 and names[0] in _SERIAL_TYPES
