"""Keywords that name attributes of mapped classes, and relationships in clauses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.evidence import looks_like_class
from flake8_sqla.extract.joining import is_none_literal
from flake8_sqla.extract.kinds import StatementValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.results import model_of
from flake8_sqla.facts.attribute_names import NamedAttribute, RelationshipUse
from flake8_sqla.facts.place import Span
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary.calls import NAMING_METHODS

_JOINS = frozenset({"join", "outerjoin", "join_from", "outerjoin_from"})
_CONDITIONS = frozenset({"where", "filter", "having"})
#: What an attribute stands in where something is asked of it.
_ASKING = frozenset({ast.Attribute, ast.Call, ast.Compare})


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
        assert isinstance(node, ast.Attribute)
        parent = parents.get(node)
        if parent.__class__ not in _ASKING or not isinstance(node.value, (ast.Name, ast.Attribute)) or not isinstance(node.ctx, ast.Load):
            continue
        # First: whose attribute it is takes longer to find out.
        found = _use(node, parent, reading)
        owner = reading.column_owner(node.value, scope) if found is not None else ""
        if found is not None and owner and reading.models.attribute(owner, node.attr) == "relationship":
            form, what, span = found
            yield RelationshipUse(span, form, owner, node.attr, what)


def _use(node: ast.Attribute, parent: ast.AST | None, reading: Reading) -> tuple[str, str, Span] | None:
    """How it is used, the word that goes with it, and where."""
    if isinstance(parent, ast.Attribute):
        above = reading.module.parents.get(parent)
        if isinstance(above, ast.Call) and above.func is parent:
            return (parent.attr, "", reading.source.attribute_span(parent)) if parent.attr in ("any", "has", "in_") else None
        return "attribute", parent.attr, reading.source.attribute_span(parent)
    match parent:
        case ast.Call(func=ast.Attribute(attr=method)) if method in _CONDITIONS and node in parent.args:
            return "condition", method, reading.source.span(node)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]) if left is node and not is_none_literal(right):
            return "comparison", "", reading.source.span(node)
        case _:
            return None
