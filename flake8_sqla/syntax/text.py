"""Expressions as the text a message quotes, or by which two of them are known to be the same."""

from __future__ import annotations

import ast


def spelled(node: ast.AST) -> str:
    """The expression as one would write it; empty where it is nested too deep to write out."""
    attributes: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        attributes.append(inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        return ".".join([inner.id, *reversed(attributes)])  # most of what is asked for, and no recursion
    try:
        return ast.unparse(node)
    except RecursionError:
        return ""
