"""Which of a name's bindings may have given the value that is read at one place: the last one before it, and what branches add."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from flake8_sqla.syntax.scopes import Binding, BindingKind, FunctionNode, Module
from flake8_sqla.syntax.walk import BLOCKS

_Path = tuple[tuple[ast.AST, str], ...]
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_STOPS = frozenset({*FunctionNode, ast.ClassDef, ast.Lambda, ast.Module})
#: What stands in a block.
_IN_BLOCKS = frozenset({*ast.stmt.__subclasses__(), ast.ExceptHandler, ast.match_case})
#: More bindings than this are not worth telling apart.
_MOST_BINDINGS = 40
#: What a block of so many statements holds is not kept apart.
_SHORT = 200


def block_path(node: ast.AST, module: Module) -> _Path:
    """The blocks around a node, outermost first: each a statement and which of its parts."""
    known, parents = module.block_paths, module.parents
    passed: list[tuple[ast.AST, ast.AST]] = []
    path: _Path = ()
    child = node
    while child in parents and child.__class__ not in _STOPS:
        parent = parents[child]
        if child.__class__ in _IN_BLOCKS:
            if child in known:
                path = known[child]
                break
            passed.append((child, parent))
        child = parent
    for child, parent in reversed(passed):
        part = _part(parent, child, module)
        if part:
            path = (*path, (parent, part))
        known[child] = path
    return path


def _part(parent: ast.AST, child: ast.AST, module: Module) -> str:
    for name in BLOCKS:
        block = getattr(parent, name, None)
        if block.__class__ is not list:
            continue
        if len(block) > _SHORT:  # looking through it for each of its statements would take their number squared
            known = module.long_blocks.get((parent, name))
            block = known if known is not None else module.long_blocks.setdefault((parent, name), set(block))
        if child in block:
            return name
    return ""


def are_exclusive(one: _Path, other: _Path) -> bool:
    """Whether two places lie in different branches of one `if` or `match`."""
    for (first, part), (second, other_part) in zip(one, other, strict=False):
        if first is not second:
            return isinstance(first, ast.match_case) and isinstance(second, ast.match_case)
        if part != other_part:
            return isinstance(first, ast.If)
    return False


def reaching(use: ast.AST, bindings: Iterable[Binding], module: Module) -> tuple[Binding, ...]:
    """The bindings that may hold where `use` reads the name; all of them where it stands in another scope."""
    given = tuple(bindings)
    if len(given) < 2 or len(given) > _MOST_BINDINGS:
        return given
    home = module.enclosing_function(use)
    inside = [binding for binding in given if binding.kind is not BindingKind.PARAMETER]
    if any(module.enclosing_function(binding.node) is not home or binding.node.__class__ in _STOPS for binding in inside):
        return given
    place = block_path(use, module)
    here = start(use)
    before = [binding for binding in given if _end(binding) <= here]
    paths = {binding: _path_of(binding, module) for binding in given}
    dominating: Binding | None = None
    for binding in before:
        path = paths[binding]
        if path == place[: len(path)] and (dominating is None or _end(binding) >= _end(dominating)):
            dominating = binding
    if dominating is None:
        return given
    found = [dominating]
    for binding in given:
        if binding is dominating:
            continue
        if _end(binding) <= here:
            if _end(binding) > _end(dominating) and not are_exclusive(paths[binding], place) and not _leaves(paths[binding], place):
                found.append(binding)
        elif _shares_loop(paths[binding], place, paths[dominating]):
            found.append(binding)
    return tuple(found)


def is_inside(node: ast.AST, holder: ast.AST, module: Module) -> bool:
    """Whether a node stands somewhere in another."""
    parent = module.parents.get(node)
    while parent is not None and parent is not holder:
        parent = module.parents.get(parent)
    return parent is holder


def start(node: ast.AST) -> tuple[int, int]:
    """Where a node begins, for comparing; the start of the file for one without a place."""
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))


def _end(binding: Binding) -> tuple[int, int]:
    if binding.kind is BindingKind.PARAMETER:
        return (0, 0)
    node = binding.node
    return (getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0)


def _path_of(binding: Binding, module: Module) -> _Path:
    if binding.kind is BindingKind.PARAMETER:
        return ()
    path = block_path(binding.node, module)
    parent = module.parents.get(binding.node)
    if binding.kind in (BindingKind.LOOP, BindingKind.UNPACKING) and isinstance(parent, (ast.For, ast.AsyncFor)):
        return (*path, (parent, "body"))
    return path


def _leaves(path: _Path, place: _Path) -> bool:
    """Whether a branch that the place is not in ends by leaving the function."""
    for index, (statement, part) in enumerate(path):
        if index < len(place) and place[index] == (statement, part):
            continue
        block = getattr(statement, part, None)
        if isinstance(block, list) and block and isinstance(block[-1], (ast.Return, ast.Raise)):
            return True
    return False


def _shares_loop(path: _Path, place: _Path, dominating: _Path) -> bool:
    """Whether a later binding comes round to the place in a loop that the dominating binding stands outside of."""
    return any(
        isinstance(statement, _LOOPS) and (statement, part) in place and (statement, part) not in dominating for statement, part in path
    )
