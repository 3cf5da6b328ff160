"""Where a program makes what its models derive from."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.models import DeclaredBase, MappedClass
from flake8_sqla.facts.record import replace
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.vocabulary import orm
from flake8_sqla.vocabulary.modules import FLASK_SQLALCHEMY_CLASSES, FLASK_SQLALCHEMY_OBJECT

_CALLS = (orm.BASE_FUNCTIONS - {"sqlalchemy.ext.automap.automap_base"}) | FLASK_SQLALCHEMY_CLASSES


def declared_bases(classes: Iterable[MappedClass], reading: Reading) -> Iterator[DeclaredBase]:
    """Classes, and calls at module level, in source order; calls left out whose base is a class of the program."""
    found = [DeclaredBase(mapped.span, mapped.name) for mapped in classes if mapped.role == "base"]
    for node, scope in reading.module.nodes[ast.Call]:
        if scope is reading.module.scope and _makes_base(node, scope, reading):
            found.append(DeclaredBase(reading.source.span(node), spelled(node.func)))
    found.sort(key=lambda base: (base.span.line, base.span.column))
    yield from (replace(base, is_first=base is found[0]) for base in found)


def _makes_base(node: ast.Call, scope: Scope, reading: Reading) -> bool:
    name = reading.names.resolve(node.func, scope)
    made = isinstance(node.func, ast.Attribute) and node.func.attr == "generate_base"
    if name not in _CALLS and not made and not _is_flask_object(node, scope, reading):
        return False
    return not any(keyword.arg in ("model_class", "cls") and isinstance(keyword.value, ast.Name) for keyword in node.keywords)


def _is_flask_object(node: ast.Call, scope: Scope, reading: Reading) -> bool:
    """`db = Extended()`, of a class that derives from Flask-SQLAlchemy's."""
    parent = reading.module.parents.get(node)
    return isinstance(parent, ast.Assign) and reading.names.resolve(parent.targets[0], scope) == FLASK_SQLALCHEMY_OBJECT
