"""What the files of a project define, by their text alone: classes, tables, attributes that classes get from outside.

Made only when a name was not found nearer. A file is looked at once; nothing is parsed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Protocol

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.record import record
from flake8_sqla.project.disk import entries, exists
from flake8_sqla.vocabulary.modules import has_any, speaks_of_databases

_MOST_FILES = 20_000
_NO_SOURCES = frozenset({"node_modules", "__pycache__", "site-packages"})
# These stand at the start of a line. A pattern that begins with the end of the line before is looked for some ten times as fast as one
# with `^`: they are given texts that begin with a newline.
_CLASS = lazy_pattern(r"\n[ \t]*class[ \t]+(\w+)[ \t]*[(\[:]")
_TABLE_NAME = lazy_pattern(r"""__tablename__[^=\n]*=\s*["'](\w+)["']""")
_COMPUTED_NAME = lazy_pattern(r"""__tablename__[^=\n]*=\s*[^"'\s]""")
_COMPUTED_TABLE = lazy_pattern(r"""\bTable\(\s*[^"'\s)*]""")
#: What finds tables in the database, by a part that it shares with others: a text without the part is not searched for the words.
_REFLECTING = (("eflect", ("DeferredReflection", ".reflect(")), ("auto", ("automap_base", "autoload_with")))
#: Without one of these, and without `__tablename__`, no class of a file has columns.
_WITH_COLUMNS = ("Mapped", "mapped_column", "Column", "table=True", "SQLModel", "sqlmodel")
_SECONDARY = lazy_pattern(r"""\bsecondary\s*=\s*(?:lambda\s*:\s*)?["']?(?:\w+\.)*(\w+)""")
_MEMBER = lazy_pattern(
    # What the rest begins with is looked for first: else all of it is tried again for each blank that the indentation gives back.
    r"\n([ \t]*)(?=[c_didum])(?:class[ \t]+(\w+)([^\n]*)(?:(?=\s*?\n([ \t]+)[^\s#]))?|(?<=[ \t])(?:(__tablename__)\b|(?:def[ \t]+)?"
    r"(id|created|created_at|created_on|updated|updated_at|updated_on|modified_at|deleted_at|is_deleted)\b[ \t]*[:=(]))",
)
#: The end of a class statement's only line.
_BEGINS_BODY = lazy_pattern(r":[ \t]*(?:#|$)")
#: Bases of classes that are forms and values, not tables.
_PLAIN = lazy_pattern(r"BaseModel|Schema\b|TypedDict|NamedTuple|Enum\b|Protocol")
_TABLE = lazy_pattern(r"""\bTable\(\s*["'](\w+)["']""")
_BACKREF = lazy_pattern(r"""\bbackref\s*(?:=|\()\s*["'](\w+)["']""")
_ASSIGNED = lazy_pattern(r"\n[ \t]*[A-Z]\w*\.(\w+)[ \t]*=[^=]")


@record
class Entry:
    """One file: the names of its classes and tables, and the attributes that it may give to classes of other files; each name once.

    `secondaries` are the names given as `secondary=`; `members` the stamps and flags that its classes declare, as
    (class, attribute, whether the class names its table);
    `computed`: it may have tables whose names are not written out.
    """

    classes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    secondaries: tuple[str, ...] = ()
    members: tuple[tuple[str, str, bool], ...] = ()
    computed: bool = False


_EMPTY = Entry()


def entry_of(text: str) -> Entry:
    """What a text defines."""
    if not speaks_of_databases(text):
        return _EMPTY
    text = "\n" + text
    # A word is looked for much faster than a pattern, and most files have few of these.
    has_classes = "class " in text or "class\t" in text
    names_tables, makes_tables = "__tablename__" in text, "Table(" in text
    tables = (_TABLE_NAME.findall(text) if names_tables else []) + (_TABLE.findall(text) if makes_tables else [])
    given = (_BACKREF.findall(text) if "backref" in text else []) + _ASSIGNED.findall(text)
    return Entry(
        _different(_CLASS.findall(text)) if has_classes else (),
        _different(tables),
        _different(given),
        _different(_SECONDARY.findall(text)) if "secondary" in text else (),
        tuple(_members(text)) if has_classes and (names_tables or has_any(text, _WITH_COLUMNS)) else (),
        (names_tables and _COMPUTED_NAME.search(text) is not None)
        or (makes_tables and _COMPUTED_TABLE.search(text) is not None)
        or any(part in text and has_any(text, words) for part, words in _REFLECTING),
    )


def _different(names: list[str]) -> tuple[str, ...]:
    """The names, each once. They are few, there are thousands of files, and a set takes four times as much memory."""
    return tuple(dict.fromkeys(names))


class _Class:
    """A class statement, and what was found below it. `body`: the indentation of its body; None where that is not known."""

    __slots__ = ("body", "depth", "is_named", "is_plain", "members", "name")

    def __init__(self, name: str, rest: str, depth: int, body: str | None) -> None:
        self.name = name
        self.depth = depth
        self.body = body if _BEGINS_BODY.search(rest) else None
        self.is_plain = _PLAIN.search(rest) is not None
        self.is_named = "table=True" in rest
        self.members: list[str] = []


def _members(text: str) -> Iterator[tuple[str, str, bool]]:
    """The members of each class, those of forms and values left out.

    They are indented as the first line of its body is: what is deeper are arguments of calls in its methods, of which there are many more.
    """
    classes: list[_Class] = []
    around: list[_Class] = []
    for found in _MEMBER.finditer(text):
        indent, name, rest, body, table_name, member = found.groups()
        while around and around[-1].depth >= len(indent):
            around.pop()
        if name:
            classes.append(_Class(name, rest, len(indent), body))
            around.append(classes[-1])
            continue
        owner = next((each for each in reversed(around) if each.body is None or each.body == indent), None)
        if owner is not None and table_name:
            owner.is_named = True
        elif owner is not None:
            owner.members.append(member)
    for each in classes:
        if each.is_named or not each.is_plain:
            yield from ((each.name, member, each.is_named) for member in each.members)


class Kept(Protocol):
    """Entries of earlier runs: `kept_entries.KeptEntries`."""

    def entry(self, path: str) -> Entry | None:
        """What a file defines, where it has not changed since that was found out."""

    def keep(self, path: str, entry: Entry) -> None:
        """Remember what a file was found to define."""


class Inventory:
    """The files below a project's root."""

    def __init__(self, root: str, text_of: Callable[[str], str | None], kept: Kept | None = None, unsaved: str = "") -> None:
        """`root` has its links followed. Nothing is read until it is asked for, nor what is `kept` of a file that is as it was.

        `unsaved` is the file that is not on the disk as `text_of` has it.
        """
        self._root = root
        self._kept = kept
        self._unsaved = unsaved
        self._text_of = text_of
        self._entries: dict[str, Entry] = {}
        self._files: list[str] | None = None
        self._folders: dict[str, list[str]] = {}
        self._classes: dict[str, list[str]] | None = None
        self._tables: dict[str, list[str]] = {}
        self._attributes: dict[str, list[str]] = {}

    def entry(self, file: str) -> Entry:
        """What one file defines."""
        found = self._entries.get(file)
        if found is None:
            kept = self._kept if file != self._unsaved else None
            found = kept.entry(file) if kept is not None else None
            if found is None:
                text = self._text_of(file)
                found = entry_of(text) if text is not None else _EMPTY
                if kept is not None and text is not None:
                    kept.keep(file, found)
            elif found == _EMPTY:
                found = _EMPTY
            self._entries[file] = found
        return found

    def files_of_folder(self, folder: str) -> list[str]:
        """The modules that lie in a folder, given from the root on."""
        found = self._folders.get(folder)
        if found is None:
            path = os.path.join(self._root, folder) if folder else self._root
            found = self._folders[folder] = [each.path for each in entries(path) if each.is_file and each.name.endswith(".py")]
        return found

    def with_class(self, name: str) -> list[str]:
        """The files with a class of this name."""
        return self._looked_through().get(name, [])

    def with_table(self, name: str) -> list[str]:
        """The files that write this name as a table's, or have a class that may be named so by its base."""
        self._looked_through()
        plain = squeezed(name)
        found = {file for spelling in (name, plain, plain[:-1], plain[:-2]) for file in self._tables.get(spelling, ())}
        return sorted(found)

    def with_attribute(self, name: str) -> list[str]:
        """The files that may give a class this attribute from outside."""
        self._looked_through()
        return self._attributes.get(name, [])

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every file that says something of databases, in the order of their paths."""
        self._looked_through()
        for file in self.all_files():
            found = self.entry(file)
            if found is not _EMPTY:
                yield file, found

    @property
    def says_something(self) -> bool:
        """Whether any file says something of databases."""
        return next(self.entries(), None) is not None

    def names_class(self, name: str) -> bool:
        """Whether any file, whatever it is about, makes or imports a class of this name, or binds the name."""
        pattern = re.compile(
            rf"\bclass\s+{name}\b|^\s*{name}\b[^\S\n]*[:=]|\bimport\b[^\n]*\b{name}\b|^\s+{name},$|\(\s*[\"']{name}[\"']\s*,\s*\(",
            re.MULTILINE,
        )
        return any(name in text and pattern.search(text) for file in self.all_files() if (text := self._text_of(file)))

    def _looked_through(self) -> dict[str, list[str]]:
        if self._classes is None:
            self._classes = {}
            for file in self.all_files():
                found = self.entry(file)
                if found is _EMPTY:
                    continue
                for names, by_name in ((found.classes, self._classes), (found.tables, self._tables), (found.attributes, self._attributes)):
                    for name in names:
                        by_name.setdefault(name, []).append(file)
                for name in found.classes:
                    self._tables.setdefault(squeezed(name), []).append(file)
        return self._classes

    def all_files(self) -> list[str]:
        """Every module below the root, links not followed, in one order."""
        if self._files is None:
            self._files = self._found_files()
        return self._files

    def _found_files(self) -> list[str]:
        found: list[str] = []
        pending = [self._root]
        while pending and len(found) < _MOST_FILES:
            for each in entries(pending.pop()):
                if each.is_folder:
                    if not each.name.startswith(".") and each.name not in _NO_SOURCES and not _is_environment(each.path):
                        pending.append(each.path)
                elif each.is_file and each.name.endswith(".py"):
                    found.append(each.path)
        return sorted(found)


def _is_environment(folder: str) -> bool:
    return exists(os.path.join(folder, "pyvenv.cfg"))


def squeezed(name: str) -> str:
    """A class's or table's name with what naming functions change taken out."""
    return name.replace("_", "").lower()
