"""Relationships that a function itself assigns, refreshes or sets as loaded."""

from __future__ import annotations

import ast

from flake8_sqla.extract.reading import Reading
from flake8_sqla.syntax.walk import walk

_METHODS = ("refresh", "set_committed_value")
#: One of these is in the text of each file that settles an attribute otherwise than by assigning it.
_WORDS = (*_METHODS, "awaitable_attrs")


def is_settled(owner: ast.expr, attribute: str, place: ast.expr, function: ast.AST, reading: Reading) -> bool:
    """Whether the function has assigned the attribute before a place, or refreshes it by name, awaits it or sets it as loaded."""
    if not isinstance(owner, ast.Name) or not _may_settle(attribute, reading):
        return False
    parents = reading.module.parents
    for mention in reading.module.mentions(owner.id, function):
        parent = parents.get(mention)
        if isinstance(parent, ast.Attribute) and parent is not place:
            if parent.attr == attribute and isinstance(parent.ctx, ast.Store) and parent.lineno <= place.lineno:
                return True
            if parent.attr == "awaitable_attrs" and getattr(parents.get(parent), "attr", "") == attribute:
                return True
        if isinstance(parent, ast.Call) and _settles(parent, mention, attribute):
            return True
    return False


def _may_settle(attribute: str, reading: Reading) -> bool:
    """Whether the file assigns any attribute of this name, or has a word of what settles one otherwise."""
    return attribute in reading.assigned_attributes or any(word in reading.source.text for word in _WORDS)


def _settles(call: ast.Call, owner: ast.AST, attribute: str) -> bool:
    """`session.refresh(user, ["posts"])`, `set_committed_value(user, "posts", …)`; true too where the names cannot be seen."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else (function.id if isinstance(function, ast.Name) else "")
    if name not in _METHODS:
        return False
    words = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg in ("attribute_names", "key", None))]
    texts = [part for word in words for part in walk(word)]
    return any(isinstance(part, (ast.Name, ast.Attribute)) or getattr(part, "value", None) == attribute for part in texts)
