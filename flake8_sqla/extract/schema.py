"""Mapped classes and tables of one file put together: inheritance followed, keys resolved, relationships tied to their targets.

Works on facts alone, so that classes of other files can be added as they become known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from flake8_sqla.extract.columns import column, ondelete_of, pointed_at
from flake8_sqla.facts.expressions import Argument, Collection, ColumnReference, Constant, Expression, Invocation, Opaque
from flake8_sqla.facts.models import ClassAttribute, MappedClass, RelationshipDefinition, SchemaItem, TableDefinition
from flake8_sqla.facts.schema import Column, ForeignKey, Key, Link, Names, NamingConvention, SchemaTable
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
    classes: Iterable[MappedClass], tables: Iterable[TableDefinition], plain: frozenset[str], standing: Iterable[SchemaItem]
) -> Iterator[SchemaTable | Link]:
    """The tables of a file, and the relationships between them."""
    reader = SchemaReader(classes, tables, plain, standing)
    found = reader.tables()
    yield from found
    yield from reader.links(found)


class SchemaReader:
    """Puts the tables of one file together."""

    def __init__(self, classes: Iterable[MappedClass], tables: Iterable[TableDefinition], plain: frozenset[str], standing: Iterable[SchemaItem]) -> None:
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

    def tables(self) -> list[SchemaTable]:
        """Every table of the file, in source order."""
        found = [self._of_class(mapped) for mapped in self._classes.values() if self._has_own_table(mapped)]
        found += [self._of_definition(definition) for definition in self._definitions]
        return self._resolved(found)

    # -- classes

    def _parent(self, base: str) -> MappedClass | None:
        return self._classes.get(base[len(_LOCAL) :]) if base.startswith(_LOCAL) else None

    def _ancestors(self, mapped: MappedClass) -> list[MappedClass]:
        """The classes of this file behind it, nearest first."""
        found: list[MappedClass] = []
        pending = list(mapped.bases)
        while pending and len(found) < 50:
            parent = self._parent(pending.pop(0))
            if parent is not None and parent not in found and parent is not mapped:
                found.append(parent)
                pending += parent.bases
        return found

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
        children = [
            other
            for other in self._classes.values()
            if other is not mapped and self._is_single_table_child(other) and mapped in self._ancestors(other)
        ]
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
            name = _flask_name(mapped.name) if mapped.flavour == "flask_sqlalchemy" else mapped.name.lower() if mapped.flavour == "sqlmodel" else UNKNOWN
        keys, foreign_keys, arguments_read, schema = self._table_arguments(mapped, sources, list(columns.values()))
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
        )

    def _is_read(self, mapped: MappedClass) -> bool:
        """Whether every base is known and every attribute that might be a column is."""
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

    # -- table arguments

    def _table_arguments(
        self, mapped: MappedClass, sources: list[MappedClass], columns: list[Column]
    ) -> tuple[tuple[Key, ...], tuple[ForeignKey, ...], bool, str | Unknown | None]:
        given = next((source.table_args for source in sources if source.table_args is not None), None)
        items = [item for source in sources for item in source.schema_items if _binds_itself(item)]
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
        items += [item for item in self._standing if _owner_of(item) in (f"{_LOCAL}{mapped.name}",)]
        keys, foreign_keys, readable = _keys(columns, items, {id(item) for item in self._standing})
        return keys, foreign_keys, read and readable, schema

    def _of_definition(self, definition: TableDefinition) -> SchemaTable:
        columns = [column(entry) for entry in definition.columns]
        items = [*definition.schema_items, *(item for item in self._standing if definition.variable and _owner_of(item) == definition.variable)]
        keys, foreign_keys, readable = _keys(columns, items, {id(item) for item in self._standing})
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
        )

    # -- between tables

    def _resolved(self, tables: list[SchemaTable]) -> list[SchemaTable]:
        """Foreign keys that name a class's attribute (`ForeignKey(User.id)`) point to its table."""
        by_owner = {f"{_LOCAL}{table.owner}": table for table in tables if table.model} | {table.owner: table for table in tables if not table.model}

        def resolved(key: ForeignKey) -> ForeignKey:
            if not isinstance(key.table, str) or not key.table.endswith(":"):
                return key
            target = by_owner.get(key.table[:-1])
            if target is None or not isinstance(target.name, str) or target.schema is UNKNOWN:
                return replace(key, table=UNKNOWN)
            names = tuple(next((c.name for c in target.columns if c.attribute == name), UNKNOWN) for name in key.targets)
            return replace(key, table=f"{target.schema}.{target.name}" if target.schema else target.name, targets=names)

        return [
            replace(
                table,
                columns=tuple(replace(entry, foreign_keys=tuple(map(resolved, entry.foreign_keys))) if entry.foreign_keys else entry for entry in table.columns),
                foreign_keys=tuple(map(resolved, table.foreign_keys)),
            )
            for table in tables
        ]

    def links(self, tables: list[SchemaTable]) -> Iterator[Link]:
        """The relationships of which both ends are in this file."""
        by_class = {table.owner: table for table in tables if table.model is not None}
        for owner in by_class.values():
            for relationship in owner.relationships:
                target = by_class.get(target_class(relationship))
                if target is None:
                    continue
                local, remote = _pointing(owner, target), _pointing(target, owner)
                certain = owner.complete and target.complete and local is not None and remote is not None
                certain = certain and not (owner.inherits or target.inherits)
                yield Link(relationship.span, owner, relationship, target, tuple(local or ()), tuple(remote or ()), certain)


def target_class(relationship: RelationshipDefinition) -> str:
    """The bare name of the class a relationship leads to; empty where it is not known."""
    return relationship.target.rpartition(".")[2].strip("'\" ") if isinstance(relationship.target, str) else ""


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


def convention_of(metadata: Expression | None) -> NamingConvention | Unknown | None:
    """The naming convention of a `MetaData(…)`; UNKNOWN where it is not one we can read."""
    if not isinstance(metadata, Invocation) or metadata.function != "sqlalchemy.MetaData":
        return UNKNOWN
    given = metadata.keyword("naming_convention")
    if given is None:
        return UNKNOWN if metadata.has_starred or len(metadata.positional) > 3 else None
    if not isinstance(given.value, Collection) or given.value.kind != "dict":
        return None if isinstance(given.value, Constant) and given.value.value is None else UNKNOWN
    formats: list[tuple[str, str | Unknown]] = []
    complete = given.value.complete
    for key, value in zip(given.value.keys, given.value.items, strict=False):
        if isinstance(key, Constant) and isinstance(key.value, str):
            formats.append((key.value, value.value if isinstance(value, Constant) and isinstance(value.value, str) else UNKNOWN))
        else:
            complete = False
    return NamingConvention(given.span, tuple(formats), complete)


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


def _binds_itself(item: SchemaItem) -> bool:
    """Whether an item in a class body finds its table by the column objects it is given."""
    parts = item.positional[1:] if item.kind == "Index" else item.positional
    return bool(parts) and not any(isinstance(part.value, Constant) for part in parts)


def _owner_of(item: SchemaItem) -> str:
    return next((part.value.owner for part in item.positional if isinstance(part.value, ColumnReference)), "")


def _names(parts: Iterable[Argument], columns: list[Column]) -> tuple[Names, bool]:
    """The columns that arguments name, and whether all of them are plain columns."""
    names: list[str | Unknown] = []
    by_place: Mapping[object, Column] = {entry.span: entry for entry in columns}
    for part in parts:
        value = part.value
        found: str | Unknown = UNKNOWN
        if isinstance(value, Constant) and isinstance(value.value, str):
            found = value.value
        elif isinstance(value, ColumnReference):
            found = next((entry.name for entry in columns if entry.attribute == value.attribute), UNKNOWN)
        elif isinstance(value, Invocation) and value.span in by_place:
            found = by_place[value.span].name
        names.append(found)
    return tuple(names), UNKNOWN not in names


def _keys(columns: list[Column], items: list[SchemaItem], standing: set[int]) -> tuple[tuple[Key, ...], tuple[ForeignKey, ...], bool]:
    keys: list[Key] = []
    foreign_keys: list[ForeignKey] = []
    read = True
    primary = [entry for entry in columns if entry.primary_key is True]
    if primary:
        keys.append(Key(primary[0].span, "primary", tuple(entry.name for entry in primary), True, origin="flag"))
    for entry in columns:
        if entry.index is True:
            place = entry.keyword("index")
            keys.append(Key(place.span if place else entry.span, "index", (entry.name,), entry.unique, origin="flag"))
        elif entry.unique is True:
            place = entry.keyword("unique")
            keys.append(Key(place.span if place else entry.span, "unique", (entry.name,), True, origin="flag"))
    for item in items:
        origin = "standing" if id(item) in standing else "item"
        name = _name_of(item)
        read = read and not item.has_starred
        options = any(argument.keyword and argument.keyword not in ("name", "unique", "info", "comment") for argument in item.arguments)
        if item.kind == "Index":
            names, plain = _names(item.positional[1:], columns)
            unique = next((argument.value for argument in item.arguments if argument.keyword == "unique"), None)
            flag: bool | Unknown = bool(unique.value) if isinstance(unique, Constant) else UNKNOWN if unique is not None or item.has_starred else False
            keys.append(Key(item.span, "index", names, flag, name, plain and not options and not item.has_starred, origin))
        elif item.kind in ("UniqueConstraint", "PrimaryKeyConstraint"):
            names, plain = _names(item.positional, columns)
            kind = "unique" if item.kind == "UniqueConstraint" else "primary"
            keys.append(Key(item.span, kind, names, True, name, plain and not item.has_starred, origin))
        elif item.kind == "ForeignKeyConstraint":
            foreign_keys.append(_table_foreign_key(item, columns))
    return tuple(keys), tuple(foreign_keys), read


def _name_of(item: SchemaItem) -> str | Unknown | None:
    given = next((argument.value for argument in item.arguments if argument.keyword == "name"), None)
    if given is None and item.kind == "Index" and item.positional:
        given = item.positional[0].value
    if given is None:
        return UNKNOWN if item.has_starred else None
    if isinstance(given, Constant):
        return given.value if isinstance(given.value, str) else None
    return UNKNOWN


def _table_foreign_key(item: SchemaItem, columns: list[Column]) -> ForeignKey:
    given = {argument.keyword: argument.value for argument in item.arguments if argument.keyword}
    local = given.get("columns", item.positional[0].value if item.positional else None)
    remote = given.get("refcolumns", item.positional[1].value if len(item.positional) > 1 else None)
    call = Invocation(item.span, "", item.arguments)
    if not isinstance(local, Collection) or not isinstance(remote, Collection) or not local.complete or not remote.complete:
        return ForeignKey(item.span, (UNKNOWN,), UNKNOWN, (UNKNOWN,), ondelete_of(call), of_column=False)
    names, _ = _names([Argument(part.span, part) for part in local.items], columns)
    pointed = [pointed_at(part) for part in remote.items]
    tables = {table for table, _ in pointed}
    table = tables.pop() if len(tables) == 1 else UNKNOWN
    return ForeignKey(item.span, names, table, tuple(name for _, name in pointed), ondelete_of(call), of_column=False)
