"""Calls that make a construct of the schema."""

from __future__ import annotations

import ast

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Argument
from flake8_sqla.facts.models import SchemaCall
from flake8_sqla.syntax.scopes import Scope

#: Their positional arguments are facts of their own.
_KEYWORDS_ONLY = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column", "sqlalchemy.Table"})


def schema_call(node: ast.Call, name: str, scope: Scope, reading: Reading) -> SchemaCall:
    """A construct of the schema: one of `SCHEMA_CONSTRUCTS`."""
    if name not in _KEYWORDS_ONLY:
        return SchemaCall(reading.source.span(node), name, reading.arguments(node, scope))
    arguments = (
        Argument(reading.source.span(keyword), reading.expression(keyword.value, scope, 3), keyword.arg or "", keyword.arg is None)
        for keyword in node.keywords
    )
    return SchemaCall(reading.source.span(node), name, tuple(arguments))
