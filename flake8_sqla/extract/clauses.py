"""Expressions in the position of a clause, where Python's own operators do not do what they seem to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.statements import Clause
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary import orm

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
