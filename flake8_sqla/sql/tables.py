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
from flake8_sqla.sql.columns import added_constraint, constraints_of, default_of, is_nullable, reference_of
from flake8_sqla.sql.nodes import HERE, command, dotted, object_name, only, table_named, table_of
from flake8_sqla.sql.tree import Node
from flake8_sqla.sql.type_names import type_text
from flake8_sqla.sql.views import view_command

#: Objects that belong to a table and are dropped by its name and theirs.
_PARTS_OF_TABLES = frozenset({"OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"})
#: What holds rows, besides tables.
_LIKE_TABLES = frozenset({"OBJECT_FOREIGN_TABLE"})
_VIEWS = frozenset({"OBJECT_VIEW", "OBJECT_MATVIEW"})


def create_table(statement: Node) -> Iterator[Operation]:
    """CREATE TABLE; as a partition it also changes its parent."""
    elements = statement.nodes("tableElts")
    columns = [node for node in elements if node.kind == "ColumnDef"]
    of_table = [node for node in elements if node.kind == "Constraint"]
    constraints = [*(constraint for column in columns for constraint in constraints_of(column)), *of_table]
    table = table_of(statement.node("relation"))
    names = tuple(column.text("colname") for column in columns)
    # Columns of LIKE, OF and INHERITS are not written here.
    written = len(columns) + len(of_table) == len(elements)
    whole = written and not statement.node("ofTypename") and not statement.nodes("inhRelations")
    yield CreateTable(
        **HERE,
        table=table,
        references=tuple(reference_of(constraint) for constraint in constraints if constraint.text("contype") == "CONSTR_FOREIGN"),
        columns=tuple(ColumnDefinition(FILE_START, name, "", "operation", name=name) for name in names),
        column_names=names,
        if_not_exists=statement.flag("if_not_exists"),
        shapes=tuple(map(_shape, columns)),
        complete=whole,
        constraints=tuple(operation for constraint in of_table for operation in added_constraint(table, constraint)),
    )
    if statement.node("partbound"):
        yield command("CREATE PARTITION", only([table_of(node) for node in statement.nodes("inhRelations")]))


def _shape(column: Node) -> ColumnShape:
    kind = sql_type(type_text(column.node("typeName")))
    return ColumnShape(column.text("colname"), UNKNOWN if kind is None else kind, is_nullable(column), default_of(column))


def create_table_as(statement: Node) -> Iterator[Operation]:
    """CREATE TABLE AS, CREATE MATERIALIZED VIEW."""
    table = table_of(statement.node("into").node("rel"))
    if statement.text("objtype") == "OBJECT_MATVIEW":
        yield view_command("CREATE MATERIALIZED VIEW", table, statement.node("query"))
    else:
        names = statement.node("into").texts("colNames")
        yield CreateTable(**HERE, table=table, column_names=names, if_not_exists=statement.flag("if_not_exists"))


def create_index(statement: Node) -> Iterator[Operation]:
    """CREATE INDEX."""
    method = statement.text("accessMethod")
    yield CreateIndex(
        **HERE,
        table=table_of(statement.node("relation")),
        name=statement.text("idxname") or None,
        columns=tuple(node.text("name") or UNKNOWN for node in statement.nodes("indexParams")),
        unique=statement.flag("unique"),
        concurrently=statement.flag("concurrent"),
        if_not_exists=statement.flag("if_not_exists"),
        only=not statement.node("relation").flag("inh"),
        method="" if method == "btree" else method,
    )


def drop(statement: Node) -> Iterator[Operation]:
    """DROP of anything but databases, tablespaces, roles and subscriptions, which have statements of their own."""
    kind = statement.text("removeType")
    name = f"DROP {object_name(kind)}"
    objects = [dotted(node) for node in statement.nodes("objects")]
    if_exists, cascade = statement.flag("missing_ok"), statement.text("behavior") == "DROP_CASCADE"
    if kind == "OBJECT_TABLE":
        for names in objects:
            yield DropTable(**HERE, table=table_named(names), if_exists=if_exists, cascade=cascade)
    elif kind == "OBJECT_INDEX":
        for names in objects:
            yield DropIndex(**HERE, name=names[-1], concurrently=statement.flag("concurrent"))
    elif kind in _PARTS_OF_TABLES:
        for names in objects:
            yield command(name, table_named(names[:-1]))
    elif kind in _VIEWS:
        for names in objects:
            yield view_command(name, table_named(names), cascade=cascade)
    elif kind == "OBJECT_TYPE":
        for node in statement.nodes("objects"):
            names = node.texts("names")
            yield TypeCommand(**HERE, command="DROP TYPE", object_name=names[-1] if names else UNKNOWN, guarded=if_exists)
    elif kind in _LIKE_TABLES:
        for names in objects:
            yield command(name, table_named(names))
    else:
        yield command(name)


def rename(statement: Node) -> Iterator[Operation]:
    """ALTER … RENAME."""
    table = table_of(statement.node("relation"))
    renamed, holder, new_name = statement.text("renameType"), statement.text("relationType"), statement.text("newname")
    kind = object_name(renamed)
    if renamed == "OBJECT_TABLE":
        yield RenameTable(**HERE, table=table, new_name=TableName(new_name, table.schema))
    elif renamed == "OBJECT_COLUMN" and holder == "OBJECT_TABLE":
        yield RenameColumn(**HERE, table=table, column=statement.text("subname"), new_name=new_name)
    elif renamed in ("OBJECT_COLUMN", "OBJECT_ATTRIBUTE"):
        yield command(f"ALTER {object_name(holder)} RENAME {kind}")
    elif renamed == "OBJECT_TABCONSTRAINT":
        yield command("RENAME CONSTRAINT", table)
    elif renamed in _PARTS_OF_TABLES:
        yield command(f"ALTER {kind} RENAME", table)
    elif renamed == "OBJECT_TYPE":
        names = dotted(statement.node("object"))
        old = names[-1] if names else UNKNOWN
        yield TypeCommand(**HERE, command="ALTER TYPE RENAME", object_name=old, new_name=new_name)
    elif renamed == "OBJECT_INDEX":
        yield replace(command("ALTER INDEX RENAME"), object_name=statement.node("relation").text("relname"), new_name=new_name)
    elif renamed in _VIEWS:
        yield view_command(f"ALTER {kind} RENAME", table)
    else:
        yield command(f"ALTER {kind} RENAME")


def set_schema(statement: Node) -> Iterator[Operation]:
    """ALTER … SET SCHEMA."""
    kind = statement.text("objectType")
    if kind == "OBJECT_TABLE":
        table = table_of(statement.node("relation"))
        yield RenameTable(**HERE, table=table, new_name=TableName(table.name, statement.text("newschema")))
    else:
        yield command(f"ALTER {object_name(kind)} SET SCHEMA")
