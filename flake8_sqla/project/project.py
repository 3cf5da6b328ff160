"""The project a file belongs to: its root, and what its own files say about the databases it runs on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flake8_sqla.options import Settings
from flake8_sqla.project.dialects import find_dialects

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
