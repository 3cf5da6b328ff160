"""Classes over files: what stands behind a class, which declarative base is its root, and which class a name means.

Works on facts alone. Where the classes of other modules come from is the library's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flake8_sqla.facts.expressions import Expression, Invocation, Reference
from flake8_sqla.facts.models import MappedClass, RelationshipDefinition, TableDefinition
from flake8_sqla.facts.module_models import ModuleModels
from flake8_sqla.facts.record import record
from flake8_sqla.vocabulary import orm

LOCAL = "<local>."
_MOST_ANCESTORS = 60
_MODELS = ("model", "unknown")
#: Bases of the libraries that bring neither columns nor table arguments.
_BARE_BASES = orm.DECLARATIVE_BASES | {
    orm.DATACLASS_MIXIN,
    "flask_login.UserMixin",
    "sqlmodel.SQLModel",
    "flask_sqlalchemy.SQLAlchemy().Model",
    "sqlalchemy.ext.asyncio.AsyncAttrs",
    "sqlalchemy.orm.declarative_base()",
}
_BARE_MODULES = ("builtins.", "typing.", "typing_extensions.", "abc.", "enum.", "collections.")


@record
class Texts:
    """What a file defines by its text alone: see `project.inventory.Entry`."""

    file: str
    classes: tuple[str, ...]
    tables: tuple[str, ...]
    secondaries: tuple[str, ...]
    members: tuple[tuple[str, str, bool], ...]
    computed: bool


class Library(Protocol):
    """The modules of a project. Every answer may be 'not known', and none depends on which files are being linted."""

    def follow(self, path: str) -> str:
        """An absolute dotted path, followed to the module that defines the name."""

    def models_at(self, path: str) -> tuple[ModuleModels, str] | None:
        """The module of the project that a followed path leads into, and the name in it."""

    def beside(self, name: str, near: ModuleModels) -> Iterable[ModuleModels]:
        """The modules in the folder of one that have a class of this name."""

    def defining(self, name: str) -> Iterable[ModuleModels]:
        """The modules of the whole project that have a class of this name."""

    def with_table(self, name: str, but: str = "") -> Iterable[ModuleModels]:
        """The modules that may have a table of this name, by `__tablename__` or `Table`; the file `but` is not read for it."""

    def with_backref(self, name: str, but: str = "") -> Iterable[ModuleModels]:
        """The modules that may give a class this attribute by `backref=`, or by an assignment outside of its body; not the file `but`."""

    def names_class(self, name: str) -> bool:
        """Whether any file of the project may make a class of this name, or import one."""

    def texts(self) -> Iterable[Texts]:
        """What each file that says something of databases defines by its text, in the order of their paths."""

    def models_of(self, file: str) -> ModuleModels | None:
        """What a file says, by its path from the project's root on."""


class Placed:
    """A class, the module it stands in, and its absolute path."""

    __slots__ = ("mapped", "module", "path")

    def __init__(self, module: ModuleModels, mapped: MappedClass) -> None:
        """A class of a module."""
        self.module = module
        self.mapped = mapped
        self.path = f"{module.prefix}.{mapped.name}"


class ClassGraph:
    """The classes of one module and of those it leads to."""

    def __init__(self, own: ModuleModels, library: Library, elsewhere: ClassGraph | None = None) -> None:
        """`elsewhere` knows the classes of all other modules; without it, the library is asked for them."""
        self.own = own
        self.library = library
        self._elsewhere = elsewhere
        self._placed: dict[str, Placed | None] = {}
        self._behind: dict[str, list[Placed]] = {}
        self._twice: dict[int, frozenset[str]] = {}
        self._by_names: dict[int, dict[str, MappedClass]] = {}
        self._bases_known: dict[int, bool] = {}

    # -- classes by path

    def placed(self, path: str) -> Placed | None:
        """The mapped class, base or mixin of this absolute path; None where there is none in sight."""
        if path in self._placed:
            return self._placed[path]
        own = self._own_name(path)
        if own:
            found = self._in(self.own, own)
        elif path.startswith((LOCAL, *_LIBRARIES)):
            found = None
        elif self._elsewhere is not None:
            found = self._elsewhere.placed(path)
            if found is not None and found.module.module == self.own.module:
                found = self._in(self.own, found.mapped.name)  # what is in the editor counts
        else:
            place = self.library.models_at(self.library.follow(path))
            found = self._in(*place) if place is not None else None
        self._placed[path] = found
        return found

    def is_own(self, placed: Placed) -> bool:
        """Whether a class stands in the module being read."""
        return placed.module is self.own

    def _own_name(self, path: str) -> str:
        """The name in the module being read that a path means; empty for others."""
        prefix, _, name = path.rpartition(".")
        return name if prefix == "<local>" or (prefix and prefix == self.own.module) else ""

    def _in(self, module: ModuleModels, name: str) -> Placed | None:
        by_name = self._by_names.get(id(module))
        if by_name is None:  # the last of a name counts
            by_name = self._by_names[id(module)] = {mapped.name: mapped for mapped in module.classes}
        found = by_name.get(name)
        return Placed(module, found) if found is not None else None

    def is_twice(self, placed: Placed) -> bool:
        """Whether its module has two classes of this name."""
        key = id(placed.module)
        if key not in self._twice:
            names = [mapped.name for mapped in placed.module.classes]
            self._twice[key] = frozenset(name for name in names if names.count(name) > 1) if len(names) != len(set(names)) else frozenset()
        return placed.mapped.name in self._twice[key]

    def table_definition(self, path: str) -> tuple[ModuleModels, TableDefinition] | None:
        """The `Table` bound to the name of this absolute path."""
        own = self._own_name(path)
        place = (self.own, own) if own else self.library.models_at(self.library.follow(path)) if not path.startswith(LOCAL) else None
        if place is None:
            return None
        module, name = place
        found = [table for table in module.tables if table.variable == name]
        return (module, found[0]) if len(found) == 1 else None

    # -- inheritance

    def parent(self, base: str, child: Placed) -> Placed | None:
        """The class that a base names, as its child's module spells it."""
        return self.placed(child.module.path_of(base)) if base else None

    def ancestors(self, placed: Placed) -> list[Placed]:
        """The classes behind one, nearest first."""
        found = self._behind.get(placed.path)
        if found is None:
            found = self._behind[placed.path] = []
            seen = {placed.path}
            pending = [(base, placed) for base in placed.mapped.bases]
            while pending and len(found) < _MOST_ANCESTORS:
                parent = self._behind_base(*pending.pop(0))
                if parent is not None and parent.path not in seen:
                    seen.add(parent.path)
                    found.append(parent)
                    pending += [(base, parent) for base in parent.mapped.bases]
        return found

    def _behind_base(self, base: str, child: Placed) -> Placed | None:
        """The class behind a base: itself, or the `cls=` of the call that made it."""
        parent = self.parent(base, child)
        if parent is None and base:
            made = self.made_base(child.module.path_of(base))
            given = made[1].keyword("cls") if made is not None and isinstance(made[1], Invocation) else None
            if made is not None and given is not None and isinstance(given.value, Reference):
                return self.placed(made[0].path_of(given.value.name))
        return parent

    def made_base(self, path: str) -> tuple[ModuleModels, Expression] | None:
        """The call that made the base of this path, and its module: `Base = declarative_base(…)`."""
        return self._bound(path, "made_bases")

    def metadata(self, path: str) -> Expression | None:
        """The `MetaData(…)` that is bound to this absolute path."""
        found = self._bound(path, "metadata")
        return found[1] if found is not None else None

    def _bound(self, path: str, table: str) -> tuple[ModuleModels, Expression] | None:
        own = self._own_name(path)
        place = (self.own, own) if own else None
        if place is None and not path.startswith((LOCAL, *_LIBRARIES)):
            place = self.library.models_at(self.library.follow(path))
        found = getattr(place[0], table).get(place[1]) if place is not None else None
        return (place[0], found) if place is not None and found is not None else None

    def knows_bases(self, placed: Placed) -> bool:
        """Whether every base of a class is read, or known to bring nothing."""
        key = id(placed.mapped)
        found = self._bases_known.get(key)
        if found is None:
            found = self._bases_known[key] = all(self._knows(base, placed.module, 0) for base in placed.mapped.bases)
        return found

    def _knows(self, base: str, module: ModuleModels, depth: int) -> bool:
        if base in _BARE_BASES or base.startswith(_BARE_MODULES):
            return True
        if not base or depth > 12:
            return False
        path = module.path_of(base)
        if self.placed(path) is not None:
            return True
        made = self.made_base(path)
        if made is not None and isinstance(made[1], Invocation):
            if made[1].has_starred:
                return False
            given = made[1].keyword("cls")
            return given is None or (isinstance(given.value, Reference) and self._knows(given.value.name, made[0], depth + 1))
        plain = self._plain(path)
        return plain is not None and all(self._knows(each, plain[0], depth + 1) for each in plain[1])

    def _plain(self, path: str) -> tuple[ModuleModels, tuple[str, ...]] | None:
        own = self._own_name(path)
        place = (self.own, own) if own else self.library.models_at(self.library.follow(path)) if not path.startswith(LOCAL) else None
        bases = place[0].plain.get(place[1]) if place is not None else None
        return (place[0], bases) if place is not None and bases is not None else None

    def root(self, placed: Placed) -> str:
        """The path of the declarative base behind a class; empty where it is not known."""
        line = (placed, *self.ancestors(placed))
        for source in line:
            if source.mapped.role == "base":
                return source.path
        for source in line:
            for base in source.mapped.bases:
                path = source.module.path_of(base)
                if base and not base.startswith(_LIBRARIES) and self.made_base(path) is not None:
                    return self.library.follow(path) if not path.startswith(LOCAL) else path
        flavour = placed.mapped.flavour
        if flavour == "sqlmodel":
            return "sqlmodel"
        return flavour if flavour == "flask_sqlalchemy" and placed.mapped.attribute("__bind_key__") is None else ""

    def models_behind(self, placed: Placed) -> list[Placed]:
        """The ancestors that are mapped themselves."""
        return [parent for parent in self.ancestors(placed) if parent.mapped.role in _MODELS]

    # -- relationships

    def target(self, relationship: RelationshipDefinition, where: ModuleModels, owner: Placed) -> Placed | None:
        """The class that a relationship leads to. `where` is the module it is written in, `owner` the class that has it."""
        written = relationship.target
        if not isinstance(written, str) or not written:
            return None
        written = written.strip("'\" ")
        if written.startswith(LOCAL):
            return self.placed(where.path_of(written))
        *_, name = written.split(".")
        if not name.isidentifier():
            return None
        if "." in written:
            found = self.placed(written)
            return found if found is not None else self._by_name(name, where, owner, written)
        local = self.placed(f"{where.prefix}.{name}")
        if local is not None and local.mapped.role in _MODELS:
            return local
        imported = where.imports.get(name)
        found = self.placed(imported) if imported else None
        return found if found is not None else self._by_name(name, where, owner, "")

    def _by_name(self, name: str, where: ModuleModels, owner: Placed, dotted: str) -> Placed | None:
        """The one class of this name in the registry of the owner; `dotted` ends its path where it is given."""
        if dotted.startswith(_LIBRARIES):
            return None
        near = self._among(self.library.beside(name, where), name, owner, dotted)
        # A form beside the models may have the name of a model elsewhere.
        return near if near is not None else self._among(self.library.defining(name), name, owner, dotted)

    def _among(self, modules: Iterable[ModuleModels], name: str, owner: Placed, dotted: str) -> Placed | None:
        candidates = []
        for module in modules:
            found = self.placed(f"{module.prefix}.{name}")
            if found is not None and found.mapped.role in _MODELS and (not dotted or f".{found.path}".endswith(f".{dotted}")):
                candidates.append(found)
        root = self.root(owner)
        same = [found for found in candidates if root and self.root(found) == root]
        if same:
            return same[0] if len(same) == 1 else None
        return candidates[0] if len(candidates) == 1 and not (root and self.root(candidates[0])) else None


_LIBRARIES = ("sqlalchemy.", "sqlmodel.", "alembic.", "builtins.", "typing.", "flask_sqlalchemy.")
