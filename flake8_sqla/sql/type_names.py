"""Types as PostgreSQL writes them, from the node that names one.

libpg_query can write a whole statement as SQL, but takes protobuf for it. This is what it does for types (`deparseTypeName` in its
`postgres_deparse.c`), word by word: the tests compare.
"""

from __future__ import annotations

from collections.abc import Iterable

from flake8_sqla.sql.identifiers import quoted
from flake8_sqla.sql.tree import Node

#: Types of the catalogue that the grammar has words for.
_WORDS = {
    "bool": "boolean",
    "bpchar": "char",
    "float4": "real",
    "float8": "double precision",
    "int2": "smallint",
    "int4": "int",
    "int8": "bigint",
    "interval": "interval",
    "numeric": "numeric",
    "real": "real",
    "time": "time",
    "timestamp": "timestamp",
    "varchar": "varchar",
}
_ZONED = {"timetz": "time", "timestamptz": "timestamp"}
#: An interval's first argument: one bit for each field that it has (`INTERVAL_MASK` in PostgreSQL's `timestamp.h`).
_MONTH, _YEAR, _DAY, _HOUR, _MINUTE, _SECOND = (1 << bit for bit in (1, 2, 3, 10, 11, 12))
_FIELDS = {
    _YEAR: " year",
    _MONTH: " month",
    _DAY: " day",
    _HOUR: " hour",
    _MINUTE: " minute",
    _SECOND: " second",
    _YEAR | _MONTH: " year to month",
    _DAY | _HOUR: " day to hour",
    _DAY | _HOUR | _MINUTE: " day to minute",
    _DAY | _HOUR | _MINUTE | _SECOND: " day to second",
    _HOUR | _MINUTE: " hour to minute",
    _HOUR | _MINUTE | _SECOND: " hour to second",
    _MINUTE | _SECOND: " minute to second",
}
_FULL_PRECISION = 0xFFFF
_UNBOUNDED = -1


def type_text(type_name: Node) -> str:
    """A type as PostgreSQL writes it: `varchar(50)`, `numeric(10, 2)`, `timestamp with time zone`, `text[]`.

    Names of the grammar come out in one spelling (`integer` as `int`); names of the catalogue (`int4`, `timestamptz`) stay as they are.
    """
    setof = "SETOF " if type_name.flag("setof") else ""
    bounds = "".join(f"[{_bound(bound)}]" for bound in type_name.nodes("arrayBounds"))
    like_a_column = "%type" if type_name.flag("pct_type") else ""
    text = f"{setof}{_named(type_name)}{bounds}{like_a_column}".removeprefix("pg_catalog.")
    return text if '"' in text else text.lower()


def _named(type_name: Node) -> str:
    """The name, with its arguments where they belong."""
    names, arguments = type_name.texts("names"), type_name.nodes("typmods")
    if len(names) != 2 or names[0] != "pg_catalog":
        return ".".join(map(quoted, names)) + _in_brackets(map(_argument, arguments))
    name = names[1]
    if name in _ZONED:
        # Numbers only: PostgreSQL knows no other.
        precision = _in_brackets(str(_integer(argument)) for argument in arguments)
        return f"{_ZONED[name]} {precision}{' ' if precision else ''}with time zone"
    if name == "interval" and arguments:
        return f"interval{_fields(arguments)}"
    return _WORDS.get(name, f"pg_catalog.{name}") + _in_brackets(map(_argument, arguments))


def _in_brackets(arguments: Iterable[str]) -> str:
    written = list(arguments)
    return f"({', '.join(written)})" if written else ""


def _fields(arguments: list[Node]) -> str:
    """The fields and the precision of an interval."""
    precision = _integer(arguments[1]) if len(arguments) == 2 else _FULL_PRECISION
    return _FIELDS.get(_integer(arguments[0]), "") + (f"({precision})" if precision != _FULL_PRECISION else "")


def _bound(bound: Node) -> str:
    size = bound.number("ival")
    return "" if size == _UNBOUNDED else str(size)


def _integer(constant: Node) -> int:
    return constant.node("ival").number("ival")


def _argument(node: Node) -> str:
    """An argument: a constant, a word (`geometry(Point, 4326)`), a parameter. What else the grammar takes, PostgreSQL refuses."""
    match node.kind:
        case "A_Const":
            return _constant(node)
        case "ColumnRef":
            return ".".join(quoted(part.text("sval")) if part.kind == "String" else "*" for part in node.nodes("fields"))
        case "ParamRef":
            number = node.number("number")
            return f"${number}" if number else "?"
        case _:
            return ""


def _constant(node: Node) -> str:
    if "ival" in node.fields:
        return str(_integer(node))
    if "fval" in node.fields:
        return node.node("fval").text("fval")
    if "boolval" in node.fields:
        return "true" if node.node("boolval").flag("boolval") else "false"
    if "sval" in node.fields:
        return _literal(node.node("sval").text("sval"))
    if "bsval" in node.fields:
        bits = node.node("bsval").text("bsval")
        return bits[:1] + _literal(bits[1:])
    return "NULL"


def _literal(text: str) -> str:
    doubled = text.replace("'", "''").replace("\\", "\\\\")
    return f"E'{doubled}'" if "\\" in text else f"'{doubled}'"
