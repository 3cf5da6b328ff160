"""Where the project of a file begins: by files that mark a root, by where flake8 was started, by packages."""

from __future__ import annotations

import os
from pathlib import Path

from flake8_sqla.project.disk import exists

_ROOT_MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")
#: A folder with one of these may be a part of a project: it is the root only where nothing above is.
_PART_MARKERS = ("alembic.ini", "requirements.txt")


class Roots:
    """Where projects begin, each folder looked at once: hundreds of files lie below the same few."""

    def __init__(self, named: Path | None) -> None:
        """`named` is the root that the user gave."""
        self._named = named
        self._nearest: dict[tuple[str, tuple[str, ...]], Path | None] = {}

    def above(self, folder: Path) -> tuple[Path, Path | None]:
        """(the project's root for the files of a folder, the nearest folder upwards that marks a part of a project, if any)."""
        part = self._above(str(folder), (*_ROOT_MARKERS, *_PART_MARKERS))
        return self._named or self._above(str(folder), _ROOT_MARKERS) or part or _unmarked(folder), part

    def _above(self, folder: str, markers: tuple[str, ...]) -> Path | None:
        """The nearest folder upwards with a marker in it."""
        passed: list[tuple[str, tuple[str, ...]]] = []
        found, is_known = None, False
        while not is_known:
            key, above = (folder, markers), os.path.dirname(folder)  # paths as objects cost more than the looks at the disk
            if key in self._nearest:
                found, is_known = self._nearest[key], True
            else:
                passed.append(key)
                found = Path(folder) if _is_marked(folder, markers) else None
                is_known = found is not None or above == folder
            folder = above
        self._nearest.update(dict.fromkeys(passed, found))
        return found


def _is_marked(folder: str, markers: tuple[str, ...]) -> bool:
    """Whether a marker lies in a folder. An alembic.ini beside its env.py (Flask-Migrate's) marks nothing."""
    for marker in markers:
        if exists(os.path.join(folder, marker)):
            if marker != "alembic.ini" or not exists(os.path.join(folder, "env.py")):
                return True
    return False


def _unmarked(folder: Path) -> Path:
    """The root where nothing marks one: where flake8 was started, if that is above; else the folder that the topmost package lies in."""
    try:
        here = Path.cwd()
    except OSError:
        here = Path(os.sep)
    home = Path(os.path.expanduser("~"))
    # A home or a whole disk is nobody's project: it would be looked through for one script.
    if (here == folder or here in folder.parents) and here != here.parent and here != home and here not in home.parents:
        return here
    while exists(folder / "__init__.py") and folder != folder.parent:
        folder = folder.parent
    return folder


def below(path: Path, folder: Path) -> Path | None:
    """A path from a folder on; None where it lies elsewhere."""
    try:
        return path.relative_to(folder)
    except ValueError:
        return None
