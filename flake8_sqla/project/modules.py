"""Modules by path and paths by module: packages, namespace packages, `src/`, relative imports. Nothing is ever imported."""

from __future__ import annotations

import os
from pathlib import Path

from flake8_sqla.project.disk import is_file, is_folder, is_link, real_path


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

    def real_path(self, path: str) -> str:
        """The path with links followed."""
        known = self._files.get(path)
        if known is None:
            folder, name = os.path.split(path)
            real = self._real.get(folder)
            if real is None:
                real = self._real[folder] = real_path(folder)
            found = os.path.join(real, name)
            known = self._files[path] = real_path(found) if is_link(found) else found
        return known

    def top_of(self, path: str) -> tuple[str, tuple[str, ...]]:
        """The folder above a file's topmost package, and the file's dotted name below it, in parts."""
        folder, name = os.path.split(self.real_path(path))
        top, parts = self._top_of_folder(folder)
        stem = name.removesuffix(".py")
        return top, parts if stem == "__init__" else (*parts, stem)

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
        if not all(part.isidentifier() for part in parts) or not self._is_ours(parts[0]):
            return ""
        relative = os.path.join(*parts)
        for root in self._roots:
            for candidate in (os.path.join(root, relative, "__init__.py"), os.path.join(root, relative + ".py")):
                if candidate == self._unsaved or is_file(candidate):
                    real = self._packages.real_path(candidate)
                    if self._is_inside(real):
                        return real
        return ""

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

    def split(self, path: str) -> tuple[str, list[str]]:
        """A dotted path as (the longest prefix that is a module of the project, the rest); the module is empty if there is none."""
        parts = path.split(".")
        if self._is_ours(parts[0]):
            for end in range(len(parts), 0, -1):
                module = ".".join(parts[:end])
                if self.file_of(module):
                    return module, parts[end:]
        return "", parts

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
        if self.file_of(plain) == path:
            return plain
        # In a namespace package there is no __init__.py to count: the root above the file decides.
        for root in self._fixed:
            if top.startswith(root + os.sep):
                full = ".".join([*os.path.relpath(top, root).split(os.sep), *parts])
                if self.file_of(full) == path:
                    return full
        return plain


def is_package(path: str) -> bool:
    """Whether a file is the `__init__` of a package."""
    return os.path.basename(path) == "__init__.py"
