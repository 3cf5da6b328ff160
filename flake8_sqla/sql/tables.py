"""Tables and indexes made, dropped and renamed."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import (
    CreateIndex,
    CreateTable,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
    TableName,
    TypeCommand,
)
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.sql_types import sql_type
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.sql import postgres as pg
from flake8_sqla.sql.columns import added_constraint, constraints_of, default_of, is_nullable, reference_of
from flake8_sqla.sql.nodes import HERE, command, dotted, object_name, only, strings, table_named, table_of, type_text
from flake8_sqla.sql.views import view_command

#: Objects that belong to a table and are dropped by its name and theirs.
_PARTS_OF_TABLES = frozenset({pg.OBJECT_TRIGGER, pg.OBJECT_POLICY, pg.OBJECT_RULE})
#: What holds rows, besides tables.
_LIKE_TABLES = frozenset({pg.OBJECT_FOREIGN_TABLE})
_VIEWS = frozenset({pg.OBJECT_VIEW, pg.OBJECT_MATVIEW})


def create_table(statement: pg.CreateStmt) -> Iterator[Operation]:
    """CREATE TABLE; as a partition it also changes its parent."""
    columns = [node.column_def for node in statement.table_elts if node.WhichOneof("node") == "column_def"]
    of_table = [node.constraint for node in statement.table_elts if node.WhichOneof("node") == "constraint"]
    constraints = [*(constraint for column in columns for constraint in constraints_of(column)), *of_table]
    table = table_of(statement.relation)
    # Columns of LIKE, OF and INHERITS are not written here.
    written = len(columns) + len(of_table) == len(statement.table_elts)
    whole = written and not statement.HasField("of_typename") and not statement.inh_relations
    yield CreateTable(
        **HERE,
        table=table,
        references=tuple(reference_of(constraint) for constraint in constraints if constraint.contype == pg.CONSTR_FOREIGN),
        columns=tuple(ColumnDefinition(FILE_START, column.colname, "", "operation", name=column.colname) for column in columns),
        column_names=tuple(column.colname for column in columns),
        if_not_exists=statement.if_not_exists,
        shapes=tuple(map(_shape, columns)),
        complete=whole,
        constraints=tuple(operation for constraint in of_table for operation in added_constraint(table, constraint)),
    )
    if statement.HasField("partbound"):
        yield command("CREATE PARTITION", only([table_of(node.range_var) for node in statement.inh_relations]))


def _shape(column: pg.ColumnDef) -> ColumnShape:
    kind = sql_type(type_text(column.type_name))
    return ColumnShape(column.colname, UNKNOWN if kind is None else kind, is_nullable(column), default_of(column))


def create_table_as(statement: pg.CreateTableAsStmt) -> Iterator[Operation]:
    """CREATE TABLE AS, CREATE MATERIALIZED VIEW."""
    table = table_of(statement.into.rel)
    if statement.objtype == pg.OBJECT_MATVIEW:
        yield view_command("CREATE MATERIALIZED VIEW", table, statement.query)
    else:
        names = strings(statement.into.col_names)
        yield CreateTable(**HERE, table=table, column_names=names, if_not_exists=statement.if_not_exists)


def create_index(statement: pg.IndexStmt) -> Iterator[Operation]:
    """CREATE INDEX."""
    yield CreateIndex(
        **HERE,
        table=table_of(statement.relation),
        name=statement.idxname or None,
        columns=tuple(node.index_elem.name or UNKNOWN for node in statement.index_params),
        unique=statement.unique,
        concurrently=statement.concurrent,
        if_not_exists=statement.if_not_exists,
        only=not statement.relation.inh,
        method="" if statement.access_method == "btree" else statement.access_method or "",
    )


def drop(statement: pg.DropStmt) -> Iterator[Operation]:
    """DROP of anything but databases, tablespaces, roles and subscriptions, which have statements of their own."""
    objects = [dotted(node) for node in statement.objects]
    cascade = statement.behavior == pg.DROP_CASCADE
    if statement.remove_type == pg.OBJECT_TABLE:
        for names in objects:
            yield DropTable(**HERE, table=table_named(names), if_exists=statement.missing_ok, cascade=cascade)
    elif statement.remove_type == pg.OBJECT_INDEX:
        for names in objects:
            yield DropIndex(**HERE, name=names[-1], concurrently=statement.concurrent)
    elif statement.remove_type in _PARTS_OF_TABLES:
        for names in objects:
            yield command(f"DROP {object_name(statement.remove_type)}", table_named(names[:-1]))
    elif statement.remove_type in _VIEWS:
        for names in objects:
            yield view_command(f"DROP {object_name(statement.remove_type)}", table_named(names), cascade=cascade)
    elif statement.remove_type == pg.OBJECT_TYPE:
        for node in statement.objects:
            names = strings(node.type_name.names)
            yield TypeCommand(**HERE, command="DROP TYPE", object_name=names[-1] if names else UNKNOWN, guarded=statement.missing_ok)
    elif statement.remove_type in _LIKE_TABLES:
        for names in objects:
            yield command(f"DROP {object_name(statement.remove_type)}", table_named(names))
    else:
        yield command(f"DROP {object_name(statement.remove_type)}")


def rename(statement: pg.RenameStmt) -> Iterator[Operation]:
    """ALTER … RENAME."""
    table = table_of(statement.relation)
    kind = object_name(statement.rename_type)
    if statement.rename_type == pg.OBJECT_TABLE:
        yield RenameTable(**HERE, table=table, new_name=TableName(statement.newname, table.schema))
    elif statement.rename_type == pg.OBJECT_COLUMN and statement.relation_type == pg.OBJECT_TABLE:
        yield RenameColumn(**HERE, table=table, column=statement.subname, new_name=statement.newname)
    elif statement.rename_type in (pg.OBJECT_COLUMN, pg.OBJECT_ATTRIBUTE):
        yield command(f"ALTER {object_name(statement.relation_type)} RENAME {kind}")
    elif statement.rename_type == pg.OBJECT_TABCONSTRAINT:
        yield command("RENAME CONSTRAINT", table)
    elif statement.rename_type in _PARTS_OF_TABLES:
        yield command(f"ALTER {kind} RENAME", table)
    elif statement.rename_type == pg.OBJECT_TYPE:
        names = dotted(statement.object)
        old = names[-1] if names else UNKNOWN
        yield TypeCommand(**HERE, command="ALTER TYPE RENAME", object_name=old, new_name=statement.newname)
    elif statement.rename_type == pg.OBJECT_INDEX:
        yield replace(command("ALTER INDEX RENAME"), object_name=statement.relation.relname, new_name=statement.newname)
    elif statement.rename_type in _VIEWS:
        yield view_command(f"ALTER {kind} RENAME", table)
    else:
        yield command(f"ALTER {kind} RENAME")


def set_schema(statement: pg.AlterObjectSchemaStmt) -> Iterator[Operation]:
    """ALTER … SET SCHEMA."""
    if statement.object_type == pg.OBJECT_TABLE:
        table = table_of(statement.relation)
        yield RenameTable(**HERE, table=table, new_name=TableName(table.name, statement.newschema))
    else:
        yield command(f"ALTER {object_name(statement.object_type)} SET SCHEMA")
