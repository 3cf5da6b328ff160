"""A search through the Python files of a project, for what only some file or other says. Made when a rule asks."""

from __future__ import annotations

import re
from collections.abc import Callable

from flake8_sqla.project.inventory import Inventory


class Search:
    """The files below one root, each pattern looked for once a run."""

    def __init__(self, inventory: Inventory, text_of: Callable[[str], str | None]) -> None:
        """Nothing is read yet."""
        self._inventory = inventory
        self._text_of = text_of
        self._found: dict[str, dict[str, frozenset[str]]] = {}

    def find(self, pattern: str, words: tuple[str, ...], path: str, text: str) -> frozenset[str]:
        """What the pattern (its group, if it has one) matches anywhere; of the file at `path` this text counts, not the disk's.

        What the pattern matches holds one of the words: they are looked for much faster than a pattern, and few files have one.
        """
        by_file = self._found.get(pattern)
        if by_file is None:
            by_file = self._found[pattern] = {}
            for file in self._inventory.all_files():
                matched = _matches(pattern, words, self._text_of(file) or "")
                if matched:
                    by_file[file] = matched
        others = (matched for file, matched in by_file.items() if file != path)
        return _matches(pattern, words, text).union(*others)


def _matches(pattern: str, words: tuple[str, ...], text: str) -> frozenset[str]:
    return frozenset(re.findall(pattern, text)) if any(word in text for word in words) else frozenset()
