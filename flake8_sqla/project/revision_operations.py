"""What the upgrades of other revisions do, read when a rule asks: by then a word tells which few of them matter."""

from __future__ import annotations

import ast
import warnings

from flake8_sqla.extract.reading import Reading
from flake8_sqla.extract.revisions import revision
from flake8_sqla.facts.migrations import Operation, UnreadableSql
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.syntax.source import Source

#: A revision that cannot be read may have done anything.
_ANYTHING = (UnreadableSql(span=FILE_START),)


class RevisionOperations:
    """The operations of revision modules, each read at most once a run."""

    def __init__(self) -> None:
        """Nothing is read until it is asked for."""
        self._texts: dict[str, str | None] = {}
        self._read: dict[str, tuple[Operation, ...]] = {}

    def of(self, path: str, mentioning: str) -> tuple[Operation, ...]:
        """The operations of a module's upgrade in order; none where its text does not hold the word."""
        if path not in self._texts:
            try:
                with open(path, encoding="utf-8-sig", errors="replace") as file:
                    self._texts[path] = file.read()
            except OSError:
                self._texts[path] = None
        text = self._texts[path]
        if text is None:
            return _ANYTHING
        if mentioning not in text:
            return ()
        if path not in self._read:
            self._read[path] = _operations(path, text)
        return self._read[path]


def _operations(path: str, text: str) -> tuple[Operation, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        return revision(Reading(Source(path, text.splitlines(keepends=True), tree))).upgrade.operations
    except (SyntaxError, ValueError, KeyError, RecursionError, MemoryError):
        return _ANYTHING
