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


def module_models(reading: Reading) -> ModuleModels:
    """All that a module says. Marks its mapped classes in the reading."""
    roles = ClassRoles(reading.module, reading.names, reading.neighbours)
    reading.mapped |= roles.mapped_names()
    reading.values.mapped |= roles.model_names()
    return ModuleModels(
        module=reading.neighbours.module,
        file=reading.neighbours.file,
        classes=tuple(_classes(roles, reading)),
        tables=tuple(_tables(reading)),
        plain=roles.plain_classes(),
        made_bases=dict(_made(reading, orm.BASE_FUNCTIONS, "generate_base")),
        metadata=dict(_made(reading, frozenset({"sqlalchemy.MetaData"}))),
        imports=_imports(reading),
        standing=tuple(standing_indexes(reading)),
        attached=tuple(_attached(reading)),
    )


def _classes(roles: ClassRoles, reading: Reading) -> Iterator[MappedClass]:
    for node, role in roles.roles.items():
        if role is not None:
            yield mapped_class(node, role, roles.shares_table(node), reading)


def _tables(reading: Reading) -> Iterator[TableDefinition]:
    for node, scope in reading.module.nodes[ast.Call]:
        assert isinstance(node, ast.Call)
        function = node.func  # of an attribute the last part is the name; a bare name may be another one's
        if isinstance(function, ast.Name) or (isinstance(function, ast.Attribute) and function.attr == "Table"):
            if reading.names.resolve(function, scope) == "sqlalchemy.Table":
                yield table_definition(node, scope, reading)


def _made(reading: Reading, functions: frozenset[str], method: str = "") -> Iterator[tuple[str, Expression]]:
    """The module-level names that are bound once, to a call of one of these functions."""
    scope = reading.module.scope
    for name, bindings in scope.bindings.items():
        if len(bindings) == 1 and bindings[0].kind is BindingKind.ASSIGNMENT and isinstance(bindings[0].node, ast.Call):
            call = bindings[0].node
            if reading.names.resolve(call.func, scope) in functions or (
                method and isinstance(call.func, ast.Attribute) and call.func.attr == method
            ):
                yield name, reading.expression(call, scope)


def _imports(reading: Reading) -> dict[str, str]:
    """What the module imports by name; a class is written with a capital."""
    found = {}
    for name, bindings in reading.module.scope.bindings.items():
        if name[:1].isupper() and bindings[-1].kind is BindingKind.IMPORT_FROM:
            found[name] = reading.neighbours.absolute(bindings[-1].module)
    return found


def _attached(reading: Reading) -> Iterator[Attached]:
    """`Class.attribute = relationship(…)`, and whatever else a class gets from outside its body."""
    for node, scope in reading.module.nodes[ast.Assign]:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or scope.is_class:
            continue
        for target in node.targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id[:1].isupper():
                owner = reading.names.resolve(target.value, scope)
                if owner and not owner.startswith(("builtins.", "sqlalchemy.")):
                    role = ClassRole("model", "declarative", ())
                    yield Attached(owner, attached_attribute(target.attr, node.value, role, scope, reading))
