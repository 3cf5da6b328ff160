"""Mapped classes and tables as facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_sqla.extract.annotations import annotation
from flake8_sqla.extract.classes import ClassRole
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.table_names import table_naming
from flake8_sqla.facts.expressions import Argument, Collection, Constant, Expression, Invocation, Opaque
from flake8_sqla.facts.models import (
    Annotation,
    ClassAttribute,
    ColumnDefinition,
    MappedClass,
    RelationshipDefinition,
    SchemaItem,
    TableDefinition,
    TableNaming,
)
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.syntax.scopes import Scope
from flake8_sqla.syntax.text import spelled
from flake8_sqla.syntax.walk import walk
from flake8_sqla.vocabulary import orm

#: What SQLModel's `Relationship` hands on.
_OF_SQLMODEL = frozenset({"link_model", "sa_relationship", "sa_relationship_kwargs", "sa_relationship_args"})
_WRAPPERS_OF_COLUMNS = frozenset({"sqlalchemy.orm.deferred"})


def mapped_class(node: ast.ClassDef, role: ClassRole, shares_table: bool, reading: Reading) -> MappedClass:
    """What a class body says, in source order."""
    scope = reading.module.scopes[node]
    columns: list[ColumnDefinition] = []
    relationships: list[RelationshipDefinition] = []
    items: list[SchemaItem] = []
    others: list[ClassAttribute] = []
    table_name: str | Unknown | None = None
    table_args: Expression | None = None
    naming: TableNaming | None = None
    functions: list[str] = []
    hybrids: list[str] = []
    allows_unmapped = False
    for name, value, note, target in _assignments(node):
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
            else:
                others.append(replace(found, name_span=reading.source.span(target)))
    for function in node.body:
        if function.__class__ is not ast.FunctionDef:
            continue
        returned, inner = _only_return(function), reading.module.scopes[function]
        if function.name == "__tablename__":
            table_name = reading.text(returned, inner)
            naming = table_naming(returned) if table_name is UNKNOWN else None
        elif function.name == "__table_args__":
            table_args = reading.expression(returned, inner) if returned is not None else Opaque(reading.source.span(node))
        else:
            made = _declared(function, returned, role, scope, inner, reading)
            if isinstance(made, ColumnDefinition):
                columns.append(made)
            elif isinstance(made, RelationshipDefinition):
                relationships.append(made)
            elif made is not None:
                others.append(made)
            elif any("hybrid" in spelled(part) for part in function.decorator_list):
                hybrids.append(function.name)
            else:
                functions.append(function.name)
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
        attributes=tuple(others),
        decorated=role.decorated,
        wrapped=any(not _is_harmless(decorator, reading.module.scope, reading) for decorator in node.decorator_list),
        naming=naming,
        functions=tuple(functions),
        hybrids=tuple(hybrids),
    )


def _is_harmless(decorator: ast.expr, scope: Scope, reading: Reading) -> bool:
    """Whether a class's decorator adds no columns: the registry's own, and those of the standard library and SQLAlchemy."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = reading.names.resolve(called, scope)
    own = isinstance(called, ast.Attribute) and called.attr in ("mapped", "mapped_as_dataclass")
    return own or name.startswith(("dataclasses.", "typing.", "functools.", "sqlalchemy."))


def _declared(
    function: ast.FunctionDef, returned: ast.expr | None, role: ClassRole, scope: Scope, inner: Scope, reading: Reading
) -> ColumnDefinition | RelationshipDefinition | ClassAttribute | None:
    """What a `declared_attr` function makes; other functions are of no interest here."""
    names = {reading.names.resolve(decorator, scope) for decorator in function.decorator_list}
    if not any(name.startswith("sqlalchemy.orm.declared_attr") for name in names):
        return None
    if returned is not None:
        found = _attribute(function.name, returned, function.returns, role, inner, reading)
        if isinstance(found, (ColumnDefinition, RelationshipDefinition)):
            return replace(found, by_function=True)
    value = Opaque(reading.source.span(function)) if returned is None else reading.expression(returned, inner)
    return ClassAttribute(reading.source.span(function), function.name, value, function=True)


def _assignments(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None, ast.expr | None, ast.expr]]:
    """(name, value, annotation, target) of each attribute that the class body sets, branches under `if` included."""
    stack: list[ast.stmt] = list(reversed(node.body))
    while stack:
        statement = stack.pop()
        if statement.__class__ is ast.AnnAssign:
            if statement.target.__class__ is ast.Name:
                yield statement.target.id, statement.value, statement.annotation, statement.target
        elif statement.__class__ is ast.Assign:
            for target in statement.targets:
                if target.__class__ is ast.Name:
                    yield target.id, statement.value, None, target
        elif statement.__class__ is ast.If:
            stack.extend(reversed([*statement.body, *statement.orelse]))


def _only_return(function: ast.FunctionDef) -> ast.expr | None:
    returned = [statement.value for statement in walk(function) if isinstance(statement, ast.Return)]
    return returned[0] if len(returned) == 1 else None


def _attribute(
    name: str, value: ast.expr | None, note: ast.expr | None, role: ClassRole, scope: Scope, reading: Reading
) -> ColumnDefinition | RelationshipDefinition | SchemaItem | ClassAttribute:
    """What `name: note = value` in a class body says."""
    noted = annotation(note, scope, reading) if note is not None else None
    if isinstance(value, ast.Call):
        function = reading.names.resolve(value.func, scope)
        if function in _WRAPPERS_OF_COLUMNS and value.args and isinstance(value.args[0], ast.Call):
            value = value.args[0]
            function = reading.names.resolve(value.func, scope)
        if function in orm.COLUMN_CONSTRUCTS:
            return _column(name, value, function, noted, scope, reading)
        if function in orm.RELATIONSHIPS:
            return _relationship(name, value, noted, scope, reading)
        if function in orm.SCHEMA_ITEMS:
            return SchemaItem(reading.source.span(value), function.rpartition(".")[2], reading.arguments(value, scope), name)
    elif noted is not None and note is not None and noted.wrapper != "ClassVar":
        plain = value is None or (isinstance(value, ast.Constant) and value.value is None)
        if role.flavour == "sqlmodel" or (noted.wrapper and plain):
            return ColumnDefinition(reading.source.span(note), name, "", "class", annotation=noted)
    place = value if value is not None else note
    assert place is not None
    return ClassAttribute(reading.source.span(place), name, reading.expression(value, scope) if value is not None else None, noted)


def attached_attribute(
    name: str, value: ast.expr, role: ClassRole, scope: Scope, reading: Reading
) -> ColumnDefinition | RelationshipDefinition | ClassAttribute:
    """What `Class.name = value` outside of a class says."""
    found = _attribute(name, value, None, role, scope, reading)
    return ClassAttribute(found.span, name, Opaque(found.span)) if isinstance(found, SchemaItem) else found


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
    for keyword in call.keywords:
        if keyword.arg == "name":
            return reading.text(keyword.value, scope)
    named = call.args[0] if call.args and isinstance(call.args[0], (ast.Constant, ast.JoinedStr)) else None
    return "" if named is None else reading.text(named, scope)


def _relationship(name: str, call: ast.Call, noted: Annotation | None, scope: Scope, reading: Reading) -> RelationshipDefinition:
    target: str | Unknown = UNKNOWN
    if call.args:
        text = reading.text(call.args[0], scope)
        argument = call.args[0].body if isinstance(call.args[0], ast.Lambda) else call.args[0]
        target = text if isinstance(text, str) else reading.names.resolve(argument, scope) or UNKNOWN
    elif noted is not None and noted.name:
        target = noted.name
    arguments = reading.arguments(call, scope)
    if len(call.args) > 1:  # what the second argument is without its name
        second = arguments[1] if arguments[1].starred else replace(arguments[1], keyword="secondary")
        arguments = (arguments[0], second, *arguments[2:])
    if any([argument.keyword in _OF_SQLMODEL for argument in arguments]):
        arguments = (*arguments, *_handed_on(arguments))
    return RelationshipDefinition(reading.source.span(call), name, arguments, noted, target)


def _handed_on(arguments: tuple[Argument, ...]) -> Iterator[Argument]:
    """What SQLModel's `Relationship` hands on to `relationship`; a starred argument for what cannot be read of it."""
    for argument in arguments:
        value = argument.value
        if argument.keyword == "link_model":
            if not isinstance(value, Constant):
                yield replace(argument, keyword="secondary")
        elif argument.keyword == "sa_relationship" and isinstance(value, Invocation):
            yield from value.arguments
        elif argument.keyword == "sa_relationship_kwargs" and isinstance(value, Collection) and value.kind == "dict":
            for key, item in zip(value.keys, value.items, strict=True):
                named = isinstance(key, Constant) and isinstance(key.value, str)
                yield Argument(item.span, item, str(key.value) if named and isinstance(key, Constant) else "", not named)
            if not value.complete:
                yield replace(argument, keyword="", starred=True)
        elif argument.keyword in ("sa_relationship", "sa_relationship_kwargs", "sa_relationship_args"):
            yield replace(argument, keyword="", starred=True)


def table_definition(call: ast.Call, scope: Scope, reading: Reading) -> TableDefinition:
    """What a `Table("name", metadata, …)` says."""
    columns, items = [], []
    read = not any(keyword.arg in (None, "autoload_with", "autoload", "include_columns") for keyword in call.keywords)
    metadata: Expression | None = None
    for position, argument in enumerate(call.args[1:]):
        if isinstance(argument, ast.Call):
            function = reading.names.resolve(argument.func, scope)
            if function == "sqlalchemy.Column":
                columns.append(column_of_table(argument, scope, reading, "table"))
                continue
            if function in orm.SCHEMA_ITEMS:
                items.append(SchemaItem(reading.source.span(argument), function.rpartition(".")[2], reading.arguments(argument, scope)))
                continue
        if position == 0 and not isinstance(argument, ast.Starred):
            metadata = reading.expression(argument, scope)
        else:
            read = False
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
        read and bool(columns),
        metadata,
    )


def listens_to_rows(reading: Reading) -> bool:
    """Whether the file has to do with the events of a row's being written."""
    return any(word in reading.source.text for word in ("before_update", "before_insert", "before_flush"))


def standing_indexes(reading: Reading) -> Iterator[SchemaItem]:
    """`Index("name", User.name)` outside of classes and tables: it belongs to the table of its columns."""
    module = reading.module
    parents = module.parents
    for node, scope in module.nodes[ast.Call] if "Index" in module.attribute_names else module.bare_calls:
        function = node.func
        if function.__class__ is ast.Attribute and function.attr != "Index":
            continue
        if not scope.is_class and isinstance(parents.get(node), (ast.Expr, ast.Assign)):
            if reading.names.resolve(function, scope) == "sqlalchemy.Index":
                yield SchemaItem(reading.source.span(node), "Index", reading.arguments(node, scope))


def column_of_table(call: ast.Call, scope: Scope, reading: Reading, place: str) -> ColumnDefinition:
    """A `Column("name", …)` in a `Table` or in a migration's operation."""
    name = _explicit_name(call, scope, reading)
    if name == "" and call.args:
        name = reading.text(call.args[0], scope)
    attribute = name if isinstance(name, str) else ""
    return ColumnDefinition(reading.source.span(call), attribute, "Column", place, reading.arguments(call, scope), None, name)
