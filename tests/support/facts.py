"""Facts of a piece of source text, for tests that hold them against what they should be."""

from __future__ import annotations

import ast
import textwrap
from typing import TypeVar

from flake8_sqla.extract.classes import ClassRoles
from flake8_sqla.extract.file import read_file
from flake8_sqla.extract.kinds import Value
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.file import FileRole
from flake8_sqla.facts.migrations import Operation, Revision
from flake8_sqla.options import Settings
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.source import Source

F = TypeVar("F")


def source(text: str, path: str = "example.py") -> Source:
    """A file with this text, its indentation taken off."""
    return Source.from_text(textwrap.dedent(text).lstrip("\n"), path)


def facts(text: str, kind: type[F], path: str = "example.py", settings: Settings | None = None) -> list[F]:
    """The file's facts of one kind, in order."""
    return [fact for fact in read_file(source(text, path), settings or Settings())[1] if isinstance(fact, kind)]


def fact(text: str, kind: type[F], path: str = "example.py", settings: Settings | None = None) -> F:
    """The file's only fact of one kind."""
    (found,) = facts(text, kind, path, settings)
    return found


def role(text: str, path: str = "example.py") -> FileRole:
    """The file's part in its project."""
    return read_file(source(text, path), Settings())[0]


def reading(text: str, session_names: frozenset[str] = frozenset()) -> Reading:
    """The file as extractors see it."""
    found = Reading(source(text), session_names)
    found.values.mapped |= ClassRoles(found.module, found.names).model_names()
    return found


def place(where: Reading, expression: str) -> tuple[ast.expr, Scope]:
    """The last expression of the file that is written like this, and the scope it is read in."""
    wanted = ast.unparse(ast.parse(expression, mode="eval").body)
    found = [node for node in ast.walk(where.source.tree) if isinstance(node, ast.expr) and ast.unparse(node) == wanted]
    assert found, f"the file does not hold {expression!r}"
    node = max(found, key=lambda each: (each.lineno, each.col_offset))
    return node, scope_of(where, node)


def scope_of(where: Reading, node: ast.AST) -> Scope:
    """The innermost scope around a node."""
    parent: ast.AST | None = where.module.parents.get(node)
    child = node
    while parent is not None:
        scope = where.module.scopes.get(parent)
        if scope is not None and not _stands_outside(child, parent):
            return scope
        child, parent = parent, where.module.parents.get(parent)
    return where.module.scope


def _stands_outside(child: ast.AST, definition: ast.AST) -> bool:
    """Whether a part of a definition is read in the scope around it: decorators, bases, defaults, annotations."""
    if isinstance(definition, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return child not in definition.body
    return isinstance(definition, ast.Lambda) and child is not definition.body


def name_of(text: str, expression: str) -> str:
    """The qualified name of the last expression written like this; empty where it is not known."""
    where = reading(text)
    return where.names.resolve(*place(where, expression))


def value_of(text: str, expression: str, session_names: frozenset[str] = frozenset()) -> Value | None:
    """The kind of value of the last expression written like this; None where it is not known."""
    where = reading(text, session_names)
    return where.values.of(*place(where, expression))


def constant_of(text: str, expression: str) -> object:
    """The constant value of the last expression written like this, or UNKNOWN."""
    where = reading(text)
    return where.constant(*place(where, expression))


REVISION = '"""message"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = "b2"\ndown_revision = "a1"\n\n'


def revision(upgrade: str, before: str = "", downgrade: str = "pass") -> Revision:
    """The fact of a revision module whose `upgrade` has this body; `before` stands above the functions."""
    body = textwrap.indent(textwrap.dedent(upgrade).strip("\n"), "    ")
    back = textwrap.indent(textwrap.dedent(downgrade).strip("\n"), "    ")
    text = f"{REVISION}{textwrap.dedent(before)}\n\ndef upgrade():\n{body}\n\n\ndef downgrade():\n{back}\n"
    return fact(text, Revision)


def operations(upgrade: str, before: str = "") -> tuple[Operation, ...]:
    """The operations of an `upgrade` with this body."""
    return revision(upgrade, before).upgrade.operations


def operation(upgrade: str, before: str = "") -> Operation:
    """The one operation of an `upgrade` with this body."""
    (found,) = operations(upgrade, before)
    return found


def told(found: object, *names: str) -> dict[str, object]:
    """Some fields of a fact, to be compared by equality."""
    return {name: getattr(found, name) for name in names}
