"""A module to what it says of the schema."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.classes import ClassRole, ClassRoles
from flake8_sqla.extract.models import attached_attribute, mapped_class, standing_indexes, table_definition
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Expression
from flake8_sqla.facts.models import MappedClass, TableDefinition
from flake8_sqla.facts.module_models import Attached, ModuleModels
from flake8_sqla.syntax.scopes import BindingKind
from flake8_sqla.vocabulary import orm

_IMPORT_FROM, _ASSIGNMENT = BindingKind.IMPORT_FROM, BindingKind.ASSIGNMENT


def module_models(reading: Reading) -> ModuleModels:
    """All that a module says. Marks its mapped classes in the reading."""
    roles = ClassRoles(reading.module, reading.names, reading.neighbours)
    reading.mapped |= roles.mapped_names()
    reading.values.mapped |= roles.model_names()
    classes, tables = tuple(_classes(roles, reading)), tuple(_tables(reading))
    made_bases, metadata, imports = _bound(reading)
    return ModuleModels(
        module=reading.neighbours.module,
        file=reading.neighbours.file,
        classes=classes,
        tables=tables,
        plain=roles.plain_classes(),
        made_bases=made_bases,
        metadata=metadata,
        imports=imports,
        standing=tuple(standing_indexes(reading)),
        attached=tuple(_attached(reading)),
    )


def _classes(roles: ClassRoles, reading: Reading) -> Iterator[MappedClass]:
    for node, role in roles.roles.items():
        if role is not None:
            yield mapped_class(node, role, roles.shares_table(node), reading)


def _tables(reading: Reading) -> Iterator[TableDefinition]:
    module = reading.module
    for node, scope in module.nodes[ast.Call] if "Table" in module.attribute_names else module.bare_calls:
        function = node.func  # of an attribute the last part is the name; a bare name may be another one's
        if function.__class__ is ast.Name or (function.__class__ is ast.Attribute and function.attr == "Table"):
            if reading.names.resolve(function, scope) == "sqlalchemy.Table":
                yield table_definition(node, scope, reading)


def _bound(reading: Reading) -> tuple[dict[str, Expression], dict[str, Expression], dict[str, str]]:
    """The module-level names bound once to a call that makes a base, those bound so to a `MetaData`, and what is imported by name.

    A class is written with a capital.
    """
    scope = reading.module.scope
    bases: dict[str, Expression] = {}
    metadata: dict[str, Expression] = {}
    imports: dict[str, str] = {}
    for name, bindings in scope.bindings.items():
        last = bindings[-1]
        if last.kind is _IMPORT_FROM:
            if name[:1].isupper():
                imports[name] = reading.neighbours.absolute(last.module)
        elif last.kind is _ASSIGNMENT and last.node.__class__ is ast.Call and bindings[0] is last:
            function = reading.names.resolve(last.node.func, scope)
            if function in orm.BASE_FUNCTIONS or (last.node.func.__class__ is ast.Attribute and last.node.func.attr == "generate_base"):
                bases[name] = reading.expression(last.node, scope)
            elif function == "sqlalchemy.MetaData":
                metadata[name] = reading.expression(last.node, scope)
    return bases, metadata, imports


def _attached(reading: Reading) -> Iterator[Attached]:
    """`Class.attribute = relationship(…)`, and whatever else a class gets from outside its body."""
    for node, scope in reading.module.nodes[ast.Assign]:
        if not isinstance(node.value, ast.Call) or scope.is_class:
            continue
        for target in node.targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id[:1].isupper():
                owner = reading.names.resolve(target.value, scope)
                if owner and not owner.startswith(("builtins.", "sqlalchemy.")):
                    role = ClassRole("model", "declarative", ())
                    yield Attached(owner, attached_attribute(target.attr, node.value, role, scope, reading))
