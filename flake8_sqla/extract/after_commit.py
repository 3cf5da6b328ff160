"""Whether something may be read of the objects of a session after it committed, where all that is done with it is in one block."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.syntax.walk import walk

_TAKING = frozenset({"add", "add_all", "merge"})


def may_read_after_commit(call: ast.Call, reading: Reading) -> bool:
    """`call` makes a session. False only if `with` binds it, no other code gets it, and no name of before a commit is read after it."""
    item = reading.module.parents.get(call)
    block = reading.module.parents.get(item) if isinstance(item, ast.withitem) else None
    function = reading.module.enclosing_function(call)
    if not isinstance(item, ast.withitem) or not isinstance(block, (ast.With, ast.AsyncWith)) or function is None:
        return True
    if not isinstance(item.optional_vars, ast.Name):
        return True
    session = item.optional_vars.id
    nodes = [node for statement in block.body for node in walk(statement)]
    mentions = [node for node in nodes if isinstance(node, ast.Name) and node.id == session]
    if not all(isinstance(reading.module.parents.get(node), ast.Attribute) for node in mentions):
        return True
    ends = [end for node in nodes for end in _commits(node, session)]
    if not ends:
        return False
    first = min(ends)
    if any(_stands_in_loop(node, block, reading) for node in nodes if any(True for _ in _commits(node, session))):
        return True
    before = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and _start(node) < first}
    before |= {name for node in nodes for name in _given(node, session)}
    return any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in before and _start(node) > first
        for node in walk(function)
    )


def _start(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _method(node: ast.AST, session: str) -> str:
    """The method of the session that a call calls."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == session:
        return function.attr
    return ""


def _commits(node: ast.AST, session: str) -> Iterator[tuple[int, int]]:
    """Where a commit, or the block of a `begin()`, ends."""
    if isinstance(node, ast.Call) and _method(node, session) == "commit":
        yield node.end_lineno or node.lineno, node.end_col_offset or 0
    elif isinstance(node, (ast.With, ast.AsyncWith)) and any(_method(item.context_expr, session) == "begin" for item in node.items):
        yield node.end_lineno or node.lineno, node.end_col_offset or 0


def _stands_in_loop(node: ast.AST, block: ast.AST, reading: Reading) -> bool:
    parent = reading.module.parents.get(node)
    while parent is not None and parent is not block:
        if isinstance(parent, (ast.For, ast.AsyncFor, ast.While)):
            return True
        parent = reading.module.parents.get(parent)
    return False


def _given(node: ast.AST, session: str) -> Iterator[str]:
    """The names of objects that the session is given."""
    if isinstance(node, ast.Call) and _method(node, session) in _TAKING:
        yield from (part.id for argument in node.args for part in walk(argument) if isinstance(part, ast.Name) and part.id[:1].islower())
