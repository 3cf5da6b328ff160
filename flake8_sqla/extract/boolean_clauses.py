"""`and_()` and `or_()` that have, or may have, nothing to join."""

from __future__ import annotations

import ast

from flake8_sqla.extract.reaching import block_path
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.boolean_clauses import BooleanClause
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.syntax.walk import walk


def boolean_clause(node: ast.Call, name: str, scope: Scope, reading: Reading) -> BooleanClause | None:
    """A call of `and_` or `or_` that may be empty."""
    if node.keywords:
        return None
    function = name.rpartition(".")[2]
    if not node.args:
        if function == "and_" and isinstance(reading.module.parents.get(node), ast.Assign):
            return None  # the neutral start of `clause = and_(clause, …)`
        return BooleanClause(reading.source.span(node), function, "")
    if len(node.args) != 1 or not isinstance(node.args[0], ast.Starred):
        return None
    inside = node.args[0].value
    if isinstance(inside, (ast.List, ast.Tuple)) and not inside.elts:
        return BooleanClause(reading.source.span(node), function, "")
    if isinstance(inside, ast.Name) and _may_be_empty(inside, node, scope, reading):
        return BooleanClause(reading.source.span(node), function, inside.id)
    return None


def _may_be_empty(use: ast.Name, call: ast.Call, scope: Scope, reading: Reading) -> bool:
    """Whether the list begins empty in this function, grows only in branches, and is not asked about before it is used."""
    bindings = scope.lookup(use.id)
    if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not scope.is_function or bindings[0].scope is not scope:
        return False
    value = bindings[0].node
    if not (isinstance(value, ast.List) and not value.elts) and not _is_empty_list_call(value):
        return False
    place = block_path(use, reading.module)
    grows = False
    gates: set[str] = set()
    for part in reading.module.mentions(use.id, scope.node):
        if not isinstance(part, ast.Name) or part is use:
            continue
        parent = reading.module.parents.get(part)
        above = reading.module.parents.get(parent) if parent is not None else None
        if isinstance(parent, ast.Assign) and isinstance(part.ctx, ast.Store):
            continue
        if isinstance(parent, ast.AnnAssign) and part is parent.target:
            continue
        if isinstance(parent, ast.Attribute) and parent.attr == "append" and isinstance(above, ast.Call):
            path = block_path(part, reading.module)
            if path == place[: len(path)] or not path:
                return False
            asked = [found for statement, _ in path for found in _decides(statement, scope)]
            if None in asked:
                return False
            gates |= {each.id for test in asked if test is not None for each in walk(test) if isinstance(each, ast.Name)}
            if any(isinstance(statement, ast.If) and _ends_in_else(statement) for statement, _ in path):
                return False
            grows = True
        elif isinstance(parent, ast.Starred) and isinstance(above, ast.Call):
            continue
        else:
            return False  # asked about, handed on, extended: it may be anything
    return grows and not _is_guarded(gates, scope.node)


def _decides(statement: ast.AST, scope: Scope) -> list[ast.expr | None]:
    """What decides whether a block runs: a condition, or the parameter that a loop goes over. None for anything else."""
    match statement:
        case ast.If(test=test):
            return [test]
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return []
        case ast.For(iter=ast.Name(id=name) as given, orelse=[]) | ast.AsyncFor(iter=ast.Name(id=name) as given, orelse=[]):
            bindings = scope.lookup(name)
            return [given] if len(bindings) == 1 and bindings[0].kind is BindingKind.PARAMETER else [None]
        case _:
            return [None]


def _is_guarded(gates: set[str], function: ast.AST) -> bool:
    """Whether the function leaves early on a condition about the same names: `if not a and not b: return []`."""
    return any(
        isinstance(statement, ast.If)
        and isinstance(statement.body[-1], (ast.Return, ast.Raise))
        and any(isinstance(part, ast.Name) and part.id in gates for part in walk(statement.test))
        for statement in walk(function)
    )


def _ends_in_else(statement: ast.If) -> bool:
    """Whether some branch of the `if` is always taken."""
    rest = statement.orelse
    while len(rest) == 1 and isinstance(rest[0], ast.If):
        rest = rest[0].orelse
    return bool(rest)


def _is_empty_list_call(value: ast.AST) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == "list"
        and not value.args
        and not value.keywords
    )
