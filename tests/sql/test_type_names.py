"""Types as we write them, against libpg_query's own writer, which only the tests can afford to load."""

from __future__ import annotations

import pytest
from postgast import PgQueryError, deparse
from postgast import parse as parse_protobuf
from postgast import pg_query_pb2 as pb

from flake8_sqla.sql.identifiers import quoted
from flake8_sqla.sql.postgres import parse
from flake8_sqla.sql.type_names import type_text

_NAMES = [
    *("bigint", "int8", "bit", "bit varying", "varbit", "bool", "boolean", "box", "bytea", "char", "character", "nchar", "bpchar"),
    *("character varying", "varchar", "nchar varying", "national character varying", "national character", "cidr", "circle", "date"),
    *("double precision", "float", "float4", "float8", "real", "inet", "int", "int2", "int4", "integer", "smallint", "interval", "json"),
    *("jsonb", "line", "lseg", "macaddr", "money", "name", "numeric", "decimal", "dec", "oid", "path", "pg_lsn", "point", "polygon"),
    *("serial", "bigserial", "smallserial", "serial8", "text", "time", "time with time zone", "time without time zone", "timestamp"),
    *("timestamp with time zone", "timestamp without time zone", "timetz", "timestamptz", "tsquery", "tsvector", "uuid", "xml", "citext"),
    *("hstore", "geometry", "vector", "tsrange", "int4multirange", "tinyint", "datetime", "unsigned", "INTEGER", "VarChar", "Mood"),
    *('"char"', '"Mood"', '"a b"', '"a.b"', '"a""b"', '"user"', '"between"', '"select"', '"$a"', "a$b", "_int4", '"1a"', '"é"', "é", '"x TYPE y"'),
    *("public.mood", '"Public".mood', 'public."Mood"', 'public."user"', "a.b.c", 'a."B".c.d', "pg_catalog", '"PG_CATALOG".int4'),
    *(f"pg_catalog.{name}" for name in ("bool", "bpchar", "varchar", "numeric", "int2", "int4", "int8", "real", "float4", "float8")),
    *(f"pg_catalog.{name}" for name in ("time", "timetz", "timestamp", "timestamptz", "interval", "text", '"char"', '"Odd"', "bit", "varbit")),
]
_NUMBERS = ("(0)", "(3)", "(10, 2)", "(5, -2)", "(1, 2, 3)", "(24)", "(25)")
_ARGUMENTS = [
    *_NUMBERS,
    *("(99999999999)", "(1.5)", "(-1.5)", "(true)", "(false)", "(NULL)"),
    *("('a')", "('it''s')", "(E'back\\\\slash')", "(E'tab\\t')", "(b'01')", "(x'1F')", "(Point, 4326)", '("Point", 4326)', "('PointZ', 4326)"),
    *('(a.b."C")', "(a.*)", "($1)", "($0)", '("user")', "(1 + 1)", "(f(1), 2)", "(a[1])", "(1::int)", "((SELECT 1))", "(ARRAY[1])", "(current_user)"),
    *(" year", " month", " day", " hour", " minute", " second", " year to month", " day to hour", " day to minute", " day to second"),
    *(" hour to minute", " hour to second", " minute to second", " second(3)", " day to second(6)", " hour to second(0)"),
    *(" minute to second(2)", "(3) with time zone", "(0) without time zone"),
]
_AROUND = ["{}", "{}[]", "{}[3][]", "{} ARRAY", "{} ARRAY[4]", "SETOF {}", "SETOF {}[]", "{}[0]"]
#: With these arguments libpg_query takes nodes for numbers that are none, and writes whatever lies in memory.
_NUMBERS_ONLY = ("pg_catalog.timetz", "pg_catalog.timestamptz", "pg_catalog.interval")
_BARE = [pattern.format(name) for pattern in _AROUND for name in _NAMES]
_WITH_ARGUMENTS = [
    pattern.format(name + arguments)
    for pattern in _AROUND[:2]
    for name in _NAMES
    for arguments in _ARGUMENTS
    if name not in _NUMBERS_ONLY or arguments in _NUMBERS
]


def _written_by_libpg_query(type_name: pb.TypeName) -> str:
    """It writes whole statements only."""
    change = pb.AlterTableCmd(subtype=pb.AT_AlterColumnType, name="c", behavior=pb.DROP_RESTRICT)
    getattr(change, "def").column_def.CopyFrom(pb.ColumnDef(type_name=type_name))
    alter = pb.AlterTableStmt(relation=pb.RangeVar(relname="t", inh=True, relpersistence="p"), objtype=pb.OBJECT_TABLE)
    alter.cmds.add().alter_table_cmd.CopyFrom(change)
    tree = pb.ParseResult()
    tree.stmts.add().stmt.alter_table_stmt.CopyFrom(alter)
    text = deparse(tree).partition(" TYPE ")[2].removeprefix("pg_catalog.")
    return text if '"' in text else text.lower()


def _both(statement: str) -> tuple[str, str]:
    """The type that a function returns, as we write it and as libpg_query does."""
    ours = parse(statement)[0].node("stmt").node("returnType")
    theirs = parse_protobuf(statement).stmts[0].stmt.create_function_stmt.return_type
    return type_text(ours), _written_by_libpg_query(theirs)


def _disagreements(spellings: list[str]) -> tuple[int, list[tuple[str, str, str]]]:
    compared, found = 0, []
    for spelling in spellings:
        statement = f"CREATE FUNCTION f() RETURNS {spelling} AS 'x'"
        try:
            parse_protobuf(statement)
        except PgQueryError:
            continue  # Not every name takes every argument.
        ours, theirs = _both(statement)
        compared += 1
        if ours != theirs:
            found.append((spelling, ours, theirs))
    return compared, found


def test_names_are_written_as_libpg_query_writes_them() -> None:
    compared, found = _disagreements(_BARE)
    assert found == []
    assert compared > 0.9 * len(_BARE)


def test_arguments_are_written_as_libpg_query_writes_them() -> None:
    compared, found = _disagreements(_WITH_ARGUMENTS)
    assert found == []
    assert compared > 0.5 * len(_WITH_ARGUMENTS)


def test_types_of_columns_elsewhere() -> None:
    assert _disagreements(["a.b%TYPE", "SETOF a.b%TYPE", '"A".b.c%TYPE']) == (3, [])


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("INTEGER", "int"),
        ("character varying(50)", "varchar(50)"),
        ("decimal(10,2)", "numeric(10, 2)"),
        ("timestamp(3) with time zone", "timestamp (3) with time zone"),
        ("TEXT[]", "text[]"),
        ('public."Mood"', 'public."Mood"'),
        ("interval day to second(3)", "interval day to second(3)"),
        ("geometry(Point, 4326)", "geometry(point, 4326)"),
    ],
)
def test_a_type_in_one_spelling(spelling: str, text: str) -> None:
    assert _both(f"CREATE FUNCTION f() RETURNS {spelling} AS 'x'") == (text, text)


def test_the_words_that_need_quotes_are_those_of_this_postgresql() -> None:
    # The scanner's tokens, of which some bear another name (`IN_P`); what is no key word at all does no harm here.
    words = sorted({token.lower().removesuffix("_p") for token in pb.Token.keys()})
    assert len(words) > 400
    names = [word for word in words if word.isidentifier()]
    theirs = {name: _written_by_libpg_query(pb.TypeName(names=[pb.Node(string=pb.String(sval=name))])) for name in names}
    assert theirs == {name: quoted(name) for name in names}
