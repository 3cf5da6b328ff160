"""Questions about a whole project: what is nowhere in it, what is in it twice. Answered by its texts first, by reading where they hit."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.extract.class_graph import ClassGraph, Library, Placed
from flake8_sqla.extract.columns import column
from flake8_sqla.facts.known_models import Offer
from flake8_sqla.facts.models import RelationshipDefinition
from flake8_sqla.facts.module_models import ModuleModels

_CLOSE = 0.8
_TESTS = ("test", "conftest")


class ProjectSearch:
    """The questions, asked for one file."""

    def __init__(self, graph: ClassGraph, library: Library) -> None:
        """Nothing is looked for until it is asked."""
        self._graph = graph
        self._library = library
        self._offers: dict[str, list[Offer]] = {}
        self._declared: dict[str, list[tuple[str, str, bool]]] = {}
        self._names: list[str] | None = None

    def missing_class(self, relationship: RelationshipDefinition, owner: str) -> str | None:
        """See `KnownModels.missing_class`."""
        placed = self._graph.placed(owner)
        written = relationship.target
        if placed is None or not isinstance(written, str):
            return None
        written = written.strip("'\" ")
        root = self._graph.root(placed)
        if not written.isidentifier() or not root or self._graph.target(relationship, placed.module, placed) is not None:
            return None
        if written in placed.module.imports or self._library.names_class(written):
            return None
        from difflib import get_close_matches  # where something is missing

        mapped = {
            name
            for texts in self._library.texts()
            for name in get_close_matches(written, texts.classes, 1, _CLOSE)
            if (found := self._placed_in(texts.file, name)) is not None and self._graph.root(found) == root
        }
        near = next(iter(get_close_matches(written, sorted(mapped), 1, _CLOSE)), "")
        others = any(texts.file != placed.module.file and (texts.tables or texts.members) for texts in self._library.texts())
        return near if near or others else None  # a file by itself may be a piece of something

    def missing_table(self, name: str) -> str | None:
        """See `KnownModels.missing_table`."""
        if self._names is None:
            names: set[str] = set()
            for texts in self._library.texts():
                if texts.computed and not _is_test(texts.file):
                    names = set()
                    break
                names.update(texts.tables)
            self._names = sorted(names)
        if not self._names or name in self._names or any(map(self._may_make, self._library.with_table(name))):
            return None
        from difflib import get_close_matches  # where something is missing

        return next(iter(get_close_matches(name, self._names, 1, _CLOSE)), None)

    @staticmethod
    def _may_make(module: ModuleModels) -> bool:
        """Whether a class of a module has a table of which the name is not known."""
        return any(
            mapped.role in ("model", "unknown") and not isinstance(mapped.table_name, str)
            for mapped in module.classes
        )

    def _placed_in(self, file: str, name: str) -> Placed | None:
        module = self._library.models_of(file)
        return self._graph.placed(f"{module.prefix}.{name}") if module is not None else None

    def is_secondary(self, variable: str, table: str) -> bool:
        """See `KnownModels.is_secondary`."""
        return any(variable in texts.secondaries or table in texts.secondaries for texts in self._library.texts())

    def mixins_offering(self, attribute: str) -> list[Offer]:
        """See `KnownModels.mixins_offering`."""
        if attribute not in self._offers:
            candidates = (self._offer(file, owner, attribute) for file, owner, named in self._members(attribute) if not named)
            self._offers[attribute] = [offer for offer in candidates if offer is not None and offer.role in ("mixin", "abstract")]
        return self._offers[attribute]

    def declaring(self, attribute: str) -> Iterator[Offer]:
        """See `KnownModels.declaring`."""
        for file, owner, _ in self._members(attribute):
            offer = self._offer(file, owner, attribute)
            if offer is not None and offer.role == "model":
                yield offer

    def _members(self, attribute: str) -> list[tuple[str, str, bool]]:
        """(file, class, whether it names its table) of the classes that declare an attribute, tests left out."""
        if attribute not in self._declared:
            self._declared[attribute] = [
                (texts.file, owner, named)
                for texts in self._library.texts()
                if not _is_test(texts.file)
                for owner, member, named in texts.members
                if member == attribute
            ]
        return self._declared[attribute]

    def _offer(self, file: str, owner: str, attribute: str) -> Offer | None:
        placed = self._placed_in(file, owner)
        if placed is None or (placed.mapped.flavour == "sqlmodel" and placed.mapped.role == "mixin"):
            return None
        found = next((each for each in placed.mapped.columns if each.attribute == attribute), None)
        if found is None:
            return None
        columns = frozenset(each.attribute for source in (placed, *self._graph.ancestors(placed)) for each in source.mapped.columns)
        made = column(found, owner=owner)
        return Offer(placed.path, owner, file, placed.mapped.role, made, self._graph.root(placed), columns, placed.mapped.is_dataclass)


def _is_test(file: str) -> bool:
    return any(part.startswith(_TESTS) for part in file.split("/"))
