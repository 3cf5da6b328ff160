"""Table names that are made of class names: by a base's `__tablename__` function, by Flask-SQLAlchemy, by SQLModel."""

from __future__ import annotations

import ast
import re

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.models import TableNaming
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

#: What the functions that write `UserGroup` as `user_group` are called.
_SNAKE = lazy_pattern(r"snake|underscore|table_?name", re.IGNORECASE)
#: Class names of which every such function makes the same: no two capitals, and no digits, in a row.
_PLAIN_WORDS = lazy_pattern(r"(?:[A-Z][a-z]+)+")


def table_naming(returned: ast.expr | None) -> TableNaming | None:
    """How a function for `__tablename__` makes the name, by what it returns; None where it is no way that we know."""
    if isinstance(returned, ast.BinOp) and isinstance(returned.op, ast.Add):
        left, right = returned.left, returned.right
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            inner = table_naming(left)
            return TableNaming(inner.transform, inner.prefix, inner.suffix + right.value) if inner else None
        if isinstance(left, ast.Constant) and isinstance(left.value, str):
            inner = table_naming(right)
            return TableNaming(inner.transform, left.value + inner.prefix, inner.suffix) if inner else None
    if isinstance(returned, ast.JoinedStr):
        return _formatted(returned)
    transform = _transform(returned)
    return TableNaming(transform) if transform else None


def _formatted(text: ast.JoinedStr) -> TableNaming | None:
    around, transform = ["", ""], ""
    for part in text.values:
        if isinstance(part, ast.Constant):
            around[1 if transform else 0] += str(part.value)
        elif isinstance(part, ast.FormattedValue) and not transform and part.conversion == -1 and part.format_spec is None:
            transform = _transform(part.value)
            if not transform:
                return None
        else:
            return None
    return TableNaming(transform, *around) if transform else None


def _transform(node: ast.expr | None) -> str:
    """What an expression makes of `cls.__name__`: `same`, `lower`, `snake`, or empty where we cannot tell."""
    if isinstance(node, ast.Attribute):
        return "same" if node.attr == "__name__" and isinstance(node.value, ast.Name) and node.value.id in ("cls", "self") else ""
    if not isinstance(node, ast.Call) or node.keywords:
        return ""
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in ("lower", "casefold") and not node.args:
        inner = _transform(function.value)
        return "lower" if inner == "same" else inner
    name = function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    if name == "sub" and len(node.args) == 3 and isinstance(node.args[1], ast.Constant) and "_" in str(node.args[1].value):
        return "snake" if _transform(node.args[2]) == "same" else ""
    if len(node.args) == 1 and _SNAKE.search(name):
        return "snake" if _transform(node.args[0]) == "same" else ""
    return ""


def named_by(naming: TableNaming, class_name: str) -> str | Unknown:
    """The table name of a class; UNKNOWN where the ways of writing a name in snake case differ."""
    match naming.transform:
        case "same":
            name = class_name
        case "lower":
            name = class_name.lower()
        case _:
            if not _PLAIN_WORDS.fullmatch(class_name):
                return UNKNOWN
            name = re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()
    return f"{naming.prefix}{name}{naming.suffix}"


def flask_name(class_name: str) -> str:
    """The table name that Flask-SQLAlchemy makes of a class name."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", class_name)
    return name.lower().lstrip("_")
