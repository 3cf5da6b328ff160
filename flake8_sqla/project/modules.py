"""Modules by path and paths by module: packages, namespace packages, `src/`, relative imports. Nothing is ever imported."""

from __future__ import annotations

import os
from pathlib import Path

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.disk import entries, is_file, is_folder, is_link, real_path

_INITIAL = os.sep + "__init__.py"
#: The first names of what a text imports, relative imports left out: of `from a.b import c` and of `import a.b as c, d`.
_IMPORTED = lazy_pattern(r"(?m)^[ \t]*(?:from[ \t]+(\w+)|import[ \t]+(\w[^\n#;]*))")


def absolute(path: str, module: str, is_package: bool) -> str:
    """A dotted path that may be relative (`..models.User`), seen from a module; empty where it climbs out of the package."""
    if not path.startswith("."):
        return path
    rest = path.lstrip(".")
    level = len(path) - len(rest)
    parts = module.split(".") if module else []
    climb = level - 1 if is_package else level
    if climb > len(parts):
        return ""
    return ".".join([*parts[: len(parts) - climb], *([rest] if rest else [])])


class Packages:
    """Which folders are packages, and where the topmost begins: each folder is looked at once a run."""

    def __init__(self) -> None:
        """Nothing is looked at yet."""
        self._tops: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._real: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._homes: dict[tuple[str, str], str] = {}
        self._neighbours: dict[tuple[str, str], bool] = {}
        self._apart: dict[tuple[str, str], bool] = {}

    def real_path(self, path: str) -> str:
        """The path with links followed."""
        known = self._files.get(path)
        if known is None:
            folder, name = os.path.split(path)
            found = os.path.join(self.real_folder(folder), name)
            known = self._files[path] = real_path(found) if is_link(found) else found
        return known

    def real_folder(self, folder: str) -> str:
        """The path of a folder with links followed."""
        known = self._real.get(folder)
        if known is None:
            known = self._real[folder] = real_path(folder)
        return known

    def top_of(self, path: str) -> tuple[str, tuple[str, ...]]:
        """The folder above a file's topmost package, and the file's dotted name below it, in parts."""
        folder, name = os.path.split(self.real_path(path))
        top, parts = self._top_of_folder(folder)
        stem = name.removesuffix(".py")
        return top, parts if stem == "__init__" else (*parts, stem)

    def start_of(self, path: str, text: str, root: str) -> str:
        """The folder that a file's imports may start from, beside the source roots of its project.

        It is the one above the file's topmost package. Where that lies in a package itself, only lacking an `__init__.py`, or where the
        file is in no package, that folder counts only if the file imports from it, as a script does; else the one that the nearest package
        above belongs to. So all revisions, and the files beside them, see the project from one place.
        """
        folder = os.path.dirname(self.real_path(path))
        top, _ = self._top_of_folder(folder)
        home = self._home_of(top, root)
        if home == top or (not home and top != folder) or any(self._lies_in(top, name) for name in _imported(text)):
            return top
        return home or root

    def _home_of(self, top: str, root: str) -> str:
        """The folder above the topmost package that a folder lies in, itself no package; empty if it lies in none."""
        key = (top, root)
        found = self._homes.get(key)
        if found is None:
            above, inside = os.path.dirname(top), root.rstrip(os.sep) + os.sep
            while above.startswith(inside) and not is_file(os.path.join(above, "__init__.py")):
                above = os.path.dirname(above)
            found = self._homes[key] = self._top_of_folder(above)[0] if above.startswith(inside) else ""
        return found

    def share_nothing(self, folder: str, other: str) -> bool:
        """Whether no module can be imported from both folders."""
        key = (folder, other)
        found = self._apart.get(key)
        if found is None:
            names = [{entry.name.removesuffix(".py") for entry in entries(each)} for each in key]
            found = self._apart[key] = not any(name.isidentifier() and not name.startswith("__") for name in names[0] & names[1])
        return found

    def _lies_in(self, folder: str, name: str) -> bool:
        key = (folder, name)
        found = self._neighbours.get(key)
        if found is None:
            path = os.path.join(folder, name)
            found = self._neighbours[key] = is_file(path + ".py") or is_folder(path)
        return found

    def _top_of_folder(self, folder: str) -> tuple[str, tuple[str, ...]]:
        found = self._tops.get(folder)
        if found is None:
            above, package = os.path.split(folder)
            if above != folder and is_file(os.path.join(folder, "__init__.py")):
                top, parts = self._top_of_folder(above)
                found = top, (*parts, package)
            else:
                found = folder, ()
            self._tops[folder] = found
        return found


class Modules:
    """Finds the files of a project's modules under its source roots, and the one name under which each is known."""

    def __init__(self, root: Path, source_roots: tuple[Path, ...] = (), packages: Packages | None = None, unsaved: str = "") -> None:
        """`source_roots` are looked through first, then the root itself and its `src`. What is found never depends on what was asked.

        `unsaved` is a file that counts as there though the disk may not have it: the one in the editor.
        """
        self._packages = packages or Packages()
        self._root = real_path(str(root))
        self._fixed = [real_path(str(folder)) for folder in (root / "src", root)]
        candidates = [*(real_path(str(folder)) for folder in source_roots), *reversed(self._fixed)]
        self._roots = [folder for folder in dict.fromkeys(candidates) if is_folder(folder)]
        self._unsaved = unsaved
        self._there: dict[str, bool] = {}
        self._found: dict[str, str] = {}
        self._ours: dict[str, bool] = {}
        self._names: dict[str, str] = {}

    def _is_inside(self, path: str) -> bool:
        return path == self._root or path.startswith(self._root.rstrip(os.sep) + os.sep)

    @property
    def root(self) -> str:
        """The project's root, links followed."""
        return self._root

    def inside(self, path: str) -> str:
        """A file's path from the root on."""
        start = self._root.rstrip(os.sep) + os.sep
        below = path[len(start) :] if path.startswith(start) else os.path.relpath(path, self._root)
        return below.replace(os.sep, "/")

    def file_of(self, module: str) -> str:
        """The file of a module, or empty. Links that lead out of the project are not followed."""
        found = self._found.get(module)
        if found is None:
            found = self._found[module] = self._search(module)
        return found

    def _search(self, module: str) -> str:
        parts = module.split(".")
        if not all(map(str.isidentifier, parts)) or not self._is_ours(parts[0]):
            return ""
        above, last = os.sep.join(parts[:-1]), parts[-1]
        for root in self._roots:
            folder = os.path.join(root, above) if above else root
            if above and not self._is_there(folder):
                continue
            start = os.path.join(folder, last)
            for candidate in (start + _INITIAL, start + ".py"):
                if candidate == self._unsaved or is_file(candidate):
                    real = self._packages.real_path(candidate)
                    if self._is_inside(real):
                        return real
        return ""

    def _is_there(self, folder: str) -> bool:
        """Whether a folder is there, or the unsaved file lies below it: asked for all names in what may be a package at once."""
        found = self._there.get(folder)
        if found is None:
            found = self._there[folder] = self._unsaved.startswith(folder + os.sep) or is_folder(folder)
        return found

    def _is_ours(self, name: str) -> bool:
        """Whether anything of this name lies under a source root: most names are of libraries, and one look settles it."""
        found = self._ours.get(name)
        if found is None:
            folders = (os.path.join(root, name) for root in self._roots)
            found = self._ours[name] = any(
                folder + ".py" == self._unsaved
                or self._unsaved.startswith(folder + os.sep)
                or is_folder(folder)
                or is_file(folder + ".py")
                for folder in folders
            )
        return found

    def split(self, path: str) -> tuple[str, tuple[str, ...]]:
        """A dotted path as (the longest prefix that is a module of the project, the rest); the module is empty if there is none."""
        parts = path.split(".")
        if self._is_ours(parts[0]):
            for end in range(len(parts), 0, -1):
                module = ".".join(parts[:end])
                if self.file_of(module):
                    return module, tuple(parts[end:])
        return "", tuple(parts)

    def name_of(self, path: str) -> str:
        """The dotted name of a file's module: from the source root it lies under, or else from its topmost package on."""
        real = self._packages.real_path(path)
        found = self._names.get(real)
        if found is None:
            found = self._names[real] = self._name(real)
        return found

    def _name(self, path: str) -> str:
        top, parts = self._packages.top_of(path)
        plain = ".".join(parts)
        # A file in no package is found by its bare name only where it lies under a root: revisions, of which there are hundreds, do not.
        if (len(parts) > 1 or top in self._roots) and self.file_of(plain) == path:
            return plain
        # In a namespace package there is no __init__.py to count: the root above the file decides.
        for root in self._fixed:
            if top.startswith(root + os.sep):
                full = ".".join([*os.path.relpath(top, root).split(os.sep), *parts])
                if self.file_of(full) == path:
                    return full
        return plain


def _imported(text: str) -> set[str]:
    """The first names of what a text imports, relative imports left out."""
    found: set[str] = set()
    for module, several in _IMPORTED.findall(text):
        found.update([module] if module else (part.split(".")[0].split()[0] for part in several.split(",") if part.strip()))
    return found


def is_package(path: str) -> bool:
    """Whether a file is the `__init__` of a package."""
    return os.path.basename(path) == "__init__.py"
