"""The modules of a project as the index of models wants them: each read once, when something leads there."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from flake8_sqla.extract.class_graph import Texts
from flake8_sqla.extract.givers import Function
from flake8_sqla.extract.module_models import module_models
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.module_models import ModuleModels
from flake8_sqla.project.inventory import Inventory
from flake8_sqla.project.outline import drop_bodies
from flake8_sqla.syntax.source import Source

if TYPE_CHECKING:
    from flake8_sqla.project.index import Index
    from flake8_sqla.project.modules import Modules


class ModuleLibrary:
    """`extract.class_graph.Library` over the files of a project."""

    def __init__(
        self, index: Index, modules: Modules, inventory: Inventory, parsed: Callable[[str], tuple[str, ast.Module] | None]
    ) -> None:
        """`parsed` gives a file's text and a tree of its own; see `Summaries.parsed`."""
        self._index = index
        self._modules = modules
        self._inventory = inventory
        self._parsed = parsed
        self._read: dict[str, ModuleModels | None] = {}
        self._texts: tuple[Texts, ...] | None = None

    def follow(self, path: str) -> str:
        """See `Library.follow`."""
        return self._index.follow(path)

    def models_at(self, path: str) -> tuple[ModuleModels, str] | None:
        """See `Library.models_at`."""
        module, name, rest = self._index.place(path)
        if not name or rest:
            return None
        file = self._modules.file_of(module)
        found = self.of_file(file) if file else None
        return (found, name) if found is not None else None

    def of_file(self, file: str) -> ModuleModels | None:
        """What a file says; None where it cannot be read."""
        if file not in self._read:
            self._read[file] = None  # a circle of questions finds nothing new
            self._read[file] = self._models_of(file)
        return self._read[file]

    def _models_of(self, file: str) -> ModuleModels | None:
        try:
            known = self._parsed(file)
            if known is None:
                return None
            text, tree = known
            drop_bodies(tree, _says_nothing)
            inside = self._modules.inside(file)
            source = Source(file, text.splitlines(keepends=True), tree, inside)
            reading = Reading(source, neighbours=self._index.seen_from(file))
            found = module_models(reading)
            reading.close()
            return found
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    # -- by text

    def beside(self, name: str, near: ModuleModels) -> Iterator[ModuleModels]:
        """See `Library.beside`."""
        folder = self._inventory.files_of_folder(os.path.dirname(near.file))
        return self._of([file for file in folder if name in self._inventory.entry(file).classes])

    def defining(self, name: str) -> Iterator[ModuleModels]:
        """See `Library.defining`."""
        return self._of(self._inventory.with_class(name))

    def with_table(self, name: str, but: str = "") -> Iterator[ModuleModels]:
        """See `Library.with_table`."""
        return self._of(self._inventory.with_table(name), but)

    def with_backref(self, name: str, but: str = "") -> Iterator[ModuleModels]:
        """See `Library.with_backref`."""
        return self._of(self._inventory.with_attribute(name), but)

    def names_class(self, name: str) -> bool:
        """See `Library.names_class`."""
        return self._inventory.names_class(name)

    def texts(self) -> Iterator[Texts]:
        """See `Library.texts`."""
        if self._texts is None:  # each file of models asks: put together anew, that would be files times files
            self._texts = tuple(
                Texts(self._modules.inside(file), entry.classes, entry.tables, entry.secondaries, entry.members, entry.computed)
                for file, entry in self._inventory.entries()
            )
        yield from self._texts

    def models_of(self, file: str) -> ModuleModels | None:
        """See `Library.models_of`."""
        return self.of_file(os.path.join(self._modules.root, file))

    def _of(self, files: list[str], but: str = "") -> Iterator[ModuleModels]:
        for file in files:
            if but and self._modules.inside(file) == but:
                continue  # the file that asks has been read, and is not read again for its own sake
            found = self.of_file(file)
            if found is not None:
                yield found


def _says_nothing(function: Function, is_method: bool) -> bool:
    """Whether the code of a function says nothing of the schema: all of it, but for methods of classes that stand for values."""
    return not is_method or not (function.name.startswith("__table") or any(map(_declares, function.decorator_list)))


def _declares(decorator: ast.expr) -> bool:
    """`declared_attr`, however it is reached, and its `.directive` and `.cascading`."""
    while isinstance(decorator, ast.Attribute):
        if decorator.attr == "declared_attr":
            return True
        decorator = decorator.value
    return isinstance(decorator, ast.Name) and "declared" in decorator.id
