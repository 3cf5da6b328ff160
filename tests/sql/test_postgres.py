"""What is taken of postgast: the C library's `pg_query_parse`, its JSON, and its errors."""

from __future__ import annotations

import ctypes
import json
from typing import Any

import pytest
from postgast import native

from flake8_sqla.sql import postgres
from flake8_sqla.sql.postgres import PgQueryError, TooDeep, parse


class _Counting:
    """The library, and how often a result of it was made and freed."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.answer = answer
        self.made = self.freed = 0

    def pg_query_parse(self, text: bytes) -> Any:
        self.made += 1
        result = native.lib.pg_query_parse(text)
        if self.answer is not None:
            # In place of what was parsed; the library's own memory stays the library's.
            native.lib.pg_query_free_parse_result(result)
            return native.PgQueryParseResult(parse_tree=self.answer)
        return result

    def pg_query_free_parse_result(self, result: Any) -> None:
        self.freed += 1
        if self.answer is None:
            native.lib.pg_query_free_parse_result(result)


def test_postgast_still_has_what_we_take_of_it() -> None:
    """`postgast.native` calls itself internal. If this fails with a new postgast, see what has become of it (docs/architecture.md)."""
    result = native.PgQueryParseResult
    assert [name for name, *_ in result._fields_] == ["parse_tree", "stderr_buffer", "error"], "postgast.native has another result"
    assert native.lib.pg_query_parse.restype is result, "postgast.native does not declare libpg_query's pg_query_parse any more"
    assert native.lib.pg_query_parse.argtypes == [ctypes.c_char_p]
    assert native.lib.pg_query_free_parse_result.argtypes == [result]
    tree = native.lib.pg_query_parse(b"DROP TABLE t").parse_tree
    assert json.loads(tree)["stmts"][0]["stmt"]["DropStmt"]["removeType"] == "OBJECT_TABLE", "libpg_query writes other JSON"


def test_the_statements_of_a_text() -> None:
    first, second = parse("SELECT 'é';DROP TABLE é")
    assert (first.node("stmt").kind, first.number("stmt_location")) == ("SelectStmt", 0)
    assert (second.node("stmt").kind, second.number("stmt_location")) == ("DropStmt", 12)
    assert parse("") == parse(" ; -- nothing") == []


@pytest.mark.parametrize(("text", "message", "position"), [("SELECT 'é', FROM", "FROM", 13), ("DROP", "end of input", 5)])
def test_a_refusal_says_what_and_where(text: str, message: str, position: int) -> None:
    with pytest.raises(PgQueryError, match=message) as refused:
        parse(text)
    assert refused.value.cursorpos == position


def test_every_result_is_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    library = _Counting()
    monkeypatch.setattr(postgres, "lib", library)
    parse("SELECT 1")
    with pytest.raises(PgQueryError):
        parse("SELEC 1")
    assert library.made == library.freed == 2


@pytest.mark.parametrize("answer", [b'{"stmts":[{"stmt":{"SelectStmt":{"x":"\xff"}}}]}', b'{"stmts":[{"stmt":{"SelectStmt":{"x":"\xed\xa0\x80"}}}]}'])
def test_an_answer_that_is_no_text_is_refused_and_freed(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    library = _Counting(answer)
    monkeypatch.setattr(postgres, "lib", library)
    with pytest.raises(UnicodeDecodeError):
        parse("SELECT 1")
    assert library.freed == 1


def test_what_cannot_be_encoded_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        parse("SELECT '\ud800'")


def test_how_deep_a_statement_may_be_is_a_matter_of_its_tree_alone() -> None:
    def nested(levels: int) -> str:
        return "SELECT " + "f(" * levels + ")" * levels

    deepest = next(levels for levels in range(1, 400) if _is_too_deep(nested(levels + 1)))
    assert 100 < deepest < 150

    def called(callers: int, text: str) -> bool:
        return called(callers - 1, text) if callers else _is_too_deep(text)

    assert not called(300, nested(deepest))
    assert called(300, nested(deepest + 1))
    # Beside each other they may be as many as they like.
    assert not _is_too_deep(nested(deepest) + "; " + ";".join(["SELECT f(g(1), ARRAY[2, 3])"] * 500))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("+-", ""), ("- ", ""), ("f(", ")"), ("a[", "]"), ("[", "]"), ("(a,", ")"), ("(SELECT(", "))"), ("(VALUES(", "))"), ("NOT ", ""), ("x||", "")],
)
def test_no_short_statement_is_too_deep(opening: str, closing: str) -> None:
    start = "SELECT ARRAY" if opening == "[" else "SELECT "
    levels = (postgres._SHORT - len(start) - 1) // len(opening + closing)
    text = start + opening * levels + "a" + closing * levels
    assert postgres._SHORT - 12 < len(text) <= postgres._SHORT
    tree = native.lib.pg_query_parse(text.encode()).parse_tree
    assert _depth(json.loads(tree)["stmts"][0]) <= postgres._DEEPEST


def _depth(node: Any) -> int:
    parts = node.values() if isinstance(node, dict) else node
    return 1 + max((_depth(part) for part in parts if isinstance(part, (dict, list))), default=0)


def _is_too_deep(text: str) -> bool:
    try:
        parse(text)
    except TooDeep:
        return True
    return False


def test_of_a_long_text_the_rows_of_constants_are_left_out() -> None:
    rows = ", ".join(["(1, 'a', NULL, 2.5)"] * 1_000)
    insert, mixed, drop = (raw.node("stmt") for raw in parse(f"INSERT INTO t VALUES {rows}; INSERT INTO t VALUES (1, f(2)); DROP TABLE t, s.u"))
    values = insert.node("selectStmt").nodes("valuesLists")
    assert len(values) == 1_000
    assert not any(row.nodes("items") for row in values)
    assert [item.kind for item in mixed.node("selectStmt").nodes("valuesLists")[0].nodes("items")] == ["A_Const", "FuncCall"]
    assert [name.texts("items") for name in drop.nodes("objects")] == [("t",), ("s", "u")]
