"""Reading the parser's nodes: names, options, and the words for kinds and for an enumeration's members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flake8_sqla.facts.circumstances import Setting
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import OtherCommand, TableName
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.sql.tree import Node

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
_CAPITALISED = lazy_pattern(r"[A-Z][a-z]+")


def command(
    name: str, table: TableName | Unknown = UNKNOWN, *, concurrently: bool = False, refused_in_transaction: bool = False
) -> OtherCommand:
    """An operation that has no fact of its own."""
    return OtherCommand(**HERE, command=name, table=table, concurrently=concurrently, refused_in_transaction=refused_in_transaction)


def table_of(relation: Node) -> TableName:
    """The table that a relation names."""
    return TableName(relation.text("relname"), relation.text("schemaname"))


def table_named(names: Sequence[str]) -> TableName | Unknown:
    """The table of a dotted name."""
    if not names:
        return UNKNOWN
    return TableName(names[-1], names[-2] if len(names) > 1 else "")


def only(tables: Sequence[TableName]) -> TableName | Unknown:
    """The table, where there is just one."""
    return tables[0] if len(tables) == 1 else UNKNOWN


def dotted(node: Node) -> tuple[str, ...]:
    """The parts of an object's name; empty where the object is named by more than names (a function and its arguments)."""
    match node.kind:
        case "List":
            return node.texts("items")
        case "String":
            return (node.text("sval"),)
        case _:
            return ()


def object_name(kind: str) -> str:
    """What SQL calls this kind of object, a member of `ObjectType`."""
    name = kind.removeprefix("OBJECT_")
    return _OBJECT_NAMES.get(name, name.replace("_", " "))


def words(name: str) -> str:
    """The words of a name in which each begins with a capital letter: `AlterDomain` is ALTER DOMAIN."""
    return " ".join(_CAPITALISED.findall(name)).upper()


def option(options: Sequence[Node], name: str, absent: bool = False) -> bool:
    """An option in brackets, `(FULL)`, `(FULL false)`, `(concurrently = 1)`."""
    for element in options:
        if element.text("defname") == name:
            value = element.node("arg")
            match value.kind:
                case "":
                    return True
                case "String":
                    return value.text("sval").lower() not in ("false", "off", "0")
                case "Boolean":
                    return value.flag("boolval")
                case _:
                    return value.number("ival") != 0
    return absent


def is_null(node: Node) -> bool:
    """`NULL`, or `NULL::type`."""
    while node.kind == "TypeCast":
        node = node.node("arg")
    return node.kind == "A_Const" and node.flag("isnull")
