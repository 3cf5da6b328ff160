"""Reading the parser's nodes: names, types, options, and the words for an enumeration's members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.migrations import OtherCommand, TableName
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql import postgres as pg

#: Where and how an operation happens: for the caller to say, who knows the file.
HERE: dict[str, Any] = {"span": FILE_START, "setting": Setting(spelling="sql")}
_OBJECT_NAMES = {
    "FDW": "FOREIGN DATA WRAPPER",
    "FOREIGN_SERVER": "SERVER",
    "MATVIEW": "MATERIALIZED VIEW",
    "OPCLASS": "OPERATOR CLASS",
    "OPFAMILY": "OPERATOR FAMILY",
    "STATISTIC_EXT": "STATISTICS",
    "TABCONSTRAINT": "CONSTRAINT",
    "DOMCONSTRAINT": "CONSTRAINT",
    "TSCONFIGURATION": "TEXT SEARCH CONFIGURATION",
    "TSDICTIONARY": "TEXT SEARCH DICTIONARY",
    "TSPARSER": "TEXT SEARCH PARSER",
    "TSTEMPLATE": "TEXT SEARCH TEMPLATE",
}


def command(
    name: str, table: TableName | Unknown = UNKNOWN, *, concurrently: bool = False, refused_in_transaction: bool = False
) -> OtherCommand:
    """An operation that has no fact of its own."""
    return OtherCommand(**HERE, command=name, table=table, concurrently=concurrently, refused_in_transaction=refused_in_transaction)


def table_of(relation: pg.RangeVar) -> TableName:
    """The table that a relation names."""
    return TableName(relation.relname, relation.schemaname)


def table_named(names: Sequence[str]) -> TableName | Unknown:
    """The table of a dotted name."""
    if not names:
        return UNKNOWN
    return TableName(names[-1], names[-2] if len(names) > 1 else "")


def only(tables: Sequence[TableName]) -> TableName | Unknown:
    """The table, where there is just one."""
    return tables[0] if len(tables) == 1 else UNKNOWN


def strings(nodes: Iterable[pg.Node]) -> tuple[str, ...]:
    """The texts of a list of strings."""
    return tuple(node.string.sval for node in nodes)


def dotted(node: pg.Node) -> tuple[str, ...]:
    """The parts of an object's name; empty where the object is named by more than names (a function and its arguments)."""
    match node.WhichOneof("node"):
        case "list":
            return strings(node.list.items)
        case "string":
            return (node.string.sval,)
        case _:
            return ()


def object_name(kind: pg.ObjectType) -> str:
    """What SQL calls this kind of object."""
    name = str(pg.ObjectType.Name(kind)).removeprefix("OBJECT_")
    return _OBJECT_NAMES.get(name, name.replace("_", " "))


def option(options: Iterable[pg.Node], name: str, absent: bool = False) -> bool:
    """An option in brackets, `(FULL)`, `(FULL false)`, `(concurrently = 1)`."""
    for node in options:
        element = node.def_elem
        if element.defname == name:
            match element.arg.WhichOneof("node"):
                case None:
                    return True
                case "string":
                    return str(element.arg.string.sval).lower() not in ("false", "off", "0")
                case "boolean":
                    return bool(element.arg.boolean.boolval)
                case _:
                    return bool(element.arg.integer.ival)
    return absent


def is_null(node: pg.Node) -> bool:
    """`NULL`, or `NULL::type`."""
    while node.WhichOneof("node") == "type_cast":
        node = node.type_cast.arg
    return node.WhichOneof("node") == "a_const" and bool(node.a_const.isnull)


def type_text(type_name: pg.TypeName) -> str:
    """A type as PostgreSQL writes it: `varchar(50)`, `numeric(10, 2)`, `timestamp with time zone`, `text[]`.

    Names of the grammar come out in one spelling (`integer` as `int`); names of the catalogue (`int4`, `timestamptz`) stay as they are.
    """
    # The parser writes whole statements only.
    column = pg.ColumnDef(type_name=type_name)
    change = pg.AlterTableCmd(subtype=pg.AT_AlterColumnType, name="c", behavior=pg.DROP_RESTRICT)
    getattr(change, "def").column_def.CopyFrom(column)
    alter = pg.AlterTableStmt(relation=pg.RangeVar(relname="t", inh=True, relpersistence="p"), objtype=pg.OBJECT_TABLE)
    alter.cmds.add().alter_table_cmd.CopyFrom(change)
    tree = pg.ParseResult()
    tree.stmts.add().stmt.alter_table_stmt.CopyFrom(alter)
    text = pg.deparse(tree).partition(" TYPE ")[2].removeprefix("pg_catalog.")
    return text if '"' in text else text.lower()
