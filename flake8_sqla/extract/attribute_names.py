"""Keywords that name attributes of mapped classes, and relationships in clauses."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from flake8_sqla.extract.evidence import looks_like_class
from flake8_sqla.extract.joining import is_none_literal
from flake8_sqla.extract.kinds import StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import model_of
from flake8_sqla.facts.attribute_names import NamedAttribute, RelationshipUse
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary.calls import NAMING_METHODS

_JOINS = frozenset({"join", "outerjoin", "join_from", "outerjoin_from"})
_CONDITIONS = frozenset({"where", "filter", "having"})
_OPERATORS = frozenset({"any", "has", "in_"})
_OWNERS = frozenset({ast.Name, ast.Attribute})


def named_attributes(node: ast.Call, name: str, scope: Scope, reading: Reading) -> Iterator[NamedAttribute]:
    """The keywords of a call that names attributes."""
    if not node.keywords:
        return
    if isinstance(node.func, ast.Attribute) and node.func.attr in NAMING_METHODS:
        yield from _of_step(node, node.func, scope, reading)
    elif looks_like_class(name) and reading.values.is_model(name):
        yield from _named(node, "call", name, (), reading)


def _named(node: ast.Call, form: str, model: str, others: tuple[str, ...], reading: Reading) -> Iterator[NamedAttribute]:
    for keyword in node.keywords:
        if keyword.arg is not None:
            yield NamedAttribute(reading.source.span(keyword), form, model, keyword.arg, others)


def _of_step(node: ast.Call, method: ast.Attribute, scope: Scope, reading: Reading) -> Iterator[NamedAttribute]:
    statement = reading.values.of(method.value, scope)
    if not isinstance(statement, StatementValue) or statement.root not in NAMING_METHODS[method.attr]:
        return
    if not statement.complete or statement.mixed:
        return
    if statement.call is None or not statement.call.args or statement.scope is None:
        return
    model = model_of(statement.call.args[0], statement.scope, reading.names)
    if not model and isinstance(statement.call.args[0], ast.Attribute):
        model = reading.column_owner(statement.call.args[0].value, statement.scope)
    joins = [step for step in statement.steps if step.method.attr in _JOINS]
    if any(step.method.attr in ("select_from", "from_statement", "reset_joinpoint", "with_entities") for step in statement.steps):
        return
    if not joins:
        if model:
            yield from _named(node, method.attr, model, (), reading)
    elif statement.root == "select" and method.attr == "filter_by":
        joined = [_joined(step.call, step.scope, reading) for step in joins if step.method.attr in ("join", "outerjoin")]
        if model and len(joined) == len(joins) and all(joined):
            yield from _named(node, "filter_by", joined[-1], (model, *joined[:-1]), reading)


def _joined(call: ast.Call, scope: Scope, reading: Reading) -> str:
    """The class that a join adds: `join(B)`, `join(A.bs)`."""
    target = call.args[0] if call.args else None
    if isinstance(target, ast.Attribute):
        owner = reading.column_owner(target.value, scope)
        link = reading.models.link(owner, target.attr) if owner else None
        if link is not None:
            return link.target.path
    return model_of(target, scope, reading.names) if target is not None else ""


def relationship_uses(reading: Reading) -> Iterator[RelationshipUse]:
    """Relationships of classes, by what is asked of them."""
    parents = reading.module.parents
    for node, scope in reading.module.nodes[ast.Attribute]:
        if node.value.__class__ not in _OWNERS or node.ctx.__class__ is not ast.Load:
            continue
        parent: Any = parents[node]
        if parent.__class__ is ast.Call and parent.func is node:
            continue
        reader = _USES.get(parent.__class__)
        # First: whose attribute it is takes longer to find out.
        found = reader(node, parent, parents) if reader is not None else None
        owner = reading.column_owner(node.value, scope) if found is not None else ""
        if found is not None and owner and reading.models.attribute(owner, node.attr) == "relationship":
            form, what = found
            span = reading.source.attribute_span(parent) if isinstance(parent, ast.Attribute) else reading.source.span(node)
            yield RelationshipUse(span, form, owner, node.attr, what)


def _asked(node: ast.Attribute, parent: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> tuple[str, str] | None:
    """`User.posts.any(…)`, `User.posts.title`: the form, and the word that goes with it."""
    above = parents.get(parent)
    if above.__class__ is ast.Call and getattr(above, "func", None) is parent:
        return (parent.attr, "") if parent.attr in _OPERATORS else None
    return "attribute", parent.attr


def _tested(node: ast.Attribute, parent: ast.Call, parents: dict[ast.AST, ast.AST]) -> tuple[str, str] | None:
    """`where(User.posts)`."""
    function = parent.func
    if isinstance(function, ast.Attribute) and function.attr in _CONDITIONS and node in parent.args:
        return "condition", function.attr
    return None


def _compared(node: ast.Attribute, parent: ast.Compare, parents: dict[ast.AST, ast.AST]) -> tuple[str, str] | None:
    """`User.group == group`."""
    told = parent.left is node and len(parent.ops) == 1 and isinstance(parent.ops[0], (ast.Eq, ast.NotEq))
    return ("comparison", "") if told and not is_none_literal(parent.comparators[0]) else None


#: By the type of what an attribute stands in where something is asked of it.
_USES: dict[type[ast.AST], Callable[[ast.Attribute, Any, dict[ast.AST, ast.AST]], tuple[str, str] | None]] = {
    ast.Attribute: _asked,
    ast.Call: _tested,
    ast.Compare: _compared,
}
