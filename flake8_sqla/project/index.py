"""The names of other files, looked up on demand: only the modules that a name leads through are read, each once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flake8_sqla.extract.classes import FLASK_MODEL, SQLMODEL
from flake8_sqla.extract.kinds import EntityValue, ListValue, Origin, StatementValue, Value
from flake8_sqla.extract.models_index import Models
from flake8_sqla.facts.given_objects import GivenObjects
from flake8_sqla.facts.models import Annotation
from flake8_sqla.facts.module_models import ModuleModels
from flake8_sqla.facts.summary import ClassSummary, ExportedName, ModuleSummary
from flake8_sqla.project import leads
from flake8_sqla.project.aliases import Aliases
from flake8_sqla.project.inventory import Inventory
from flake8_sqla.project.library import ModuleLibrary
from flake8_sqla.project.modules import Modules, absolute, is_package
from flake8_sqla.project.promises import promise_at
from flake8_sqla.project.summaries import Summaries
from flake8_sqla.syntax.names import canonical
from flake8_sqla.vocabulary import modules as vocabulary
from flake8_sqla.vocabulary import orm

if TYPE_CHECKING:
    from flake8_sqla.project.functions import Functions

_LONGEST_CHAIN = 12
_MOST_ANCESTORS = 200
_LIBRARIES = ("sqlalchemy.", "sqlmodel.", "alembic.", "builtins.", "typing.", vocabulary.FLASK_SQLALCHEMY_OBJECT)
#: What a class of the project may derive from to be mapped: the role and the library.
_LIBRARY_BASES = {FLASK_MODEL: ("base", "flask_sqlalchemy"), SQLMODEL: ("base", "sqlmodel")}
_DECLARATIVE = ("base", "declarative")
_NOTHING = ("", "")


class Index:
    """One project's modules. Answers depend on the files' text alone, not on which files flake8 was given or what was asked before."""

    def __init__(self, modules: Modules, summaries: Summaries, inventory: Inventory) -> None:
        """Nothing is read until something is asked."""
        self._inventory = inventory
        self._models: Models | None = None
        self._aliases: Aliases | None = None
        self._functions: Functions | None = None
        self._library: ModuleLibrary | None = None
        self._modules = modules
        self._summaries = summaries
        self._followed: dict[str, str] = {}
        self._places: dict[str, tuple[str, str, tuple[str, ...]]] = {}
        self._summary_of: dict[str, ModuleSummary | None] = {}
        self._values: dict[tuple[str, tuple[str, ...]], Value | None] = {}
        self._promised: dict[str, Value | None] = {}
        self._exports: dict[str, ExportedName | None] = {}
        self._mappings: dict[str, tuple[str, str]] = {}

    def seen_from(self, path: str) -> FileNeighbours:
        """The project as one file sees it: relative imports start there."""
        return FileNeighbours(self, self._modules.name_of(path), is_package(path), self._modules.inside(path))

    @property
    def models(self) -> Models:
        """The mapped classes and tables of the project's modules."""
        if self._models is None:
            self._models = Models(None, self.library)
        return self._models

    @property
    def library(self) -> ModuleLibrary:
        """The modules as the index of models wants them."""
        if self._library is None:
            self._library = ModuleLibrary(self, self._modules, self._inventory, self._summaries.parsed)
        return self._library

    @property
    def functions(self) -> Functions:
        """The functions of the project that give objects of mapped classes."""
        if self._functions is None:
            from flake8_sqla.project.functions import Functions  # few files ask

            self._functions = Functions(self, self._modules, self._summaries.text_of)
        return self._functions

    def annotation(self, path: str) -> Annotation | None:
        """What a followed path stands for in an annotation; None where that is not known."""
        module, name, rest = ("", "", ()) if path.startswith(_LIBRARIES) else self.place(path)
        file = self._modules.file_of(module) if name and not rest else ""
        if not file:
            return None
        if self._aliases is None:
            self._aliases = Aliases(self._summaries.text_of, self._modules.inside)
        return self._aliases.of(file, name)

    # -- names

    def follow(self, path: str) -> str:
        """An absolute dotted path, followed through aliases and re-exports; unchanged where it leads nowhere we can read."""
        found = self._followed.get(path)
        if found is None:
            found = self._followed[path] = self._follow(path)
        return found

    def _follow(self, start: str) -> str:
        path, seen = start, {start}
        for _ in range(_LONGEST_CHAIN):
            if path.startswith(_LIBRARIES) or "." not in path:
                return path
            module, name, rest = self.place(path)
            if not name:
                return path
            step = self._named(module, name)
            if step is None or step.kind != "alias" or not step.target:
                return ".".join([self._own_name(module), name, *rest])
            path = ".".join([step.target, *rest])
            if path in seen:
                return start  # a circle of imports
            seen.add(path)
        return path

    def place(self, path: str) -> tuple[str, str, tuple[str, ...]]:
        """A path as (module, name in it, attributes of that); the name is empty for a path that is a module or is not of this project.

        `app.db` may be a module and, by `from app.db import db` in the package, a name of `app`: then it is the name.
        """
        found = self._places.get(path)
        if found is None:
            found = self._places[path] = self._place(path)
        return found

    def _place(self, path: str) -> tuple[str, str, tuple[str, ...]]:
        module, rest = self._modules.split(path)
        if not module:
            return "", "", rest
        if not rest or self._named(module, rest[0]) is None:
            package, _, name = module.rpartition(".")
            shadowing = self._bound(package, name) if package else None
            if shadowing is not None and shadowing.kind != "other" and not self._is_module(shadowing.target, module):
                return package, name, rest
        return (module, rest[0], rest[1:]) if rest else ("", "", ())

    def _is_module(self, target: str, module: str) -> bool:
        return self._modules.file_of(target) == self._modules.file_of(module)

    def _bound(self, module: str, name: str) -> ExportedName | None:
        """A name that a module binds itself, not by a star."""
        summary = self.summary(module)
        return summary.names.get(name) if summary is not None else None

    def _named(self, module: str, name: str) -> ExportedName | None:
        """What a name of a module is, stars included: the last of several counts, as it does at run time."""
        pending, seen = [module], {module}
        while pending:
            current = pending.pop()
            summary = self.summary(current)
            if summary is None:
                continue
            if current != module and not _hands_on(summary, name):
                continue
            found = summary.names.get(name)
            # What a star brings back to where it came from (`if TYPE_CHECKING: from . import User`) does not define it.
            if found is not None and (current == module or found.target != f"{module}.{name}"):
                return found if current == module or found.kind == "alias" else ExportedName("alias", f"{current}.{name}")
            for star in summary.star_imports:
                if star not in seen:
                    seen.add(star)
                    pending.append(star)
        return None

    def exported(self, path: str) -> ExportedName | None:
        """What a followed path is in the module that defines it, or None."""
        if path not in self._exports:
            module, name, rest = ("", "", ()) if path.startswith(_LIBRARIES) else self.place(path)
            self._exports[path] = self._named(module, name) if name and not rest else None
        return self._exports[path]

    def _own_name(self, module: str) -> str:
        file = self._modules.file_of(module)
        return self._modules.name_of(file) if file else module

    def summary(self, module: str) -> ModuleSummary | None:
        """What a module tells the others; None where it cannot be read."""
        if module in self._summary_of:
            return self._summary_of[module]
        file = self._modules.file_of(module)
        found = self._summary_of[module] = self._summaries.of(file, self._modules.name_of(file)) if file else None
        return found

    def value(self, path: str, *steps: str) -> Value | None:
        """The value that an absolute path leads to after some steps (`call`, `depends`), or None; see `leads.follow`."""
        key = (path, steps)
        if key not in self._values:
            self._values[key] = leads.follow(path, steps, self)
        return self._values[key]

    def promised(self, path: str) -> Value | None:
        """What a type by its followed path stands for as an annotation; see `leads.promised`."""
        if path not in self._promised:
            self._promised[path] = leads.promised(path, self)
        return self._promised[path]

    # -- classes

    def mapping(self, path: str) -> tuple[str, str]:
        """The role of a class by its followed path and the library that maps it, its ancestors considered; empty where it maps nothing."""
        found = self._mappings.get(path)
        if found is None:
            found = self._mappings[path] = self._mapping(path)
        return found

    def _mapping(self, path: str) -> tuple[str, str]:
        known = _library_mapping(path)
        if known is None:
            own = self.class_at(path)
            if own is None:
                return _NOTHING if self._made_base(path) is None else _DECLARATIVE
            inherited = self._inherited(own) if own.role in ("", "unknown") else _NOTHING
            known = (inherited[0] or own.role, inherited[1] or own.flavour)
            if known[1] == "sqlmodel":
                return "model" if own.makes_table else "mixin", "sqlmodel"
        return known

    def _inherited(self, own: ClassSummary) -> tuple[str, str]:
        """What a class is by its ancestors: a model if any of them is mapped, a mixin if they only lend attributes."""
        pending, seen, lent = list(reversed(own.bases)), set[str](), _NOTHING
        while pending and len(seen) < _MOST_ANCESTORS:
            path = canonical(self.follow(pending.pop()))
            if not path or path in seen:
                continue
            seen.add(path)
            known = _library_mapping(path) or self._made_base(path)
            ancestor = self.class_at(path) if known is None else None
            if ancestor is not None and ancestor.role in ("", "unknown"):
                pending.extend(reversed(ancestor.bases))
            elif ancestor is not None:
                known = (ancestor.role, ancestor.flavour)
            if known is None:
                continue
            if known[1] == "sqlmodel":
                return known
            if known[0] in ("base", "model", "abstract"):
                return "model", known[1]
            if known[0] == "mixin" and not own.role:
                lent = known
        return lent

    def classes_of(self, module: str) -> tuple[str, ...]:
        """The paths of the classes that a module defines."""
        summary = self.summary(module)
        return tuple(f"{module}.{name}" for name in summary.classes) if summary is not None else ()

    def bases_of(self, path: str) -> tuple[str, ...]:
        """The bases of a class by its followed path, as its file spells them."""
        found = self.class_at(path)
        return found.bases if found is not None else ()

    def attribute(self, path: str, name: str) -> ExportedName | None:
        """What a class by its followed path, or the nearest of its ancestors that says, gives its objects under a name."""
        pending, seen = [path], set[str]()
        while pending and len(seen) < _MOST_ANCESTORS:
            current = self.follow(pending.pop())
            own = self.class_at(current) if current not in seen else None
            seen.add(current)
            if own is not None:
                if name in own.attributes:
                    return own.attributes[name]
                pending.extend(reversed(own.bases))
        return None

    def class_at(self, path: str) -> ClassSummary | None:
        """A class by its followed path; None where it cannot be read."""
        if not path or path.startswith(_LIBRARIES):
            return None
        module, name, rest = self.place(path)
        summary = self.summary(module) if name and not rest else None
        return summary.classes.get(name) if summary is not None else None

    def _made_base(self, path: str) -> tuple[str, str] | None:
        """`Base = declarative_base()` is a base though it is no class statement."""
        found = self.exported(path)
        return _DECLARATIVE if found is not None and found.kind == "base" else None


def _library_mapping(path: str) -> tuple[str, str] | None:
    if path in orm.DECLARATIVE_BASES or path in orm.BASE_FUNCTIONS:
        return _DECLARATIVE
    return _LIBRARY_BASES.get(path)


def _hands_on(summary: ModuleSummary, name: str) -> bool:
    """Whether `from module import *` brings a name."""
    return name in summary.all_names if summary.all_names is not None else not name.startswith("_")


class FileNeighbours:
    """`extract.neighbours.Neighbours` for one file."""

    def __init__(self, index: Index, module: str, of_package: bool, file: str) -> None:
        """`module` is the file's own dotted name, `file` its path from the root on."""
        self.file = file
        self._index = index
        self.module = module
        self._is_package = of_package
        self._followed: dict[str, str] = {}

    def absolute(self, path: str) -> str:
        """See `Neighbours.absolute`."""
        return absolute(path, self.module, self._is_package)

    def models(self, own: ModuleModels) -> Models:
        """See `Neighbours.models`."""
        return Models(own, self._index.library, self._index.models)

    def follow(self, path: str) -> str:
        """See `Neighbours.follow`."""
        found = self._followed.get(path)
        if found is None:
            full = self.absolute(path)
            found = self._followed[path] = self._index.follow(full) if full else path
        return found

    def value_of(self, path: str) -> Value | None:
        """See `Neighbours.value_of`."""
        return self._index.value(self.follow(path))

    def returned_by(self, path: str) -> Value | None:
        """See `Neighbours.returned_by`."""
        return self._index.value(self.follow(path), "call")

    def provided_by(self, path: str) -> Value | None:
        """See `Neighbours.provided_by`."""
        return self._index.value(self.follow(path), "depends")

    def promised_by(self, path: str) -> Value | None:
        """See `Neighbours.promised_by`."""
        return self._index.promised(self.follow(path))

    def attribute_of(self, path: str, name: str) -> Value | None:
        """See `Neighbours.attribute_of`."""
        found = self._index.attribute(self.follow(path), name)
        return None if found is None else leads.of_exported(found, self._index)

    def promise(self, path: str) -> tuple[str, Value] | None:
        """See `Neighbours.promise`."""
        found = promise_at(self.follow(path), self._index)
        model = self._index.follow(found[1].target) if found is not None else ""
        if found is None or self._index.mapping(model)[0] not in ("model", "abstract"):
            return None
        if found[1].statement:
            return found[0], StatementValue("select", None, None, complete=False, promised=(model,))
        given = EntityValue(model, None, Origin.GIVEN)
        return found[0], ListValue(None, element=given) if found[1].many else given

    def giving(self, path: str) -> GivenObjects | None:
        """See `Neighbours.giving`."""
        return self._index.functions.giving(path)

    def reads(self, path: str, attributes: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """See `Neighbours.reads`."""
        return self._index.functions.reads(self.follow(path), attributes)

    def is_class(self, path: str) -> bool:
        """See `Neighbours.is_class`."""
        return self._index.class_at(self.follow(path)) is not None

    def annotation(self, path: str) -> Annotation | None:
        """See `Neighbours.annotation`."""
        return self._index.annotation(self.follow(path))

    def bases_of(self, path: str) -> tuple[str, ...]:
        """See `Neighbours.bases_of`."""
        return self._index.bases_of(self.follow(path))

    def class_role(self, path: str) -> str:
        """See `Neighbours.class_role`."""
        return self._index.mapping(self.follow(path))[0]

    def class_flavour(self, path: str) -> str:
        """See `Neighbours.class_flavour`."""
        return self._index.mapping(self.follow(path))[1]
