"""Keywords that speak to one dialect, wherever they are given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.receivers import is_batch
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary.calls import DIALECT_KEYWORDS
from flake8_sqla.vocabulary.dialect_keywords import CONSTRUCTS, OPERATIONS

if TYPE_CHECKING:
    from flake8_sqla.facts.keywords import DialectKeyword

_OP = "alembic.op."


def dialect_keywords(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[DialectKeyword]:
    """The dialects' keywords of one call."""
    given = [keyword for keyword in node.keywords if keyword.arg is not None and keyword.arg.startswith(DIALECT_KEYWORDS)]
    function = node.func
    construct, operation = CONSTRUCTS.get(name, ""), False
    called = function.attr if isinstance(function, ast.Attribute) else name.rpartition(".")[2]
    by_batch = not construct and isinstance(function, ast.Attribute) and is_batch(function.value, scope, reading)
    if not construct and (name.startswith(_OP) or by_batch):
        construct, operation = OPERATIONS.get(called, ""), True
    if not construct:
        return
    from flake8_sqla.extract.branches import branch_around
    from flake8_sqla.facts.keywords import DialectKeyword

    names = [str(keyword.arg).partition("_")[2] for keyword in given]
    for keyword in given:
        dialect, _, rest = str(keyword.arg).partition("_")
        missing = _missing(node, keyword.value, scope, reading) if called == "create_unique_constraint" and rest == "include" else ()
        yield DialectKeyword(
            reading.source.span(keyword),
            construct,
            called,
            dialect,
            rest,
            operation,
            missing,
            names.count(rest) > 1,
            branch_around(node, scope, reading),
        )


def _missing(call: ast.Call, included: ast.expr, scope: Scope, reading: Reading) -> tuple[str, ...]:
    """The columns to include that the operation's own list does not name."""
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "columns"), call.args[-1] if call.args else None)
    if not isinstance(named, (ast.List, ast.Tuple)) or not isinstance(included, (ast.List, ast.Tuple)):
        return ()
    own = [reading.text(part, scope) for part in named.elts]
    wanted = [reading.text(part, scope) for part in included.elts]
    if not all(isinstance(part, str) for part in own):
        return ()
    return tuple(part for part in wanted if isinstance(part, str) and part not in own)
