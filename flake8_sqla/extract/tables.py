"""One class or `Table` to the table it makes: its own columns and keys, those of its mixins and abstract bases, and its arguments."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.extract.class_graph import ClassGraph, Placed
from flake8_sqla.extract.columns import column
from flake8_sqla.extract.keys import binds_itself, keys_of, owner_of
from flake8_sqla.extract.table_names import flask_name, named_by
from flake8_sqla.facts.expressions import Collection, ColumnReference, Constant, Expression, Invocation, Opaque, Reference, walk
from flake8_sqla.facts.models import ClassAttribute, ColumnDefinition, RelationshipDefinition, SchemaItem, TableDefinition
from flake8_sqla.facts.module_models import ModuleModels
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.schema import Column, ForeignKey, NamingConvention, SchemaTable, ShadowedArguments, convention_of
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.vocabulary import orm

#: Attributes whose value is a column or not is known: these are none.
_NO_COLUMNS = (
    "sqlalchemy.orm.synonym",
    "sqlalchemy.orm.query_expression",
    "sqlalchemy.orm.relationship",
    "sqlalchemy.ext.associationproxy.association_proxy",
    "sqlalchemy.MetaData",
    "sqlalchemy.Sequence",
    "sqlmodel.Relationship",
    "builtins.",
    "datetime.",
    "pydantic.",
)
_MODELS = ("model", "unknown")


class TableBuilder:
    """Puts the tables of the classes of one graph together."""

    def __init__(self, graph: ClassGraph) -> None:
        """Nothing is put together until it is asked for."""
        self._graph = graph
        self._children: dict[int, dict[str, list[Placed]]] = {}
        #: The module that a table's relationship is written in, by the class's path and the attribute.
        self.written_in: dict[tuple[str, str], ModuleModels] = {}

    # -- which classes have a table

    def has_own_table(self, placed: Placed) -> bool:
        """Whether a class makes a table that no other class makes for it."""
        mapped = placed.mapped
        if mapped.role not in _MODELS or self._graph.is_twice(placed) or mapped.attribute("__table__") is not None:
            return False
        return not self.is_single_table_child(placed)

    def is_single_table_child(self, placed: Placed) -> bool:
        """Whether a class puts its columns into its parent's table."""
        mapped = placed.mapped
        if mapped.table_name is not None or mapped.attribute("__tablename__") is not None:
            return False
        ancestors = [parent.mapped for parent in self._graph.ancestors(placed)]
        if any(parent.role == "model" for parent in ancestors):
            return not any(parent.role != "model" and parent.table_name is not None for parent in ancestors)
        return mapped.shares_table

    def _sharing(self, placed: Placed) -> list[Placed]:
        """The classes of its module derived from it that put their columns into its table, in source order."""
        key = id(placed.module)
        if key not in self._children:
            children: dict[str, list[Placed]] = {}
            for other in placed.module.classes:
                each = Placed(placed.module, other)
                if other.bases and self.is_single_table_child(each):
                    for parent in self._graph.ancestors(each):
                        children.setdefault(parent.path, []).append(each)
            self._children[key] = children
        return self._children[key].get(placed.path, [])

    def sources(self, placed: Placed) -> list[Placed]:
        """The classes whose attributes become its table's: itself, its mixins and abstract bases, but no mapped parent's."""
        models = self._graph.models_behind(placed)
        behind = {other.path for parent in models for other in self._graph.ancestors(parent)} | {parent.path for parent in models}
        return [placed, *(parent for parent in self._graph.ancestors(placed) if parent.path not in behind)]

    # -- names

    def name_of(self, placed: Placed) -> str | Unknown:
        """The name of a class's table."""
        mapped = placed.mapped
        if isinstance(mapped.table_name, str):
            return mapped.table_name
        named_by_source = next((source.mapped for source in self.sources(placed) if source.mapped.table_name is not None), None)
        if named_by_source is not None:
            if named_by_source.naming is not None and named_by_source.table_name is UNKNOWN:
                return named_by(named_by_source.naming, mapped.name)
            return named_by_source.table_name if isinstance(named_by_source.table_name, str) else UNKNOWN
        if mapped.table_name is not None:
            return UNKNOWN
        made = {"flask_sqlalchemy": flask_name(mapped.name), "sqlmodel": mapped.name.lower()}
        return made.get(mapped.flavour, UNKNOWN)

    def schema_of(self, placed: Placed) -> str | Unknown | None:
        """The schema that a class's table arguments name."""
        return self._table_arguments(placed, self.sources(placed))[2]

    def column_name(self, placed: Placed, attribute: str) -> str | Unknown:
        """The name of the column behind a class's attribute."""
        for source in (placed, *self._graph.ancestors(placed)):
            for definition in source.mapped.columns:
                if definition.attribute == attribute:
                    return definition.name or attribute
        return UNKNOWN

    # -- classes

    def of_class(self, placed: Placed) -> SchemaTable:
        """The table of a class."""
        mapped, ancestors = placed.mapped, self._graph.ancestors(placed)
        models, sources, children = self._graph.models_behind(placed), self.sources(placed), self._sharing(placed)
        columns: dict[str, Column] = {}
        relationships: dict[str, RelationshipDefinition] = {}
        attached = self._attached(placed)
        for source in [*sources, *children]:
            for definition in source.mapped.columns:
                if definition.attribute not in columns:
                    columns[definition.attribute] = self._resolved_column(definition, source, placed)
        for source in sources:
            for relationship in source.mapped.relationships:
                if relationship.attribute not in relationships:
                    relationships[relationship.attribute] = relationship
                    self.written_in[placed.path, relationship.attribute] = source.module
        for extra in attached:
            if isinstance(extra, RelationshipDefinition):
                relationships[extra.attribute] = extra
            elif isinstance(extra, ColumnDefinition):
                columns[extra.attribute] = self._resolved_column(extra, placed, placed)
        complete = mapped.role == "model" and all(map(self._is_read, [*sources, *children])) and not (models and not sources)
        items, arguments_read, schema = self._table_arguments(placed, sources)
        standing = {id(item) for item in placed.module.standing}
        keys, foreign_keys, readable = keys_of(list(columns.values()), items, standing)
        return SchemaTable(
            span=mapped.span,
            owner=mapped.name,
            name=self.name_of(placed),
            columns=tuple(columns.values()),
            keys=keys,
            foreign_keys=tuple(self._resolved(key, placed.module) for key in foreign_keys),
            relationships=tuple(relationships.values()),
            complete=complete and arguments_read and readable and not any([entry.name is UNKNOWN for entry in columns.values()]),
            keys_known=arguments_read and readable and not self._graph.is_twice(placed),
            bases_known=mapped.role == "model" and all(map(self._graph.knows_bases, [placed, *ancestors])),
            allows_unmapped=any([source.mapped.allows_unmapped for source in [placed, *ancestors]]),
            inherits=bool(models),
            model=mapped,
            schema=schema,
            convention=self._convention(placed),
            type_map=self._type_map(placed),
            items=tuple(items),
            path=placed.path,
            shadowed=tuple(self._shadowed(placed, sources)),
        )

    @staticmethod
    def _shadowed(placed: Placed, sources: list[Placed]) -> Iterator[ShadowedArguments]:
        """What a class's own `__table_args__`, written out as they are, put in the place of."""
        own = placed.mapped.table_args
        if not isinstance(own, Collection) or not own.complete or any(map(_speaks_of_others, walk(own))):
            return
        for source in sources[1:]:
            given = source.mapped.table_args
            if isinstance(given, Collection) and given.kind == "tuple":
                made = [part.function for part in given.items if isinstance(part, Invocation) and part.function in orm.SCHEMA_ITEMS]
                if made:
                    kinds = tuple(dict.fromkeys(function.rpartition(".")[2] for function in made))
                    yield ShadowedArguments(source.mapped.name, source.mapped.span.file, kinds)

    def _attached(self, placed: Placed) -> list[RelationshipDefinition | ColumnDefinition | ClassAttribute]:
        """What its own module gives a class outside of its body."""
        return [extra.what for extra in placed.module.attached if placed.module.path_of(extra.owner) == placed.path]

    def _resolved_column(self, definition: ColumnDefinition, source: Placed, placed: Placed) -> Column:
        made = column(definition, own=source is placed, owner=source.mapped.name)
        if made.foreign_keys and any(map(_names_attribute, made.foreign_keys)):
            return replace(made, foreign_keys=tuple(self._resolved(key, source.module) for key in made.foreign_keys))
        return made

    def _is_read(self, placed: Placed) -> bool:
        """Whether every base is known and every attribute that might be a column is."""
        mapped = placed.mapped
        if mapped.wrapped or self._graph.is_twice(placed):
            return False
        return self._graph.knows_bases(placed) and not any(map(_may_be_column, mapped.attributes))

    def _convention(self, placed: Placed) -> NamingConvention | Unknown | None:
        for source in (placed, *self._graph.ancestors(placed)):
            found = source.mapped.attribute("metadata")
            if found is not None and not found.function:
                return convention_of(self._metadata(found.value, source.module))
            if source.mapped.attribute("registry") is not None:
                return UNKNOWN
            if source.mapped.role == "base":
                return None if orm.DECLARATIVE_BASES.intersection(source.mapped.bases) and self._is_read(source) else UNKNOWN
        for source in (placed, *self._graph.ancestors(placed)):
            for base in source.mapped.bases:
                made = self._graph.made_base(source.module.path_of(base)) if base else None
                if made is not None and isinstance(made[1], Invocation):
                    given = made[1].keyword("metadata")
                    if given is not None:
                        return convention_of(self._metadata(given.value, made[0]))
                    return UNKNOWN if made[1].has_starred or made[1].positional or made[1].function not in orm.BASE_FUNCTIONS else None
        return UNKNOWN

    def _metadata(self, value: Expression | None, module: ModuleModels) -> Expression | None:
        """A `MetaData(…)`, also where it is bound to a name of another module."""
        return self._graph.metadata(module.path_of(value.name)) if isinstance(value, Reference) else value

    def _type_map(self, placed: Placed) -> Expression | Unknown | None:
        """The `type_annotation_map` of its base; None where it certainly has none."""
        ancestors = self._graph.ancestors(placed)
        for source in (placed, *ancestors):
            found = source.mapped.attribute("type_annotation_map")
            if found is not None and found.value is not None:
                return found.value
            if source.mapped.attribute("registry") is not None:
                return UNKNOWN
        known = all(map(self._graph.knows_bases, (placed, *ancestors))) and placed.mapped.flavour == "declarative"
        return None if known and any(source.mapped.role == "base" for source in ancestors) else UNKNOWN

    # -- table arguments

    def _table_arguments(self, placed: Placed, sources: list[Placed]) -> tuple[list[SchemaItem], bool, str | Unknown | None]:
        """The items of a class's table, whether all of them could be read, and the schema."""
        given = next((source.mapped.table_args for source in sources if source.mapped.table_args is not None), None)
        items = [item for source in sources for item in source.mapped.schema_items if binds_itself(item)]
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
        items += [item for item in placed.module.standing if placed.module.path_of(owner_of(item)) == placed.path]
        return items, read, schema

    # -- tables

    def of_definition(self, definition: TableDefinition, module: ModuleModels) -> SchemaTable:
        """The table of a `Table(…)`."""
        columns = [self._own_column(entry, module) for entry in definition.columns]
        standing = [item for item in module.standing if definition.variable and owner_of(item) == definition.variable]
        items = [*definition.schema_items, *standing]
        keys, foreign_keys, readable = keys_of(columns, items, {id(item) for item in module.standing})
        return SchemaTable(
            span=definition.span,
            owner=definition.variable,
            name=definition.name,
            columns=tuple(columns),
            keys=keys,
            foreign_keys=tuple(self._resolved(key, module) for key in foreign_keys),
            keys_known=definition.complete and readable,
            complete=definition.complete and readable and not any(entry.name is UNKNOWN for entry in columns),
            schema=definition.schema,
            convention=convention_of(self._metadata(definition.metadata, module)),
            items=tuple(items),
            path=f"{module.prefix}.{definition.variable}" if definition.variable else "",
        )

    def _own_column(self, definition: ColumnDefinition, module: ModuleModels) -> Column:
        made = column(definition)
        if made.foreign_keys and any(map(_names_attribute, made.foreign_keys)):
            return replace(made, foreign_keys=tuple(self._resolved(key, module) for key in made.foreign_keys))
        return made

    # -- keys

    def _resolved(self, key: ForeignKey, module: ModuleModels) -> ForeignKey:
        """A foreign key that names a class's attribute (`ForeignKey(User.id)`) or a table's column, pointed to the table."""
        if not isinstance(key.table, str) or not _names_attribute(key):
            return key
        owner = key.table[:-1]
        placed = self._graph.placed(module.path_of(owner)) if owner else None
        if placed is not None:
            name, schema = self.name_of(placed), self.schema_of(placed)
            names = tuple(self.column_name(placed, name) if isinstance(name, str) else UNKNOWN for name in key.targets)
        else:
            path = owner if "." in owner else f"{module.prefix}.{owner}"
            found = self._graph.table_definition(module.path_of(path))
            if found is None:
                return replace(key, table=UNKNOWN)
            name, schema = found[1].name, found[1].schema
            names = tuple(next((entry.name for entry in found[1].columns if entry.attribute == name), UNKNOWN) for name in key.targets)
        if not isinstance(name, str) or schema is UNKNOWN:
            return replace(key, table=UNKNOWN)
        return replace(key, table=f"{schema}.{name}" if schema else name, targets=names)


def _names_attribute(key: ForeignKey) -> bool:
    """Whether a foreign key names an attribute, as `extract.columns.pointed_at` has it, and no table."""
    return isinstance(key.table, str) and key.table.endswith(":")


def _speaks_of_others(part: Expression) -> bool:
    """Whether table arguments are put together of another class's."""
    match part:
        case ColumnReference(attribute=name) | Reference(name=name) | Invocation(method=name) if "__table_args__" in name:
            return True
        case Opaque():
            return True
        case _:
            return False


def _may_be_column(attribute: ClassAttribute) -> bool:
    if attribute.name.startswith("__"):
        return False
    if attribute.function and not isinstance(attribute.value, Invocation):
        return True
    match attribute.value:
        case Invocation(function=function):
            return not function.startswith(_NO_COLUMNS)
        case Opaque():
            return True
        case _:
            return False


def _schema_of(options: Collection) -> str | Unknown | None:
    for key, value in zip(options.keys, options.items, strict=False):
        if isinstance(key, Constant) and key.value == "schema":
            return value.value if isinstance(value, Constant) and (value.value is None or isinstance(value.value, str)) else UNKNOWN
    return None if options.complete else UNKNOWN
