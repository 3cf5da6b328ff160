"""The project a file belongs to: its root, the databases it runs on, and the names of its other files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from flake8_sqla.extract.neighbours import Neighbours, NoNeighbours
from flake8_sqla.facts.history import History
from flake8_sqla.options import Settings
from flake8_sqla.project.dialects import find_dialects
from flake8_sqla.project.index import Index
from flake8_sqla.project.migrations import environment_of, header_of, read_history
from flake8_sqla.project.modules import Modules, top_of_package
from flake8_sqla.project.summaries import Summaries

_ROOT_MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", "alembic.ini", ".git", "requirements.txt")
_HIGHEST = 40


@dataclass(frozen=True, slots=True)
class Project:
    """What rules may ask about the project. `dialects` is empty where nothing says what they are."""

    root: str = ""
    dialects: frozenset[str] = frozenset()

    def may_be(self, dialect: str) -> bool:
        """Whether the project may run on this database. Where nothing is known, it may be PostgreSQL and nothing else."""
        if not self.dialects:
            return dialect == "postgresql"
        if dialect in ("mysql", "mariadb"):
            return bool(self.dialects & {"mysql", "mariadb"})
        return dialect in self.dialects


class Projects:
    """The projects met in one run. Each root is looked at once."""

    def __init__(self, settings: Settings) -> None:
        """`settings` may name the root and the dialects outright."""
        self._settings = settings
        self._by_folder: dict[Path, Path] = {}
        self._by_root: dict[Path, Project] = {}
        self._summaries: dict[str, Summaries] = {}
        self._indexes: dict[tuple[str, str], Index] = {}
        self._histories: dict[Path, History] = {}

    def of(self, path: str) -> Project:
        """The project of a file. Never raises: a folder that cannot be read has nothing to say."""
        try:
            root = Path(self._settings.project_root).resolve() if self._settings.project_root else self._root_of(Path(path))
            if root not in self._by_root:
                dialects = frozenset(self._settings.dialects) or find_dialects(root)
                self._by_root[root] = Project(str(root), dialects)
            return self._by_root[root]
        except (OSError, ValueError, RuntimeError):
            return Project("", frozenset(self._settings.dialects))

    def inside(self, path: str) -> str:
        """The file's path from the project's root on; the path as it is where it lies elsewhere."""
        try:
            return str(Path(path).absolute().relative_to(self.of(path).root))
        except ValueError:
            return path

    def neighbours(self, path: str) -> Neighbours:
        """The other files, as this one sees them: under the source roots, and under the folder above its own topmost package."""
        root = self.of(path).root
        try:
            if not root or not path.endswith(".py"):
                return NoNeighbours()  # stdin without a name belongs nowhere
            top, _ = top_of_package(path)
            key = (root, top)
            if key not in self._indexes:
                folders = [*(Path(root) / folder for folder in self._settings.source_roots), Path(top)]
                summaries = self._summaries.setdefault(root, Summaries())
                self._indexes[key] = Index(Modules(Path(root), tuple(folders)), summaries)
            return self._indexes[key].seen_from(path)
        except (OSError, ValueError, RuntimeError):
            return NoNeighbours()

    def history(self, path: str, text: str) -> History:
        """The history a revision module belongs to. What the file's own text says counts, not what is on disk."""
        root = self.of(path).root
        try:
            if not root:
                return History((), complete=False)
            environment = environment_of(path, Path(root))
            if environment is None:
                return History((), complete=False)
            if environment not in self._histories:
                self._histories[environment] = read_history(environment, Path(root))
            return self._histories[environment].with_header(header_of(text, os.path.realpath(path)))
        except (OSError, ValueError, RuntimeError):
            return History((), complete=False)

    def _root_of(self, path: Path) -> Path:
        folder = path.absolute().parent
        if folder not in self._by_folder:
            self._by_folder[folder] = self._find_root(folder)
        return self._by_folder[folder]

    @staticmethod
    def _find_root(folder: Path) -> Path:
        """The nearest folder upwards with a marker in it, else the folder itself."""
        for candidate in [folder, *folder.parents][:_HIGHEST]:
            if any((candidate / marker).exists() for marker in _ROOT_MARKERS):
                return candidate
        return folder
