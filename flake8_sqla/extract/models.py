"""Mapped classes and tables as facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.annotations import annotation
from flake8_sqla.extract.classes import ClassRole
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.expressions import Expression
from flake8_sqla.facts.models import Annotation, ColumnDefinition, MappedClass, RelationshipDefinition, SchemaItem, TableDefinition
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.vocabulary import orm

_WRAPPERS_OF_COLUMNS = frozenset({"sqlalchemy.orm.deferred"})


def mapped_class(node: ast.ClassDef, role: ClassRole, shares_table: bool, reading: Reading) -> MappedClass:
    """What a class body says, in source order."""
    scope = reading.module.scopes[node]
    columns: list[ColumnDefinition] = []
    relationships: list[RelationshipDefinition] = []
    items: list[SchemaItem] = []
    table_name: str | Unknown | None = None
    table_args: Expression | None = None
    allows_unmapped = False
    for name, value, note in _assignments(node):
        if name == "__tablename__":
            table_name = reading.text(value, scope)
        elif name == "__table_args__" and value is not None:
            table_args = reading.expression(value, scope)
        elif name == "__allow_unmapped__":
            allows_unmapped = reading.constant(value, scope) is True
        else:
            found = _attribute(name, value, note, role, scope, reading)
            if isinstance(found, ColumnDefinition):
                columns.append(found)
            elif isinstance(found, RelationshipDefinition):
                relationships.append(found)
            elif isinstance(found, SchemaItem):
                items.append(found)
    for function in node.body:
        if isinstance(function, ast.FunctionDef) and function.name in ("__tablename__", "__table_args__"):
            returned = _only_return(function)
            inner = reading.module.scopes[function]
            if function.name == "__tablename__":
                table_name = reading.text(returned, inner)
            else:
                table_args = reading.expression(returned, inner) if returned is not None else None
    return MappedClass(
        span=reading.source.span(node),
        name=node.name,
        role=role.role,
        flavour=role.flavour,
        bases=role.bases,
        table_name=table_name,
        columns=tuple(columns),
        relationships=tuple(relationships),
        schema_items=tuple(items),
        table_args=table_args,
        allows_unmapped=allows_unmapped,
        shares_table=shares_table,
        is_dataclass=role.is_dataclass,
    )


def _assignments(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None, ast.expr | None]]:
    """(name, value, annotation) of each attribute that the class body sets, branches under `if` included."""
    stack: list[ast.stmt] = list(reversed(node.body))
    while stack:
        statement = stack.pop()
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value, None
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.value, statement.annotation
        elif isinstance(statement, ast.If):
            stack.extend(reversed([*statement.body, *statement.orelse]))


def _only_return(function: ast.FunctionDef) -> ast.expr | None:
    returned = [statement.value for statement in ast.walk(function) if isinstance(statement, ast.Return)]
    return returned[0] if len(returned) == 1 else None


def _attribute(
    name: str, value: ast.expr | None, note: ast.expr | None, role: ClassRole, scope: Scope, reading: Reading
) -> ColumnDefinition | RelationshipDefinition | SchemaItem | None:
    noted = annotation(note, scope, reading) if note is not None else None
    if isinstance(value, ast.Call):
        function = reading.names.resolve(value.func, scope)
        if function in _WRAPPERS_OF_COLUMNS and value.args and isinstance(value.args[0], ast.Call):
            value = value.args[0]
            function = reading.names.resolve(value.func, scope)
        if function in orm.COLUMN_CONSTRUCTS:
            return _column(name, value, function, noted, scope, reading)
        if function in orm.RELATIONSHIP_CONSTRUCTS:
            return _relationship(name, value, noted, scope, reading)
        if function in orm.SCHEMA_ITEMS:
            return SchemaItem(reading.source.span(value), function.rpartition(".")[2], reading.arguments(value, scope))
        return None
    if noted is not None and note is not None and (noted.wrapper or role.flavour == "sqlmodel") and noted.wrapper != "ClassVar":
        return ColumnDefinition(reading.source.span(note), name, "", "class", annotation=noted)
    return None


def _column(name: str, call: ast.Call, function: str, noted: Annotation | None, scope: Scope, reading: Reading) -> ColumnDefinition:
    return ColumnDefinition(
        reading.source.span(call),
        name,
        orm.COLUMN_CONSTRUCTS[function],
        "class",
        reading.arguments(call, scope),
        noted,
        _explicit_name(call, scope, reading),
    )


def _explicit_name(call: ast.Call, scope: Scope, reading: Reading) -> str | Unknown:
    """The column's own name, given first or as `name=`; empty where it is the attribute's."""
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "name"), None)
    if named is None and call.args and isinstance(call.args[0], (ast.Constant, ast.JoinedStr)):
        named = call.args[0]
    return "" if named is None else reading.text(named, scope)


def _relationship(name: str, call: ast.Call, noted: Annotation | None, scope: Scope, reading: Reading) -> RelationshipDefinition:
    target: str | Unknown = UNKNOWN
    if call.args:
        text = reading.text(call.args[0], scope)
        target = text if isinstance(text, str) else reading.names.resolve(call.args[0], scope) or UNKNOWN
    elif noted is not None and noted.name:
        target = noted.name
    return RelationshipDefinition(reading.source.span(call), name, reading.arguments(call, scope), noted, target)


def table_definition(call: ast.Call, scope: Scope, reading: Reading) -> TableDefinition:
    """What a `Table("name", metadata, …)` says."""
    columns, items = [], []
    for argument in call.args[1:]:
        if isinstance(argument, ast.Call):
            function = reading.names.resolve(argument.func, scope)
            if function == "sqlalchemy.Column":
                columns.append(column_of_table(argument, scope, reading, "table"))
            elif function in orm.SCHEMA_ITEMS:
                items.append(SchemaItem(reading.source.span(argument), function.rpartition(".")[2], reading.arguments(argument, scope)))
    schema = next((keyword.value for keyword in call.keywords if keyword.arg == "schema"), None)
    parent = reading.module.parents.get(call)
    variable = parent.targets[0].id if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name) else ""
    return TableDefinition(
        reading.source.span(call),
        variable,
        reading.text(call.args[0], scope) if call.args else UNKNOWN,
        tuple(columns),
        tuple(items),
        None if schema is None else reading.text(schema, scope),
    )


def column_of_table(call: ast.Call, scope: Scope, reading: Reading, place: str) -> ColumnDefinition:
    """A `Column("name", …)` in a `Table` or in a migration's operation."""
    name = _explicit_name(call, scope, reading)
    if name == "" and call.args:
        name = reading.text(call.args[0], scope)
    attribute = name if isinstance(name, str) else ""
    return ColumnDefinition(reading.source.span(call), attribute, "Column", place, reading.arguments(call, scope), None, name)
