"""The functions of a project that give objects of mapped classes, read with their bodies when an object's relationship is read."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from flake8_sqla.extract.given_objects import given_objects
from flake8_sqla.extract.module_models import module_models
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.given_objects import GivenObjects
from flake8_sqla.syntax.scopes import FunctionNode
from flake8_sqla.syntax.source import Source

if TYPE_CHECKING:
    from flake8_sqla.project.index import Index
    from flake8_sqla.project.modules import Modules

#: Trees of so many files are kept for the next question; what was found out is kept for all.
_MOST_TREES = 8


class Functions:
    """Finds a function by its path, and asks it how it loads what it gives."""

    def __init__(self, index: Index, modules: Modules, text_of: Callable[[str], str | None]) -> None:
        """`text_of` gives a file's text; the editor's where it holds the file."""
        self._index = index
        self._modules = modules
        self._text_of = text_of
        self._found: dict[str, GivenObjects | None] = {}
        self._trees: dict[str, Reading | None] = {}

    def giving(self, path: str) -> GivenObjects | None:
        """See `Neighbours.giving`."""
        if path not in self._found:
            self._found[path] = None  # a circle of questions finds nothing new
            self._found[path] = self._look_up(path)
        return self._found[path]

    def _look_up(self, path: str) -> GivenObjects | None:
        module, name, rest = self._index.place(path)
        file = self._modules.file_of(module) if name and len(rest) < 2 else ""
        reading = self._reading(file) if file else None
        if reading is None:
            return None
        body = reading.source.tree.body
        for part in (name, *rest):
            found = [each for each in body if isinstance(each, (*FunctionNode, ast.ClassDef)) and each.name == part]
            if len(found) != 1:
                return None
            if isinstance(found[0], FunctionNode):
                return given_objects(found[0], reading)
            body = found[0].body
        return None

    def _reading(self, file: str) -> Reading | None:
        if file in self._trees:
            return self._trees[file]
        while len(self._trees) >= _MOST_TREES:
            del self._trees[next(iter(self._trees))]
        self._trees[file] = self._read(file)
        return self._trees[file]

    def _read(self, file: str) -> Reading | None:
        text = self._text_of(file)
        if text is None:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(text)
            source = Source(file, text.splitlines(keepends=True), tree, self._modules.inside(file))
            reading = Reading(source, neighbours=self._index.seen_from(file))
            reading.models = reading.values.models = reading.neighbours.models(module_models(reading))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return reading
