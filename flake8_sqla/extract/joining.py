"""What a value is that comes from several places: what they have in common."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from flake8_sqla.extract.kinds import StatementValue, Value
from flake8_sqla.facts.record import replace
from flake8_sqla.syntax.scopes import Binding, BindingKind


def binds_none(binding: Binding) -> bool:
    """Whether `name = None` says nothing of what else the name may be."""
    return binding.kind is BindingKind.ASSIGNMENT and is_none_literal(binding.node)


def is_none_literal(node: ast.AST) -> bool:
    """Whether this is `None` as it is written."""
    return isinstance(node, ast.Constant) and node.value is None


def joined(found: Sequence[Value | None]) -> Value | None:
    """The common kind of what several places give. Statements keep the steps of every branch."""
    known = [value for value in found if value is not None]
    if not known:
        return None
    first = known[0]
    if isinstance(first, StatementValue):
        statements = [value for value in known if isinstance(value, StatementValue)]
        if len(statements) != len(known) or any(value.root != first.root for value in statements):
            return None
        steps = tuple(dict.fromkeys(step for value in statements for step in value.steps))
        complete = len(known) == len(found) and all(value.complete for value in statements)
        root = next((value for value in statements if value.call is not None), first)
        mixed = any(value.mixed or value.call is not root.call for value in statements)
        return replace(root, steps=steps, complete=complete, mixed=mixed)
    if len(known) == len(found) and all(value == first for value in known):
        return first
    return None
