"""What the upgrades of other revisions do, read when a rule asks: by then a word tells which few of them matter."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import (
    AddColumn,
    CreateIndex,
    CreateTable,
    DropTable,
    Operation,
    RefusedSql,
    RenameColumn,
    RenameTable,
    TypeCommand,
    UnreadableSql,
)
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.record import replace
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.project.disk import read
from flake8_sqla.syntax.source import parsed_quietly

#: A revision that cannot be read may have done anything.
_ANYTHING = (UnreadableSql(span=FILE_START),)
#: What a module holds that names things otherwise than by their names: names put together, models made, functions of elsewhere.
#: Each alternative begins with a letter, and looks back at what stands before it from there: then it is found four times as fast.
_PUT_TOGETHER = lazy_pattern(
    r"""create_all|drop_all|__table__|\.metadata\b|D(?<!\wD)O\s+(?:LANGUAGE\s+\w+\s+)?\$|E(?<!\wE)XECUTE\b|C(?<!\wC)ALL\b"""
    r"""|open\(|read_text\(|globals\(\)|f(?<!\wf)(?:["']|or\s+\w+.*\sin\b)|\.format\(|["']\s*%|\(\s*op\s*[,)]"""
    # Blanks stand in what may not follow too: else fewer of them are taken, and what follows is one.
    r"""|(?:op|batch_op)\.(?!get_context\(\)\.autocommit_block)\w+\(\s*(?!\s|(?:batch_)?op\.f\(|[frbFRB]?["']|None\b|text\(|sa\.)"""
    # The name comes first, and then the table.
    r"""|_(?:index|constraint|key)\(\s*(?:(?:batch_)?op\.f\(\s*)?(?:["'][^"'\n]*["']|None)\s*\)?\s*,\s*(?!\s|[frbFRB]?["']|\[|\w+\s*=)"""
    r"""|t(?<!\wt)able_name\s*=\s*(?!\s|[frbFRB]?["'])"""
)
_DOWNGRADE = lazy_pattern(r"^(?:async +)?def +downgrade\b", re.MULTILINE)
#: A statement of the module, not one of a function that began above.
_AT_THE_MARGIN = lazy_pattern(r"^[^\s#)\]}]", re.MULTILINE)
#: Operations that make or take away what has a name.
_NAMING = (CreateTable, DropTable, RenameTable, AddColumn, RenameColumn, CreateIndex)


class RevisionOperations:
    """The operations of revision modules, each read at most once a run."""

    def __init__(self) -> None:
        """Nothing is read until it is asked for."""
        self._texts: dict[str, tuple[str, str] | None] = {}
        self._read: dict[str, tuple[Operation, ...]] = {}

    def with_text(self, path: str, text: str) -> RevisionOperations:
        """The same, but for one file, whose text in the editor counts and not what is on disk."""
        overlaid = RevisionOperations()
        overlaid._texts = {**self._texts, path: (text, text.lower())}
        overlaid._read = {other: read for other, read in self._read.items() if other != path}
        return overlaid

    def holding(self, paths: Sequence[str], word: str) -> list[str]:
        """The modules whose text holds a word, in whatever letters, and those that cannot be read. Asked of all of a history at once."""
        texts = self._texts
        for path in paths:
            if path not in texts:
                self._text(path)
        word = word.lower()
        return [path for path in paths if (text := texts[path]) is None or _holds(text[1], word)]

    def of(self, path: str, mentioning: str) -> tuple[Operation, ...]:
        """The operations of a module's upgrade in order; none where its text does not hold the word, in whatever letters."""
        found = self._text(path)
        if found is None:
            return _ANYTHING
        if not _holds(found[1], mentioning.lower()):
            return ()
        return self._operations(path, found[0])

    def hides(self, path: str) -> bool:
        """Whether the module's upgrade may do something to what its text does not name."""
        found = self._text(path)
        if found is None:
            return True
        return _PUT_TOGETHER.search(found[0]) is not None and any(map(_is_hidden, self._operations(path, found[0])))

    def _text(self, path: str) -> tuple[str, str] | None:
        """A module's text, and the same in small letters."""
        if path not in self._texts:
            text = read(path)
            self._texts[path] = (text, text.lower()) if text is not None else None
        return self._texts[path]

    def _operations(self, path: str, text: str) -> tuple[Operation, ...]:
        if path not in self._read:
            self._read[path] = _operations(path, text)
        return self._read[path]


def _holds(text: str, word: str) -> bool:
    """Whether a word stands somewhere by itself, not in the middle of another. A pattern takes three to sixty times as long to say so."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not _is_of_a_word(text[start - 1 : start]) and not _is_of_a_word(text[end : end + 1]):
            return True
        start = text.find(word, start + 1)
    return False


def _is_of_a_word(letter: str) -> bool:
    """As patterns understand `\\w`; not the empty text at either end."""
    return letter == "_" or letter.isalnum()


def _is_hidden(operation: Operation) -> bool:
    if isinstance(operation, (UnreadableSql, RefusedSql)):
        return True
    if isinstance(operation, TypeCommand):
        return operation.object_name is UNKNOWN
    return isinstance(operation, _NAMING) and (operation.table is UNKNOWN or getattr(operation, "name", "") is UNKNOWN)


def _operations(path: str, text: str) -> tuple[Operation, ...]:
    # Twenty modules, which are not loaded where no revision mentions what is asked about.
    from flake8_sqla.extract.reading import Reading
    from flake8_sqla.extract.revisions import upgrade_operations
    from flake8_sqla.syntax.source import Source

    try:
        tree = _parsed(text)
        reading = Reading(Source(path, text.splitlines(keepends=True), tree))
        found = upgrade_operations(reading)
        reading.close()
        return tuple(_with_shapes(operation) if isinstance(operation, CreateTable) else operation for operation in found)
    except (SyntaxError, ValueError, KeyError, RecursionError, MemoryError):
        return _ANYTHING


def _parsed(text: str) -> ast.Module:
    """The module without its downgrade, where that stands last and nothing before it speaks of it: half of the work."""
    end = _DOWNGRADE.search(text)
    if end is not None and "downgrade" not in text[: end.start()] and not _AT_THE_MARGIN.search(text, end.end()):
        try:
            return parsed_quietly(text[: end.start()])
        except SyntaxError:
            pass  # the cut went through a text, or below a decorator
    return parsed_quietly(text)


def _with_shapes(table: CreateTable) -> CreateTable:
    """A table with its columns as the database has them; SQL has said so already."""
    from flake8_sqla.extract.shapes import shape_of

    return table if table.shapes else replace(table, shapes=tuple(map(shape_of, table.columns)))
