"""Expressions as the text a message quotes, or by which two of them are known to be the same."""

from __future__ import annotations

import ast
from typing import Any


def spelled(node: ast.AST) -> str:
    """The expression as one would write it; empty where it is nested too deep to write out."""
    inner: Any = node
    rest = ""
    while inner.__class__ is ast.Attribute:
        rest = f".{inner.attr}{rest}"
        inner = inner.value
    if inner.__class__ is ast.Name:
        return f"{inner.id}{rest}"  # most of what is asked for, and no recursion
    try:
        return ast.unparse(node)
    except RecursionError:
        return ""
