"""Nodes of PostgreSQL's tree, and that what the readers ask for is what PostgreSQL calls it."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from postgast import pg_query_pb2 as pb

import flake8_sqla.sql
from flake8_sqla.facts.migrations import TableName
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.sql import commands
from flake8_sqla.sql.nodes import words
from flake8_sqla.sql.postgres import parse
from flake8_sqla.sql.tree import NO_NODE, Node
from flake8_sqla.sql.values import functions_of
from flake8_sqla.sql.views import uses_of

_READERS = sorted(Path(flake8_sqla.sql.__file__).parent.glob("*.py"))
_MESSAGES = pb.DESCRIPTOR.message_types_by_name.values()
#: Kinds of nodes, by what protobuf calls the field that holds one.
_KINDS = {field.name: field.message_type.name for field in pb.Node.DESCRIPTOR.fields}


def statement(text: str) -> Node:
    return parse(text)[0].node("stmt")


def test_a_node_gives_what_its_fields_hold() -> None:
    node = Node("K", {"t": "x", "n": 5, "f": True, "l": [{"String": {"sval": "a"}}, {"Integer": {}}, {}], "w": {"A_Star": {}}, "b": {"relname": "r"}})
    assert (node.text("t"), node.number("n"), node.flag("f")) == ("x", 5, True)
    assert [part.kind for part in node.nodes("l")] == ["String", "Integer", ""]
    assert node.texts("l") == ("a", "", "")
    assert (node.node("w").kind, node.node("b").kind, node.node("b").text("relname")) == ("A_Star", "RangeVar", "r")
    assert node
    assert node.node("w")


def test_a_field_that_is_not_there_is_empty() -> None:
    node = Node("K", {"t": "x", "n": 5})
    assert (node.text("z"), node.number("z"), node.flag("z"), node.nodes("z"), node.texts("z")) == ("", 0, False, [], ())
    assert not node.node("z")
    assert not NO_NODE.node("z").node("y")
    # Nor is one of another sort.
    assert (node.text("n"), node.number("t"), node.flag("n"), node.node("t"), node.nodes("t")) == ("", 0, False, NO_NODE, [])


def test_a_missing_item_of_a_list_is_a_node_that_is_not_there() -> None:
    assert [bool(node) for node in Node("K", {"l": [{}, {"Null": {}}]}).nodes("l")] == [False, True]


def test_what_is_inside_comes_in_the_order_of_the_text() -> None:
    calls = statement("SELECT f(g(), CASE WHEN h() THEN i(ARRAY[j()]) END), k() OVER (ORDER BY l()) FROM m() WHERE n() = (SELECT o())")
    names = [node.texts("funcname")[0] for node in calls.inside() if node.kind == "FuncCall"]
    # A call's arguments come behind its name, and a window behind the call.
    assert names == list("fghijklmno")


def test_the_walk_takes_any_depth() -> None:
    fields: dict[str, object] = {"relname": "t"}
    for _ in range(5_000):
        fields = {"A_Expr": {"lexpr": fields}}
    assert sum(node.kind == "RangeVar" for node in Node("K", {"x": fields}).inside()) == 1  # type: ignore[dict-item]


def test_only_relations_have_the_field_by_which_they_are_known() -> None:
    # The other is made by the rewriter, which comes after the parser.
    assert {message.name for message in _MESSAGES if "relname" in message.fields_by_name} == {"RangeVar", "WithCheckOption"}


def test_calls_and_columns_stand_bare_in_no_expression() -> None:
    bare = {
        f"{message.name}.{field.json_name}"
        for message in _MESSAGES
        for field in message.fields
        if message.name != "Node" and field.message_type is not None and field.message_type.name in ("FuncCall", "ColumnRef")
    }
    assert bare == {"CallStmt.funccall"}


def test_kinds_begin_with_a_capital_letter_and_fields_do_not() -> None:
    assert all(kind[0].isupper() for kind in _KINDS.values())
    fields = {field.json_name for message in _MESSAGES for field in message.fields if message.name != "Node"}
    assert [name for name in fields if name[0].isupper()] == []


def test_relations_are_found_where_their_fields_stand_bare() -> None:
    query = statement(
        "CREATE VIEW v AS WITH i AS (INSERT INTO a SELECT b.x FROM b RETURNING a.y), u AS (UPDATE s.c AS k SET p = 1 RETURNING k.z), "
        "d AS (DELETE FROM e RETURNING *), m AS (MERGE INTO f USING g ON f.q = g.q WHEN MATCHED THEN DELETE RETURNING f.r) SELECT h.w INTO j FROM h"
    ).node("query")
    tables = {relation.text("relname") for relation in query.inside() if relation.kind == "RangeVar"}
    assert tables == set("abcefghj")
    uses = uses_of(query)
    assert (TableName("a"), "y") in uses
    assert (TableName("c", "s"), "z") in uses
    assert (TableName("f"), "r") in uses
    assert (TableName("h"), "w") in uses
    assert (UNKNOWN, "y") not in uses


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("now()", ("now",)),
        ('Public."Now"()', ("now",)),
        ("CURRENT_TIMESTAMP", ()),
        ("f(g(1), f(2))", ("f", "g")),
        ("a.b || lower(c)::text", ("lower",)),
        ("json_object('a': f(1) ABSENT ON NULL)", ("f",)),
        ("json_arrayagg(f(1) ORDER BY g(2))", ("g", "f")),
        ("json_query(f(1), '$.a' PASSING g(2) AS x)", ("f", "g")),
        ("xmlelement(name a, xmlattributes(f(1) AS b), g(2))", ("f", "g")),
        ("(f(1)).x[g(2)]", ("f", "g")),
        ("(SELECT max(a) OVER (PARTITION BY f(1)) FROM g(2) AS h)", ("max", "f", "g")),
    ],
)
def test_calls_are_found_in_every_expression(expression: str, names: tuple[str, ...]) -> None:
    column = statement(f"ALTER TABLE t ADD a text DEFAULT ({expression})").nodes("cmds")[0].node("def")
    assert functions_of(column.nodes("constraints")[0].node("raw_expr")) == names


def test_the_fields_that_readers_ask_for_are_postgresqls() -> None:
    known = {field.json_name for message in _MESSAGES for field in message.fields} | {"stmts"}
    asked = {
        name: path.name
        for path in _READERS
        for found in re.findall(r'\.(?:text|texts|number|flag|node|nodes)\(((?:"\w+"[^")]*)+)\)', path.read_text(encoding="utf-8"))
        for name in re.findall(r'"([a-z]\w*)"', found)
    }
    assert len(asked) > 60
    assert {name: path for name, path in asked.items() if name not in known} == {}


def test_the_members_of_enumerations_that_readers_know_are_postgresqls() -> None:
    known = set(chain.from_iterable(enum.values_by_name for enum in pb.DESCRIPTOR.enum_types_by_name.values()))
    prefixes = "OBJECT|CONSTR|TRANS_STMT|REINDEX_OBJECT|VAR|DISCARD|ACL_TARGET|DROP|AEXPR|IS"
    used = {
        word for path in _READERS for word in re.findall(rf'"((?:{prefixes})_[A-Z_]+|(?:AND|OR)_EXPR)"', path.read_text(encoding="utf-8"))
    } - {"OBJECT_"}
    assert len(used) > 40
    assert used <= known


def test_every_kind_of_statement_has_sqls_words() -> None:
    assert set(commands._HANDLERS) | set(commands._NAMES) | commands._REFUSED_IN_TRANSACTION <= set(_KINDS.values())
    # The words of the others are protobuf's, which splits the names by other rules than ours: nothing may be lost in them.
    others = {name: kind for name, kind in _KINDS.items() if kind.endswith("Stmt")}
    others = {name: kind for name, kind in others.items() if kind not in commands._HANDLERS and kind not in commands._NAMES}
    del others["plassign_stmt"]  # PL/pgSQL's own
    assert {name.removesuffix("_stmt").replace("_", " ").upper(): kind for name, kind in others.items()} == {
        words(kind.removesuffix("Stmt")): kind for kind in others.values()
    }
