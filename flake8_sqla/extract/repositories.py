"""Classes that keep a program's queries."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.kinds import SessionValue
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.repositories import REPOSITORY_ENDINGS, RepositoryClass
from flake8_sqla.syntax.scopes import FunctionNode

_NO_BASES = frozenset({"builtins.object", "typing.Generic"})


def repository_classes(reading: Reading) -> Iterator[RepositoryClass]:
    """The classes of the file that are named so and use a session."""
    for node, scope in reading.module.nodes[ast.ClassDef]:
        if not node.name.endswith(REPOSITORY_ENDINGS):
            continue
        bases = (reading.names.resolve(base.value if isinstance(base, ast.Subscript) else base, scope) for base in node.bases)
        if not _NO_BASES.issuperset(bases) or not _holds_session(node, reading):
            continue
        yield RepositoryClass(reading.source.span(node), node.name, frozenset(_methods(node)))


def _methods(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, FunctionNode) and not statement.name.startswith("__"):
            yield statement.name


def _holds_session(node: ast.ClassDef, reading: Reading) -> bool:
    """Whether a method calls something of a session."""
    for call, scope in reading.module.nodes[ast.Call]:
        if isinstance(call.func, ast.Attribute):
            if _class_around(call, reading) is node and isinstance(reading.values.of(call.func.value, scope), SessionValue):
                return True
    return False


def _class_around(node: ast.AST, reading: Reading) -> ast.AST | None:
    parent = reading.module.parents.get(node)
    while parent is not None and not isinstance(parent, ast.ClassDef):
        parent = reading.module.parents.get(parent)
    return parent
