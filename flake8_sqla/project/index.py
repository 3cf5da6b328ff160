"""The names of other files, looked up on demand: only the modules that a name leads through are read, each once."""

from __future__ import annotations

from flake8_sqla.extract.kinds import ConnectionValue, EngineValue, FactoryValue, SessionValue, Value
from flake8_sqla.facts.summary import ExportedName, ModuleSummary
from flake8_sqla.project.modules import Modules, absolute
from flake8_sqla.project.summaries import Summaries
from flake8_sqla.syntax.names import canonical
from flake8_sqla.vocabulary import modules as vocabulary
from flake8_sqla.vocabulary import orm

_LONGEST_CHAIN = 12
_DEEPEST_HIERARCHY = 20
_LIBRARIES = ("sqlalchemy.", "sqlmodel.", "alembic.", "builtins.", "typing.", vocabulary.FLASK_SQLALCHEMY_OBJECT)


class Index:
    """One project's modules. Answers depend on the files' text alone, not on which files flake8 was given."""

    def __init__(self, modules: Modules, summaries: Summaries) -> None:
        """Nothing is read until something is asked."""
        self._modules = modules
        self._summaries = summaries
        self._followed: dict[str, str] = {}
        self._roles: dict[str, str] = {}

    def seen_from(self, path: str) -> FileNeighbours:
        """The project as one file sees it: relative imports start there, and its own module is not looked up."""
        module, is_package = self._modules.name_of(path)
        return FileNeighbours(self, module, is_package)

    def follow(self, path: str) -> str:
        """An absolute dotted path, followed through aliases and re-exports; unchanged where it leads nowhere we can read."""
        found = self._followed.get(path)
        if found is None:
            self._followed[path] = path  # a circle of imports ends here
            found = self._followed[path] = self._follow(path)
        return found

    def _follow(self, path: str) -> str:
        for _ in range(_LONGEST_CHAIN):
            if path.startswith(_LIBRARIES) or "." not in path:
                return path
            module, rest = self._modules.split(path)
            if not module or not rest:
                return path
            step = self._exported(module, rest[0])
            if step is None or step.kind != "alias" or not step.target:
                return path
            following = ".".join([step.target, *rest[1:]])
            if following == path:
                return path
            path = following
        return path

    def _exported(self, module: str, name: str, depth: int = _LONGEST_CHAIN) -> ExportedName | None:
        summary = self._summary(module)
        if summary is None or depth == 0:
            return None
        found = summary.names.get(name)
        if found is not None:
            return found
        for star in summary.star_imports:
            library = star.partition(".")[0]
            if library in ("sqlalchemy", "sqlmodel"):
                continue
            source = self._summary(star)
            if source is None:
                continue
            if (source.all_names is None and not name.startswith("_")) or (source.all_names is not None and name in source.all_names):
                found = self._exported(star, name, depth - 1)
                if found is not None:
                    return found if found.kind == "alias" else ExportedName("alias", f"{star}.{name}")
        return None

    def exported(self, path: str) -> ExportedName | None:
        """What a followed path is in the module that defines it, or None."""
        module, rest = self._modules.split(path)
        return self._exported(module, rest[0]) if module and len(rest) == 1 else None

    def class_role(self, path: str, depth: int = _DEEPEST_HIERARCHY) -> str:
        """The role of a class by its followed path, its bases considered; empty where it maps nothing, or that is not known."""
        if path in orm.DECLARATIVE_BASES or path in orm.BASE_FUNCTIONS:
            return "base"
        found = self._roles.get(path)
        if found is None:
            self._roles[path] = ""  # a class that derives from itself is nothing
            found = self._role(path, depth)
            if depth == _DEEPEST_HIERARCHY:
                self._roles[path] = found
            else:
                self._roles.pop(path, None)
        return found

    def _role(self, path: str, depth: int) -> str:
        module, rest = self._modules.split(path)
        summary = self._summary(module) if module and len(rest) == 1 and depth else None
        if summary is None:
            return ""
        known = summary.classes.get(rest[0])
        if known is None:
            return self._role_of_value(summary, rest[0])
        if known.role and known.role != "unknown":
            return known.role
        for base in known.bases:
            followed = canonical(self.follow(base)) if base else ""
            if not followed:
                continue
            role = "base" if followed in orm.DECLARATIVE_BASES else self.class_role(followed, depth - 1)
            if role in ("base", "model", "abstract"):
                return "model"
            if role == "mixin" and not known.role:
                return "mixin"
        return known.role

    @staticmethod
    def _role_of_value(summary: ModuleSummary, name: str) -> str:
        """`Base = declarative_base()` is a base though it is no class statement."""
        exported = summary.names.get(name)
        return "base" if exported is not None and exported.kind == "base" else ""

    def _summary(self, module: str) -> ModuleSummary | None:
        path = self._modules.file_of(module)
        return self._summaries.of(path, module) if path else None


class FileNeighbours:
    """`extract.neighbours.Neighbours` for one file."""

    def __init__(self, index: Index, module: str, is_package: bool) -> None:
        """`module` is the file's own dotted name."""
        self._index = index
        self._module = module
        self._is_package = is_package

    def _absolute(self, path: str) -> str:
        return absolute(path, self._module, self._is_package)

    def follow(self, path: str) -> str:
        """See `Neighbours.follow`."""
        full = self._absolute(path)
        return self._index.follow(full) if full else path

    def value_of(self, path: str) -> Value | None:
        """See `Neighbours.value_of`."""
        found = self._index.exported(self.follow(path))
        return None if found is None else _value(found.kind, found.asynchronous)

    def returned_by(self, path: str) -> Value | None:
        """See `Neighbours.returned_by`."""
        found = self._index.exported(self.follow(path))
        return None if found is None else _value(found.returns, found.asynchronous)

    def class_role(self, path: str) -> str:
        """See `Neighbours.class_role`."""
        return self._index.class_role(self.follow(path))


def _value(kind: str, asynchronous: bool) -> Value | None:
    match kind:
        case "session" | "scoped session":
            return SessionValue(asynchronous, scoped=kind == "scoped session")
        case "factory":
            return FactoryValue(asynchronous)
        case "engine":
            return EngineValue(asynchronous)
        case "connection":
            return ConnectionValue(asynchronous)
        case _:
            return None
