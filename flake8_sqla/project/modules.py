"""Modules by path and paths by module: packages, namespace packages, `src/`, relative imports. Nothing is ever imported."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: str, module: str, is_package: bool) -> str:
    """A dotted path that may be relative (`..models.User`), seen from a module; empty where it climbs out of the package."""
    if not path.startswith("."):
        return path
    level = len(path) - len(path.lstrip("."))
    parts = module.split(".") if module else []
    climb = level - 1 if is_package else level
    if climb > len(parts):
        return ""
    base = parts[: len(parts) - climb] if climb else parts
    return ".".join([*base, path[level:]]) if path[level:] else ".".join(base)


def top_of_package(path: str) -> tuple[str, list[str]]:
    """The folder above a file's topmost package, and the file's dotted name below it."""
    folder, name = os.path.split(os.path.realpath(path))
    stem = name.removesuffix(".py")
    parts = [] if stem == "__init__" else [stem]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        above, package = os.path.split(folder)
        if above == folder:
            break
        folder = above
        parts.insert(0, package)
    return folder, parts


class Modules:
    """Finds the files of a project's modules under its source roots."""

    def __init__(self, root: Path, source_roots: tuple[Path, ...] = ()) -> None:
        """`source_roots` are looked through first, then the root itself and its `src`. What is found never depends on what was asked."""
        self._root = os.path.realpath(root)
        candidates = [*source_roots, root, root / "src"]
        self._roots = list(dict.fromkeys(os.path.realpath(candidate) for candidate in candidates if os.path.isdir(candidate)))
        self._found: dict[str, str] = {}

    def _is_inside(self, path: str) -> bool:
        return path == self._root or path.startswith(self._root + os.sep)

    def file_of(self, module: str) -> str:
        """The file of a module, or empty. Links that lead out of the project are not followed."""
        found = self._found.get(module)
        if found is None:
            found = self._found[module] = self._search(module)
        return found

    def _search(self, module: str) -> str:
        if not module or not all(part.isidentifier() for part in module.split(".")):
            return ""
        relative = module.replace(".", os.sep)
        for root in self._roots:
            for candidate in (os.path.join(root, relative, "__init__.py"), os.path.join(root, relative + ".py")):
                if os.path.isfile(candidate) and self._is_inside(os.path.realpath(candidate)):
                    return candidate
        return ""

    def split(self, path: str) -> tuple[str, list[str]]:
        """A dotted path as (the longest prefix that is a module of the project, the rest); the module is empty if there is none."""
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            module = ".".join(parts[:end])
            if self.file_of(module):
                return module, parts[end:]
        return "", parts

    def name_of(self, path: str) -> tuple[str, bool]:
        """(the dotted name of a file's module, whether it is a package's `__init__`), by the packages it stands in."""
        folder, parts = top_of_package(path)
        # In a namespace package there is no __init__.py to count: the longest root above the file decides.
        above = [root for root in self._roots if folder.startswith(root + os.sep)]
        if above:
            parts = [*os.path.relpath(folder, max(above, key=len)).split(os.sep), *parts]
        return ".".join(parts), os.path.basename(path) == "__init__.py"
