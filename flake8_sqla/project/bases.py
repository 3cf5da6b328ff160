"""Where the models of a project begin: the first file, by path, that declares what they derive from.

What is true of a project as a whole is reported there, and there only. Asked by few rules; only files whose text speaks of a base are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flake8_sqla.extract.bases import declared_bases
from flake8_sqla.extract.module_models import module_models
from flake8_sqla.extract.neighbours import Neighbours
from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.roles import file_role
from flake8_sqla.syntax.source import Source, parsed_quietly

#: No base without one of these.
_WORDS = ("eclarativeBase", "declarative_base", "DeclarativeMeta", "as_declarative", "generate_base", "SQLAlchemy")


class Bases:
    """The files of one part of a project, in the order of their paths; each is read at most once."""

    def __init__(self, files: Iterable[str], text_of: Callable[[str], str | None], declares: Callable[[str, str], bool]) -> None:
        """`declares` says whether a file of this text declares a base: `declares_base`, with what it wants to know of the project."""
        self._files = sorted(files)
        self._text_of = text_of
        self._declares = declares
        self._found: dict[str, bool] = {}

    def any_before(self, path: str) -> bool:
        """Whether a file that comes before this path declares one."""
        return any(self._is_one(file) for file in self._files if file < path)

    def _is_one(self, file: str) -> bool:
        found = self._found.get(file)
        if found is None:
            text = self._text_of(file) or ""
            found = self._found[file] = any(word in text for word in _WORDS) and self._declares(file, text)
        return found


def declares_base(path: str, text: str, neighbours: Neighbours, inside: str) -> bool:
    """Whether a file of the application itself (no test, script or migration) declares a base. `inside` is its path in the project."""
    try:
        tree = parsed_quietly(text)
        source = Source(path, text.splitlines(keepends=True), tree)
        reading = Reading(source, neighbours=neighbours)
        role = file_role(source, reading, inside)
        if role.test or role.script or role.migration:
            return False
        return any(True for _ in declared_bases(module_models(reading).classes, reading))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
