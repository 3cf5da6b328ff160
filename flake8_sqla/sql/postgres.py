"""PostgreSQL's parser, as postgast has it. Importing this loads the parser: see `reader`.

The parser, libpg_query, is a C library that writes its tree as protobuf or as JSON. postgast's own functions take protobuf, whose
runtime and classes take longer to load than the parser itself and more memory, in every process that meets a single statement. So
we call the library through `postgast.native`, which declares its functions, and read the JSON.

Of postgast's modules only two are loaded: its `__init__` loads all of them, protobuf too. While they load, an empty package stands for
`postgast`; who imports postgast afterwards gets the real one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from typing import Any

from flake8_sqla.sql.tree import Json, Node

_PACKAGE = "postgast"
#: Lists and objects inside each other in a statement's JSON. Python's own reader of JSON gives up at a thousand, less the calls that have
#: led to it (before Python 3.12), and what is read must not depend on those. An operator takes two levels, a subselect seven.
_DEEPEST = 400
#: Bytes of a statement that cannot be so deep: `+-+-+-a`, two levels for each character, is the steepest that there is.
_SHORT = 150
#: Bytes of JSON. A text that takes more is data, most likely.
_LONG = 100_000
_CONSTANTS: dict[str, Any] = {"List": {}}


@contextmanager
def _without_the_rest() -> Iterator[None]:
    """Within this, submodules of postgast are loaded without it, if that has not been loaded before. Raises ImportError without it."""
    spec = find_spec(_PACKAGE) if _PACKAGE not in sys.modules else None
    if spec is None:
        yield
        return
    empty = sys.modules[_PACKAGE] = module_from_spec(spec)
    try:
        yield
    finally:
        if sys.modules.get(_PACKAGE) is empty:
            del sys.modules[_PACKAGE]


with _without_the_rest():
    from postgast.errors import PgQueryError, check_error
    from postgast.native import lib

__all__ = ["PgQueryError", "TooDeep", "parse"]


class TooDeep(Exception):
    """A statement is nested so deep that it is not read."""


def parse(text: str) -> list[Node]:
    """The statements of the text, each a RawStmt.

    Raises PgQueryError, whose `cursorpos` counts characters from one, where the grammar refuses the text; TooDeep or RecursionError where
    a statement is too deep; UnicodeError where the text cannot be encoded, or where a constant's escapes spell what is no text.
    """
    result = lib.pg_query_parse(text.encode())
    try:
        check_error(result)
        written: str = result.parse_tree.decode()
    finally:
        lib.pg_query_free_parse_result(result)
    tree = json.loads(written, object_hook=_without_constants if len(written) > _LONG else None)
    statements = Node("ParseResult", tree).nodes("stmts")
    if len(text) > _SHORT and any(map(_is_too_deep, statements)):
        raise TooDeep
    return statements


def _without_constants(written: dict[str, Any]) -> dict[str, Any]:
    """For long texts: the rows of `VALUES (1, 2), (3, 4), …` and what stands behind `IN`. Nobody asks for them, and they take a hundred
    times the memory of their text."""
    if "List" in written and all("A_Const" in item for item in written["List"]["items"]):
        return _CONSTANTS
    return written


def _is_too_deep(statement: Node) -> bool:
    # A statement that ends with the text has no length.
    if 0 < statement.number("stmt_len") <= _SHORT:
        return False
    level: list[dict[str, Json] | list[Json]] = [dict(statement.fields)]
    for _ in range(_DEEPEST):
        level = [
            part
            for node in level
            for part in (node.values() if isinstance(node, dict) else node)
            if isinstance(part, (dict, list))
        ]
        if not level:
            return False
    return True
