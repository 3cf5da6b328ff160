"""The functions of a project that give or take objects of mapped classes, read with their bodies when an object's relationship is read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flake8_sqla.extract import givers
from flake8_sqla.extract.given_objects import given_objects
from flake8_sqla.extract.module_models import module_models
from flake8_sqla.extract.parameter_reads import parameter_reads
from flake8_sqla.extract.reading import Reading
from flake8_sqla.facts.given_objects import GivenObjects
from flake8_sqla.syntax.scopes import FunctionNode
from flake8_sqla.syntax.source import Source, parsed_quietly

if TYPE_CHECKING:
    from flake8_sqla.project.index import Index
    from flake8_sqla.project.modules import Modules

#: Trees of so many files are kept for the next question; what was found out is kept for all.
_MOST_TREES = 8


class Functions:
    """Finds a function by its path, and asks it how it loads what it gives, or what it reads of what it is given."""

    def __init__(self, index: Index, modules: Modules, text_of: Callable[[str], str | None]) -> None:
        """`text_of` gives a file's text; the editor's where it holds the file."""
        self._index = index
        self._modules = modules
        self._text_of = text_of
        self._found: dict[str, GivenObjects | None] = {}
        self._reads: dict[str, Mapping[str, frozenset[str]]] = {}
        self._trees: dict[str, Reading | None] = {}

    def giving(self, path: str) -> GivenObjects | None:
        """See `Neighbours.giving`."""
        if path not in self._found:
            self._found[path] = None  # a circle of questions finds nothing new
            self._found[path] = self._look_up(path)
        return self._found[path]

    def reads(self, path: str, attributes: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """See `Neighbours.reads`."""
        known = self._reads.get(path)
        if known is None:
            file, _ = self._file_of(path)
            text = (self._text_of(file) if file else None) or ""
            if not any(f".{name}" in text for name in attributes):
                return {}
            found = self._function(path)
            known = self._reads[path] = parameter_reads(*found) if found is not None else {}
        return known

    def _look_up(self, path: str) -> GivenObjects | None:
        found = self._function(path)
        return given_objects(*found) if found is not None else None

    def _file_of(self, path: str) -> tuple[str, tuple[str, ...]]:
        """The file that a path leads into, and the names that lead on from there."""
        module, name, rest = self._index.place(path)
        return (self._modules.file_of(module), (name, *rest)) if name and len(rest) < 2 else ("", ())

    def _function(self, path: str) -> tuple[givers.Function, Reading] | None:
        """The one function or method at a path, with its file."""
        file, names = self._file_of(path)
        reading = self._reading(file) if file else None
        body = reading.source.tree.body if reading is not None else []
        for part in names:
            found = [each for each in body if isinstance(each, (*FunctionNode, ast.ClassDef)) and each.name == part]
            if len(found) != 1 or reading is None:
                return None
            if isinstance(found[0], FunctionNode):
                return found[0], reading
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
            tree = parsed_quietly(text)
            source = Source(file, text.splitlines(keepends=True), tree, self._modules.inside(file))
            reading = Reading(source, neighbours=self._index.seen_from(file))
            reading.models = reading.values.models = reading.neighbours.models(module_models(reading))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return reading
