"""Branches of a migration that only some dialects take."""

from __future__ import annotations

import ast

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.circumstances import DialectBranch
from flake8_sqla.syntax.scopes import BindingKind, FunctionNode, Scope
from flake8_sqla.syntax.walk import walk

_DEPTH = 6
_Branches = tuple[DialectBranch | None, DialectBranch | None]
_NOT_TOLD: _Branches = (None, None)


def branch_of(test: ast.expr, scope: Scope, reading: Reading, depth: int = _DEPTH) -> _Branches:
    """What a condition says of the dialect where it holds, and where it does not; (None, None) where it says nothing of it."""
    if depth == 0:
        return _NOT_TOLD
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            taken, otherwise = branch_of(operand, scope, reading, depth - 1)
            return otherwise, taken
        case ast.BoolOp(op=ast.And(), values=values):
            told = [branch for value in values if (branch := branch_of(value, scope, reading, depth - 1)) != _NOT_TOLD]
            return (told[0][0], DialectBranch()) if told else _NOT_TOLD
        case ast.BoolOp(op=ast.Or(), values=values):
            both = [branch_of(value, scope, reading, depth - 1) for value in values]
            if all(taken is not None and taken.only is not None for taken, _ in both):
                names = frozenset[str]().union(*(taken.only for taken, _ in both if taken is not None and taken.only is not None))
                return DialectBranch(only=names), DialectBranch(never=names)
            others = [otherwise for _, otherwise in both if otherwise is not None]
            if not others:
                return _NOT_TOLD
            # Where `a or b` does not hold, neither does: `if dialect != "postgresql" or done: return`.
            return DialectBranch(), _all_of(others)
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _comparison(left, operator, right, scope, reading)
        case ast.Name(id=name):
            bindings = scope.lookup(name)
            if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT and isinstance(bindings[0].node, ast.expr):
                return branch_of(bindings[0].node, bindings[0].scope, reading, depth - 1)
        case ast.Call(func=ast.Name(id=name)):
            bindings = scope.lookup(name)
            if len(bindings) == 1 and isinstance(bindings[0].node, FunctionNode):
                function = bindings[0].node
                returned = [node.value for node in walk(function) if isinstance(node, ast.Return) and node.value is not None]
                if len(returned) == 1:
                    return branch_of(returned[0], reading.module.scopes[function], reading, depth - 1)
        case _:
            pass
    return _NOT_TOLD


def _all_of(branches: list[DialectBranch]) -> DialectBranch:
    named = [branch.only for branch in branches if branch.only is not None]
    only = frozenset.intersection(*named) if named else None
    return DialectBranch(only, frozenset[str]().union(*(branch.never for branch in branches)))


def _comparison(left: ast.expr, operator: ast.cmpop, right: ast.expr, scope: Scope, reading: Reading) -> _Branches:
    if not _is_dialect_name(left, scope):
        if not _is_dialect_name(right, scope) or not isinstance(operator, (ast.Eq, ast.NotEq)):
            return _NOT_TOLD
        left, right = right, left
    parts = right.elts if isinstance(right, (ast.Tuple, ast.List, ast.Set)) else [right]
    found = [reading.text(part, scope) for part in parts]
    names = frozenset(name for name in found if isinstance(name, str))
    if len(names) != len(found) or not names:
        return _NOT_TOLD
    those, others = DialectBranch(only=names), DialectBranch(never=names)
    if isinstance(operator, (ast.Eq, ast.In)):
        return those, others
    if isinstance(operator, (ast.NotEq, ast.NotIn)):
        return others, those
    return _NOT_TOLD


def _is_dialect_name(node: ast.expr, scope: Scope, depth: int = 4) -> bool:
    """`….dialect.name`, `….engine.name`, or a name bound to that."""
    if isinstance(node, ast.Attribute) and node.attr == "name":
        owner = node.value
        if isinstance(owner, ast.Attribute) and owner.attr in ("dialect", "engine", "bind"):
            return True
        return isinstance(owner, ast.Name) and owner.id in ("dialect", "engine")
    if isinstance(node, ast.Name) and depth:
        return any(
            binding.kind is BindingKind.ASSIGNMENT
            and isinstance(binding.node, ast.expr)
            and _is_dialect_name(binding.node, binding.scope, depth - 1)
            for binding in scope.lookup(node.id)
        )
    return False


def is_exit(body: list[ast.stmt]) -> bool:
    """Whether a block always leaves the function."""
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise))


def branch_around(node: ast.AST, scope: Scope, reading: Reading) -> DialectBranch:
    """What the conditions around a node, in its own function, say of the dialect."""
    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()
    child, parent = node, reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, (*FunctionNode, ast.ClassDef)):
        if isinstance(parent, (ast.If, ast.IfExp)) and child is not parent.test:
            taken, otherwise = branch_of(parent.test, scope, reading)
            inside = parent.body if isinstance(parent.body, list) else [parent.body]
            branch = taken if child in inside else otherwise
            if branch is not None:
                only = branch.only if only is None else only if branch.only is None else only & branch.only
                never = never | branch.never
        child, parent = parent, reading.module.parents.get(parent)
    return DialectBranch(only, never)
