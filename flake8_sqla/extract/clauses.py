"""Expressions in the position of a clause, where Python's own operators do not do what they seem to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.statements import Clause
from flake8_sqla.syntax.scopes import BindingKind, Scope
from flake8_sqla.vocabulary import orm

_CONDITIONS = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp)
_PYTHON_ONLY = (ast.Is, ast.IsNot, ast.In, ast.NotIn)


def clauses(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[Clause]:
    """The clause elements among a call's arguments that use an operator Python keeps to itself: and, or, not, is, in.

    The others are facts of their statement; here they would only cost time.
    """
    first = orm.CLAUSE_FUNCTIONS.get(name)
    position = name.rpartition(".")[2]
    if first is None and isinstance(node.func, ast.Attribute) and not name.startswith(("sqlalchemy.", "builtins.")):
        position = node.func.attr
        first = orm.CLAUSE_METHODS.get(position)
    if first is not None:
        for argument in node.args[first:]:
            yield from _suspicious(argument, position, scope, reading)


def clauses_of_keywords(node: ast.Call, scope: Scope, reading: Reading) -> Iterator[Clause]:
    """The same of what a call is given as `onclause`, `primaryjoin` and the like."""
    for keyword in node.keywords:
        if keyword.arg in orm.CLAUSE_KEYWORDS:
            yield from _suspicious(keyword.value, str(keyword.arg), scope, reading)


def _suspicious(argument: ast.expr, position: str, scope: Scope, reading: Reading) -> Iterator[Clause]:
    stack = [argument]
    while stack:
        node = stack.pop()
        match node:
            case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
                stack += [right, left]
            case ast.UnaryOp(op=ast.Invert(), operand=operand):
                stack.append(operand)
            case ast.Tuple(elts=[condition, _]) if position == "case":
                stack.append(condition)
            case ast.Name() | ast.Starred():
                yield from _named(node, position, scope, reading)
            case ast.Lambda(body=body):
                yield from _suspicious(body, position, reading.module.scopes.get(node, scope), reading)
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                yield Clause(reading.source.span(node), position, reading.expression(node, scope))
            case ast.Compare(ops=operators, left=left, comparators=rights) if (
                len(operators) > 1
                or any(isinstance(operator, _PYTHON_ONLY) for operator in operators)
                or any(isinstance(part, ast.BinOp) and isinstance(part.op, (ast.BitAnd, ast.BitOr)) for part in (left, *rights))
            ):
                yield Clause(reading.source.span(node), position, reading.expression(node, scope))
            case _:
                pass


def _named(node: ast.Name | ast.Starred, position: str, scope: Scope, reading: Reading) -> Iterator[Clause]:
    """What a name stands for, where this is its first use: a condition, or (starred) a list of them and what is appended to it."""
    held: ast.AST = node.value if isinstance(node, ast.Starred) else node
    if isinstance(held, ast.Name):
        bindings = scope.lookup(held.id)
        if len(bindings) != 1 or bindings[0].kind is not BindingKind.ASSIGNMENT or not bindings[0].scope.is_function:
            return
        uses = [each for each in reading.module.mentions(held.id, bindings[0].scope.node) if isinstance(each, ast.Name)]
        loaded = (use for use in uses if isinstance(use.ctx, ast.Load))
        if next((use for use in loaded if not isinstance(reading.module.parents.get(use), ast.Attribute)), None) is not held:
            return
        value = bindings[0].node
        if isinstance(node, ast.Name):
            if isinstance(value, _CONDITIONS):
                yield from _suspicious(value, position, bindings[0].scope, reading)
            return
        for use in uses:
            method = reading.module.parents.get(use)
            call = reading.module.parents.get(method) if isinstance(method, ast.Attribute) and method.attr == "append" else None
            if isinstance(call, ast.Call) and call.func is method and len(call.args) == 1:
                yield from _suspicious(call.args[0], position, bindings[0].scope, reading)
        held, scope = value, bindings[0].scope
    if isinstance(held, (ast.List, ast.Tuple)):
        for element in held.elts:
            yield from _suspicious(element, position, scope, reading)
