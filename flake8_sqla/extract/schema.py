"""Mapped classes and tables of one file put together: inheritance followed, keys resolved, relationships tied to their targets.

Works on facts alone, so that classes of other files can be added as they become known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flake8_sqla.extract.columns import column
from flake8_sqla.extract.keys import binds_itself, keys_of, owner_of
from flake8_sqla.facts.expressions import Collection, Constant, Expression, Invocation, Opaque, walk
from flake8_sqla.facts.migrations import AddColumn, CreateTable, Operation, TableName
from flake8_sqla.facts.models import ClassAttribute, MappedClass, RelationshipDefinition, SchemaItem, TableDefinition
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.schema import Column, ForeignKey, Link, NamingConvention, SchemaTable, convention_of
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.vocabulary import orm

_LOCAL = "<local>."
#: Bases of the libraries that bring neither columns nor table arguments.
_BARE_BASES = orm.DECLARATIVE_BASES | {
    orm.DATACLASS_MIXIN,
    "builtins.object",
    "abc.ABC",
    "typing.Generic",
    "typing.Protocol",
    "sqlmodel.SQLModel",
    "flask_sqlalchemy.SQLAlchemy().Model",
    "sqlalchemy.ext.asyncio.AsyncAttrs",
    "sqlalchemy.orm.declarative_base()",
}
#: Attributes whose value is a column or not is known: these are none.
_NO_COLUMNS = (
    "sqlalchemy.orm.synonym",
    "sqlalchemy.orm.query_expression",
    "sqlalchemy.orm.relationship",
    "sqlalchemy.ext.associationproxy.association_proxy",
    "sqlalchemy.MetaData",
    "sqlmodel.Relationship",
    "builtins.",
    "datetime.",
    "pydantic.",
)
_MODELS = ("model", "unknown")


def schema_facts(
    classes: Iterable[MappedClass], tables: Iterable[TableDefinition], plain: frozenset[str], standing: Iterable[SchemaItem], watched: bool
) -> Iterator[Column | SchemaTable | Link]:
    """The columns and tables of a file, and the relationships between them. `watched`: its code listens to changes of rows."""
    classes, tables = tuple(classes), tuple(tables)
    reader = SchemaReader(classes, tables, plain, standing)
    found = reader.tables()
    for mapped in classes:
        if reader.makes_columns(mapped):
            yield from (column(definition, owner=mapped.name, watched=watched) for definition in mapped.columns)
    for table in tables:
        title = table.name if isinstance(table.name, str) else table.variable
        yield from (column(definition, owner=title) for definition in table.columns)
    yield from found
    yield from reader.links(found)


def columns_of_operations(operations: Iterable[Operation]) -> Iterator[Column]:
    """The columns that a migration makes."""
    for operation in operations:
        owner = str(operation.table) if isinstance(operation.table, TableName) else "table"
        if isinstance(operation, CreateTable):
            yield from (column(definition, owner=owner) for definition in operation.columns)
        elif isinstance(operation, AddColumn) and operation.definition is not None:
            yield column(operation.definition, owner=owner)


class SchemaReader:
    """Puts the tables of one file together."""

    def __init__(
        self, classes: Iterable[MappedClass], tables: Iterable[TableDefinition], plain: frozenset[str], standing: Iterable[SchemaItem]
    ) -> None:
        """`plain` are classes of this file that map nothing; `standing` the indexes that are made outside of classes and tables."""
        self._classes: dict[str, MappedClass] = {}
        self._twice: set[str] = set()
        for mapped in classes:
            if mapped.name in self._classes:
                self._twice.add(mapped.name)
            self._classes[mapped.name] = mapped
        self._plain = plain
        self._standing = tuple(standing)
        self._definitions = tuple(tables)
        self._behind: dict[int, list[MappedClass]] = {}
        self._children: dict[int, list[MappedClass]] | None = None

    def tables(self) -> list[SchemaTable]:
        """Every table of the file, in source order."""
        found = [self._of_class(mapped) for mapped in self._classes.values() if self._has_own_table(mapped)]
        found += [self._of_definition(definition) for definition in self._definitions]
        return self._resolved(self._told_apart(found))

    def _told_apart(self, tables: list[SchemaTable]) -> list[SchemaTable]:
        """Each table that an earlier class of the same base has already says so."""
        seen: dict[tuple[str, object, str], str] = {}
        found = []
        for table in tables:
            model = table.model if table.span.column == 0 else None
            root = self._root(model) if model is not None and table.schema is not UNKNOWN and not _extends(model) else ""
            if root and model is not None and isinstance(model.table_name, str):
                key = (root, table.schema, model.table_name)
                if key in seen:
                    table = replace(table, repeats=seen[key])
                seen.setdefault(key, table.owner)
            found.append(table)
        return found

    def _root(self, mapped: MappedClass) -> str:
        """The declarative base behind a class, by name; empty where it is not known to be one."""
        for source in (mapped, *self._ancestors(mapped)):
            if source.role == "base":
                return source.name
        return mapped.flavour if mapped.flavour == "flask_sqlalchemy" and mapped.attribute("__bind_key__") is None else ""

    # -- classes

    def makes_columns(self, mapped: MappedClass) -> bool:
        """Whether its columns become a table's: SQLModel classes without one are forms, unless a table derives from them."""
        if mapped.flavour != "sqlmodel" or mapped.role == "model":
            return True
        return any(other.role == "model" and mapped in self._ancestors(other) for other in self._classes.values())

    def _parent(self, base: str) -> MappedClass | None:
        return self._classes.get(base[len(_LOCAL) :]) if base.startswith(_LOCAL) else None

    def _ancestors(self, mapped: MappedClass) -> list[MappedClass]:
        """The classes of this file behind it, nearest first."""
        found = self._behind.get(id(mapped))
        if found is None:
            found = self._behind[id(mapped)] = []
            seen = {id(mapped)}
            pending = list(mapped.bases)
            while pending and len(found) < 50:
                parent = self._parent(pending.pop(0))
                if parent is not None and id(parent) not in seen:
                    seen.add(id(parent))
                    found.append(parent)
                    pending += parent.bases
        return found

    def _sharing(self, mapped: MappedClass) -> list[MappedClass]:
        """The classes derived from it that put their columns into its table, in source order."""
        if self._children is None:
            self._children = {}
            for other in self._classes.values():
                if self._is_single_table_child(other):
                    for parent in self._ancestors(other):
                        self._children.setdefault(id(parent), []).append(other)
        return self._children.get(id(mapped), [])

    def _has_own_table(self, mapped: MappedClass) -> bool:
        if mapped.role not in _MODELS or mapped.name in self._twice or mapped.attribute("__table__") is not None:
            return False
        return not self._is_single_table_child(mapped)

    def _is_single_table_child(self, mapped: MappedClass) -> bool:
        if mapped.table_name is not None or mapped.attribute("__tablename__") is not None:
            return False
        if any(parent.role == "model" for parent in self._ancestors(mapped)):
            return not any(parent.role != "model" and parent.table_name is not None for parent in self._ancestors(mapped))
        return mapped.shares_table

    def _of_class(self, mapped: MappedClass) -> SchemaTable:
        ancestors = self._ancestors(mapped)
        models = [parent for parent in ancestors if parent.role in _MODELS]
        behind = {id(other) for parent in models for other in self._ancestors(parent)} | {id(parent) for parent in models}
        sources = [mapped, *(parent for parent in ancestors if id(parent) not in behind)]
        children = self._sharing(mapped)
        columns: dict[str, Column] = {}
        relationships: dict[str, RelationshipDefinition] = {}
        for source in [*sources, *children]:
            for definition in source.columns:
                columns.setdefault(definition.attribute, column(definition, own=source is mapped))
        for source in sources:
            for relationship in source.relationships:
                relationships.setdefault(relationship.attribute, relationship)
        complete = mapped.role == "model" and all(map(self._is_read, [*sources, *children])) and not (models and not sources)
        name, named_by = mapped.table_name, next((parent for parent in sources if parent.table_name is not None), None)
        if name is None and named_by is not None:
            name = UNKNOWN
        if name is None:
            made = {"flask_sqlalchemy": _flask_name(mapped.name), "sqlmodel": mapped.name.lower()}
            name = made.get(mapped.flavour, UNKNOWN)
        items, arguments_read, schema = self._table_arguments(mapped, sources)
        keys, foreign_keys, readable = keys_of(list(columns.values()), items, {id(item) for item in self._standing})
        arguments_read = arguments_read and readable
        return SchemaTable(
            span=mapped.span,
            owner=mapped.name,
            name=name,
            columns=tuple(columns.values()),
            keys=keys,
            foreign_keys=foreign_keys,
            relationships=tuple(relationships.values()),
            complete=complete and arguments_read and not any(column_.name is UNKNOWN for column_ in columns.values()),
            bases_known=mapped.role == "model" and all(map(self._knows_bases, [mapped, *ancestors])),
            allows_unmapped=any(source.allows_unmapped for source in [mapped, *ancestors]),
            inherits=bool(models),
            model=mapped,
            schema=schema,
            convention=self._convention(mapped),
            type_map=self._type_map(mapped),
            items=tuple(items),
        )

    def _is_read(self, mapped: MappedClass) -> bool:
        """Whether every base is known and every attribute that might be a column is."""
        if mapped.wrapped:
            return False
        return self._knows_bases(mapped) and mapped.name not in self._twice and not any(map(_may_be_column, mapped.attributes))

    def _knows_bases(self, mapped: MappedClass) -> bool:
        for base in mapped.bases:
            if base in _BARE_BASES or base.startswith(("typing.", "abc.")):
                continue
            if base.startswith(_LOCAL) and (base[len(_LOCAL) :] in self._plain or self._parent(base) is not None):
                continue
            return False
        return True

    def _convention(self, mapped: MappedClass) -> NamingConvention | Unknown | None:
        for source in (mapped, *self._ancestors(mapped)):
            found = source.attribute("metadata")
            if found is not None and not found.function:
                return convention_of(found.value)
            if source.attribute("registry") is not None:
                return UNKNOWN
            if source.role == "base":
                return None if orm.DECLARATIVE_BASES.intersection(source.bases) and self._is_read(source) else UNKNOWN
        return UNKNOWN

    def _type_map(self, mapped: MappedClass) -> Expression | Unknown | None:
        """The `type_annotation_map` of its base; None where it certainly has none."""
        ancestors = self._ancestors(mapped)
        for source in (mapped, *ancestors):
            found = source.attribute("type_annotation_map")
            if found is not None and found.value is not None:
                return found.value
            if source.attribute("registry") is not None:
                return UNKNOWN
        known = all(map(self._knows_bases, (mapped, *ancestors))) and mapped.flavour == "declarative"
        return None if known and any(source.role == "base" for source in ancestors) else UNKNOWN

    # -- table arguments

    def _table_arguments(self, mapped: MappedClass, sources: list[MappedClass]) -> tuple[list[SchemaItem], bool, str | Unknown | None]:
        given = next((source.table_args for source in sources if source.table_args is not None), None)
        items = [item for source in sources for item in source.schema_items if binds_itself(item)]
        schema: str | Unknown | None = None
        read = True
        if isinstance(given, Collection) and given.kind == "tuple":
            read = given.complete
            for part in given.items:
                if isinstance(part, Invocation) and part.function in orm.SCHEMA_ITEMS:
                    items.append(SchemaItem(part.span, part.function.rpartition(".")[2], part.arguments))
                elif isinstance(part, Collection) and part.kind == "dict":
                    schema = _schema_of(part)
                else:
                    read = False
        elif isinstance(given, Collection) and given.kind == "dict":
            schema = _schema_of(given)
        elif given is not None:
            read = False
        if not read and schema is None:
            schema = UNKNOWN
        items += [item for item in self._standing if owner_of(item) in (f"{_LOCAL}{mapped.name}",)]
        return items, read, schema

    def _of_definition(self, definition: TableDefinition) -> SchemaTable:
        columns = [column(entry) for entry in definition.columns]
        standing = (item for item in self._standing if definition.variable and owner_of(item) == definition.variable)
        items = [*definition.schema_items, *standing]
        keys, foreign_keys, readable = keys_of(columns, items, {id(item) for item in self._standing})
        return SchemaTable(
            span=definition.span,
            owner=definition.variable,
            name=definition.name,
            columns=tuple(columns),
            keys=keys,
            foreign_keys=foreign_keys,
            complete=definition.complete and readable and not any(entry.name is UNKNOWN for entry in columns),
            schema=definition.schema,
            convention=convention_of(definition.metadata),
            items=tuple(items),
        )

    # -- between tables

    def _resolved(self, tables: list[SchemaTable]) -> list[SchemaTable]:
        """Foreign keys that name a class's attribute (`ForeignKey(User.id)`) point to its table."""
        by_owner = {f"{_LOCAL}{table.owner}" if table.model else table.owner: table for table in tables}

        def resolved(key: ForeignKey) -> ForeignKey:
            if not isinstance(key.table, str) or not key.table.endswith(":"):
                return key
            target = by_owner.get(key.table[:-1])
            if target is None or not isinstance(target.name, str) or target.schema is UNKNOWN:
                return replace(key, table=UNKNOWN)
            names = tuple(next((c.name for c in target.columns if c.attribute == name), UNKNOWN) for name in key.targets)
            return replace(key, table=f"{target.schema}.{target.name}" if target.schema else target.name, targets=names)

        def with_resolved(entry: Column) -> Column:
            return replace(entry, foreign_keys=tuple(map(resolved, entry.foreign_keys))) if entry.foreign_keys else entry

        return [
            replace(table, columns=tuple(map(with_resolved, table.columns)), foreign_keys=tuple(map(resolved, table.foreign_keys)))
            for table in tables
        ]

    def links(self, tables: list[SchemaTable]) -> Iterator[Link]:
        """The relationships of which both ends are in this file."""
        by_class = {table.owner: table for table in tables if table.model is not None}
        for owner in by_class.values():
            for relationship in owner.relationships:
                target = by_class.get(relationship.target_name)
                if target is None:
                    continue
                local, remote = _pointing(owner, target), _pointing(target, owner)
                certain = owner.complete and target.complete and local is not None and remote is not None
                certain = certain and not (owner.inherits or target.inherits)
                known = local is not None and remote is not None
                yield Link(relationship.span, owner, relationship, target, tuple(local or ()), tuple(remote or ()), certain, known)


def _pointing(table: SchemaTable, other: SchemaTable) -> list[ForeignKey] | None:
    """The foreign keys from one table to another; None where one of them may or may not lead there."""
    found = []
    for key in table.all_foreign_keys:
        answer = other.is_called(key.table) if isinstance(key.table, str) else UNKNOWN
        if answer is UNKNOWN:
            return None
        if answer:
            found.append(key)
    return found


def _extends(mapped: MappedClass) -> bool:
    """Whether `extend_existing` or `keep_existing` is among its table arguments, or may be."""
    if mapped.table_args is None:
        return False
    words = ("extend_existing", "keep_existing")
    return any(isinstance(part, Opaque) or (isinstance(part, Constant) and part.value in words) for part in walk(mapped.table_args))


def _may_be_column(attribute: ClassAttribute) -> bool:
    if attribute.name.startswith("__"):
        return False
    if attribute.function:
        return True
    match attribute.value:
        case Invocation(function=function):
            return not function.startswith(_NO_COLUMNS)
        case Opaque():
            return True
        case _:
            return False


def _flask_name(class_name: str) -> str:
    """The table name that Flask-SQLAlchemy makes of a class name."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", class_name)
    return name.lower().lstrip("_")


def _schema_of(options: Collection) -> str | Unknown | None:
    for key, value in zip(options.keys, options.items, strict=False):
        if isinstance(key, Constant) and key.value == "schema":
            return value.value if isinstance(value, Constant) and (value.value is None or isinstance(value.value, str)) else UNKNOWN
    return None if options.complete else UNKNOWN
