"""Where the project of a file begins: by files that mark a root, by where flake8 was started, by packages."""

from __future__ import annotations

import os
from pathlib import Path

from flake8_sqla.project.disk import exists

_ROOT_MARKERS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")
#: A folder with one of these may be a part of a project: it is the root only where nothing above is.
_PART_MARKERS = ("alembic.ini", "requirements.txt")
_HIGHEST = 40


def folders_above(folder: Path, named: Path | None) -> tuple[Path, Path | None]:
    """(the project's root for the files of a folder, the nearest folder upwards that marks a part of a project, if any).

    `named` is the root that the user gave.
    """
    part = _nearest(folder, (*_ROOT_MARKERS, *_PART_MARKERS))
    return named or _nearest(folder, _ROOT_MARKERS) or part or _unmarked(folder), part


def _nearest(folder: Path, markers: tuple[str, ...]) -> Path | None:
    """The nearest folder upwards with a marker in it. An alembic.ini beside its env.py (Flask-Migrate's) marks nothing."""
    candidate = str(folder)  # paths as objects cost more than the looks at the disk
    for _ in range(_HIGHEST):
        for marker in markers:
            if exists(os.path.join(candidate, marker)):
                if marker != "alembic.ini" or not exists(os.path.join(candidate, "env.py")):
                    return Path(candidate)
        above = os.path.dirname(candidate)
        if above == candidate:
            break
        candidate = above
    return None


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
