"""The mapped classes and tables of a project, as one file sees them: asked by path, by name, and by attribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from flake8_sqla.extract.chosen_keys import chosen
from flake8_sqla.extract.class_graph import ClassGraph, Library, Placed, Texts
from flake8_sqla.extract.project_search import ProjectSearch
from flake8_sqla.extract.tables import TableBuilder
from flake8_sqla.facts.expressions import Invocation
from flake8_sqla.facts.known_models import Offer
from flake8_sqla.facts.models import ClassAttribute, ColumnDefinition, MappedClass, RelationshipDefinition
from flake8_sqla.facts.module_models import ModuleModels
from flake8_sqla.facts.schema import ForeignKey, Link, SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN, Unknown

_PROXIES = {
    "sqlalchemy.ext.associationproxy.association_proxy": "proxy",
    "sqlalchemy.orm.synonym": "synonym",
    "sqlalchemy.orm.column_property": "column",
    "sqlalchemy.orm.query_expression": "column",
    "sqlalchemy.orm.composite": "composite",
    "sqlalchemy.ext.hybrid.hybrid_property": "hybrid",
}
#: What both ends of a `backref` share.
_SHARED = frozenset({"secondary", "primaryjoin", "secondaryjoin", "foreign_keys"})
#: What every mapped class has.
_ALWAYS = frozenset({"metadata", "registry", "query", "awaitable_attrs", "model_fields", "model_config"})


class NoLibrary:
    """A file by itself."""

    def follow(self, path: str) -> str:
        """The path as it is."""
        return path

    def models_at(self, path: str) -> tuple[ModuleModels, str] | None:
        """Nothing is known."""
        return None

    def beside(self, name: str, near: ModuleModels) -> Iterable[ModuleModels]:
        """Nothing is known."""
        return ()

    def defining(self, name: str) -> Iterable[ModuleModels]:
        """Nothing is known."""
        return ()

    def with_table(self, name: str, but: str = "") -> Iterable[ModuleModels]:
        """Nothing is known."""
        return ()

    def with_backref(self, name: str, but: str = "") -> Iterable[ModuleModels]:
        """Nothing is known."""
        return ()

    def names_class(self, name: str) -> bool:
        """It may."""
        return True

    def texts(self) -> Iterable[Texts]:
        """Nothing is known."""
        return ()

    def models_of(self, file: str) -> ModuleModels | None:
        """Nothing is known."""
        return None


class Models:
    """See `facts.known_models.KnownModels`."""

    def __init__(self, own: ModuleModels | None = None, library: Library | None = None, elsewhere: Models | None = None) -> None:
        """`own` is the file being read; `elsewhere` what is known of all the others, shared by all files."""
        self._own = own if own is not None else ModuleModels()
        self._library = library or NoLibrary()
        self._elsewhere = elsewhere
        self._graph: ClassGraph = ClassGraph(self._own, self._library, elsewhere._graph if elsewhere is not None else None)
        self._builder = TableBuilder(self._graph)
        self._search = ProjectSearch(self._graph, self._library)
        #: What does not depend on the file that asks is looked for once.
        self._shared_search: ProjectSearch = elsewhere._search if elsewhere is not None else self._search
        self._tables: dict[str, SchemaTable | None] = {}
        self._links: dict[tuple[str, str], Link | None] = {}
        #: The classes of a module, with their places in it, by the names of their tables.
        self._by_table_name: dict[int, dict[str | None, list[tuple[int, MappedClass]]]] = {}

    # -- the file being read

    def own_tables(self) -> list[SchemaTable]:
        """Every table of the file being read, in source order: those of classes, then those of `Table`."""
        last = {mapped.name: mapped for mapped in self._own.classes}
        placed = [Placed(self._own, mapped) for mapped in last.values()]
        found = [self._built(each) for each in placed if self._builder.has_own_table(each)]
        return found + [self._builder.of_definition(definition, self._own) for definition in self._own.tables]

    def makes_columns(self, mapped: MappedClass) -> bool:
        """Whether a class's columns become a table's: SQLModel classes without one are forms, unless a table derives from them."""
        if mapped.flavour != "sqlmodel" or mapped.role == "model":
            return True
        return any(
            other.role == "model" and any(parent.mapped is mapped for parent in self._graph.ancestors(Placed(self._own, other)))
            for other in self._own.classes
        )

    def links(self, owner: SchemaTable) -> Iterator[Link]:
        """The relationships of a table's class of which both ends are in sight."""
        for relationship in owner.relationships:
            found = self.link(owner.path, relationship.attribute)
            if found is not None:
                yield found

    def root(self, path: str) -> str:
        """The path of the declarative base behind a class; empty where it is not known."""
        placed = self._graph.placed(path)
        return self._graph.root(placed) if placed is not None else ""

    # -- by path

    def table(self, path: str) -> SchemaTable | None:
        """The table of a class or `Table` variable by its path; None where there is none in sight. A child's is its parent's."""
        if path in self._tables:
            return self._tables[path]
        self._tables[path] = None
        placed = self._graph.placed(path)
        found: SchemaTable | None = None
        if placed is not None:
            found = self._of_placed(placed)
        elif path:
            made = self._graph.table_definition(path)
            if made is not None:
                found = self._builder.of_definition(made[1], made[0])
        self._tables[path] = found
        return found

    def _of_placed(self, placed: Placed) -> SchemaTable | None:
        if self._elsewhere is not None and not self._graph.is_own(placed):
            return self._elsewhere.table(placed.path)
        if self._builder.has_own_table(placed):
            return self._built(placed)
        parents = self._graph.models_behind(placed) if placed.mapped.role in ("model", "unknown") else []
        return self.table(parents[0].path) if parents and self._builder.is_single_table_child(placed) else None

    def _built(self, placed: Placed) -> SchemaTable:
        found = self._tables.get(placed.path)
        if found is None:
            found = self._tables[placed.path] = self._builder.of_class(placed)
        return found

    def link(self, path: str, attribute: str) -> Link | None:
        """The relationship behind an attribute, those of parents and those made by a `backref` included."""
        key = (path, attribute)
        if key not in self._links:
            self._links[key] = None
            placed = self._graph.placed(path)
            self._links[key] = self._link(placed, attribute) if placed is not None else None
        return self._links[key]

    def _link(self, placed: Placed, attribute: str) -> Link | None:
        if self._elsewhere is not None and not self._graph.is_own(placed):
            return self._elsewhere.link(placed.path, attribute)
        owner = self.table(placed.path)
        if owner is None:
            return None
        found = next((each for each in owner.relationships if each.attribute == attribute), None)
        if found is not None:
            where = self._builder.written_in.get((owner.path, attribute), placed.module)
            target = self._graph.target(found, where, placed)
            return self._joined(owner, found, target) if target is not None else None
        for parent in self._graph.models_behind(placed):
            inherited = self.link(parent.path, attribute)
            if inherited is not None:
                return inherited
        if any(_kind_in(source, attribute) for source in (placed, *self._graph.ancestors(placed))):
            return None  # it is something else: the project need not be searched for who gives it one
        return self._by_backref(placed, owner, attribute)

    def _modules_with_backref(self, name: str) -> Iterator[ModuleModels]:
        yield self._own
        for module in self._library.with_backref(name, self._own.file):
            if module.module != self._own.module or not module.module:
                yield module

    def _backref(self, placed: Placed, name: str, module: ModuleModels) -> tuple[Placed, RelationshipDefinition] | None:
        """The class and relationship of a module that give a class this attribute by `backref=`."""
        for owner, relationship in _relationships(module):
            made = relationship.backref
            if made is not None and made[0] == name:
                target = self._graph.target(relationship, module, owner)
                if target is not None and target.path == placed.path:
                    return owner, relationship
        return None

    def _by_backref(self, placed: Placed, owner: SchemaTable, name: str) -> Link | None:
        for module in self._modules_with_backref(name):
            found = self._backref(placed, name, module)
            if found is not None:
                other, forward = found
                shared = tuple(each for each in forward.arguments if each.keyword in _SHARED)
                arguments = (*(forward.backref or ("", ()))[1], *shared)
                return self._joined(owner, RelationshipDefinition(forward.span, name, arguments, None, other.path), other)
        return None

    def _joined(self, owner: SchemaTable, relationship: RelationshipDefinition, target: Placed) -> Link | None:
        table = self.table(target.path)
        if table is None:
            return None
        local, remote = _pointing(owner, table), _pointing(table, owner)
        known = local is not None and remote is not None
        certain = owner.complete and table.complete and known and not (owner.inherits or table.inherits)
        certain = certain and all(column.keys_read for side in (owner, table) for column in side.columns)
        here, there = chosen(relationship, owner, table, local or [], remote or [])
        return Link(relationship.span, owner, relationship, table, tuple(here), tuple(there), certain, known)

    def attribute(self, path: str, name: str) -> str | Unknown:
        """What an attribute of a class is; see `facts.known_models.KnownModels`."""
        placed = self._graph.placed(path)
        if placed is None:
            return UNKNOWN
        line = [placed, *self._graph.ancestors(placed)]
        for source in line:
            kind = _kind_in(source, name)
            if kind:
                return kind
        if name in _ALWAYS or (name.startswith("__") and name != "__init__"):  # a mapped class is given one where it has none
            return "plain"
        doubt = False
        for module in self._modules_with_backref(name):
            for extra in module.attached:
                if extra.name == name:
                    owner = self._graph.placed(module.path_of(extra.owner))
                    if owner is not None and any(owner.path == source.path for source in line):
                        return _kind_of(extra.what)
            for source in line:
                if self._backref(source, name, module) is not None:
                    return "relationship"
            doubt = doubt or any(each.backref is not None and each.backref[0] == name for _, each in _relationships(module))
        if doubt:
            return UNKNOWN
        read = placed.mapped.role in ("model", "abstract") and self._graph.root(placed) != "" and all(map(self._graph.knows_bases, line))
        return "absent" if read and not any(source.mapped.wrapped or self._graph.is_twice(source) for source in line) else UNKNOWN

    def class_named(self, name: str) -> SchemaTable | None:
        """See `KnownModels.class_named`."""
        for modules in ((self._own, *self._library.beside(name, self._own)), self._library.defining(name)):
            found = [self.table(f"{module.prefix}.{name}") for module in modules]
            tables = {table.path: table for table in found if table is not None}
            if tables:
                return next(iter(tables.values())) if len(tables) == 1 else None
        return None

    # -- about the whole project

    def missing_class(self, relationship: RelationshipDefinition, owner: str) -> str | None:
        """See `KnownModels.missing_class`."""
        return self._search.missing_class(relationship, owner)

    def missing_table(self, name: str) -> str | None:
        """See `KnownModels.missing_table`."""
        return self._shared_search.missing_table(name)

    def is_secondary(self, variable: str, table: str) -> bool:
        """See `KnownModels.is_secondary`."""
        return self._shared_search.is_secondary(variable, table)

    def mixins_offering(self, attribute: str) -> Sequence[Offer]:
        """See `KnownModels.mixins_offering`."""
        return self._shared_search.mixins_offering(attribute)

    def declaring(self, attribute: str) -> Iterator[Offer]:
        """See `KnownModels.declaring`."""
        return self._shared_search.declaring(attribute)

    # -- by name

    def tables_named(self, name: str, schema: str | None = None) -> tuple[SchemaTable, ...]:
        """Every table of this name in the project."""
        found: dict[str, SchemaTable] = {}
        for module in (self._own, *self._library.with_table(name, self._own.file)):
            if module is self._own or module.module != self._own.module:
                self._add_named(name, schema, module, found)
        return tuple(found.values())

    def tables_here(self, name: str, schema: str | None = None) -> tuple[SchemaTable, ...]:
        """Those of them that the file being read makes: no other file is looked at for these."""
        found: dict[str, SchemaTable] = {}
        self._add_named(name, schema, self._own, found)
        return tuple(found.values())

    def _add_named(self, name: str, schema: str | None, module: ModuleModels, found: dict[str, SchemaTable]) -> None:
        for mapped in self._perhaps_named(name, module):
            table = self.table(f"{module.prefix}.{mapped.name}")
            if table is not None and table.name == name and table.schema in (schema, UNKNOWN):
                found.setdefault(table.path, table)
        for definition in module.tables:
            if definition.name == name and definition.schema in (schema, UNKNOWN):
                table = self._builder.of_definition(definition, module)
                found.setdefault(table.path or f"{module.prefix}:{table.span.line}", table)

    def _perhaps_named(self, name: str, module: ModuleModels) -> list[MappedClass]:
        """The classes of a module that write this name as their table's, or none that can be read, in their order."""
        by_name = self._by_table_name.get(id(module))
        if by_name is None:  # a file of a thousand classes asks for each of its keys
            by_name = self._by_table_name[id(module)] = {}
            for place, mapped in enumerate(module.classes):
                written = mapped.table_name if isinstance(mapped.table_name, str) else None
                by_name.setdefault(written, []).append((place, mapped))
        found = [*by_name.get(name, ()), *by_name.get(None, ())]
        return [mapped for _, mapped in sorted(found, key=itemgetter(0))]


def _relationships(module: ModuleModels) -> Iterator[tuple[Placed, RelationshipDefinition]]:
    for mapped in module.classes:
        for relationship in mapped.relationships:
            yield Placed(module, mapped), relationship


def _kind_in(source: Placed, name: str) -> str:
    """What a class's body makes of a name; empty where it does not bind it."""
    mapped = source.mapped
    for definitions, kind in ((mapped.columns, "column"), (mapped.relationships, "relationship")):
        if any(definition.attribute == name for definition in definitions):
            return kind
    if name in mapped.hybrids:
        return "hybrid"
    if name in mapped.functions:
        return "plain"
    found = mapped.attribute(name)
    return _kind_of(found) if found is not None else ""


def _kind_of(what: RelationshipDefinition | ColumnDefinition | ClassAttribute) -> str:
    if isinstance(what, RelationshipDefinition):
        return "relationship"
    if isinstance(what, ColumnDefinition):
        return "column"
    if isinstance(what.value, Invocation):
        return _PROXIES.get(what.value.function, "plain" if what.value.function and not what.function else "unknown")
    return "plain"


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
