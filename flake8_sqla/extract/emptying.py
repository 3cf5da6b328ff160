"""Functions that say by their name that they empty a table."""

from __future__ import annotations

import ast

from flake8_sqla.extract.kinds import ConnectionValue, EngineValue, SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.syntax.scopes import Scope

_WORDS = frozenset({"clear", "truncate", "empty", "wipe"})
#: What says that only some rows go.
_CHOOSING = frozenset(
    "expired old older stale outdated obsolete past before orphan orphans orphaned unused dead inactive invalid finished failed deleted "
    "duplicate duplicates pending temporary temp for by of from where".split()
)
_ALL = lazy_pattern(r"(?:^|_)(?:delete|remove|drop)_(?:all|everything)(?:_|$)")


def empties(node: ast.AST, reading: Reading) -> bool:
    """Whether the function around is there to empty a table: its name says so, and it is given nothing but where to do it.

    One that takes more, `clear_cart(session, user_id)`, may have lost a condition on it.
    """
    function = reading.module.enclosing_function(node)
    words = set(function.name.lower().split("_")) if function is not None else set()
    if function is None or not (_WORDS & words or _ALL.search(function.name)) or _CHOOSING & words:
        return False
    arguments = function.args
    if arguments.vararg is not None or arguments.kwarg is not None:
        return False
    inner = reading.module.scopes.get(function)
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return all(argument.arg in ("self", "cls") or (inner is not None and _is_place(argument, inner, reading)) for argument in given)


def _is_place(argument: ast.arg, scope: Scope, reading: Reading) -> bool:
    name = ast.copy_location(ast.Name(argument.arg, ast.Load()), argument)
    return isinstance(reading.values.of(name, scope), (SessionValue, ConnectionValue, EngineValue))
