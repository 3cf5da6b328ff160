"""What all files of a project ask about it, to be found out once before flake8 makes the processes that share it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from flake8_sqla.project.disk import real_path
from flake8_sqla.project.inventory import Inventory


def roots_of(folders: Iterable[str], root_of: Callable[[str], str]) -> list[str]:
    """The roots of the projects that the modules below some folders belong to, as `root_of` tells them of a module's path."""
    found: dict[str, None] = {}
    for folder in folders:
        files = Inventory(real_path(os.path.abspath(folder)), lambda path: None).all_files()
        for each in dict.fromkeys(os.path.dirname(file) for file in files):
            found[root_of(os.path.join(each, "any.py"))] = None
    return [root for root in found if root]


def tables_of(inventory: Inventory, read_models: Callable[[str], object]) -> list[str]:
    """The names of tables that a project writes out. `read_models` is called with the path of each file that has some."""
    found: set[str] = set()
    for file, entry in inventory.entries():
        if entry.tables:
            found.update(entry.tables)
            read_models(file)
    return sorted(found)
