"""The revision modules of an Alembic environment: found beside its env.py, their headers read without their bodies."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from flake8_sqla.facts.history import History, RevisionHeader
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.unknown import UNKNOWN, Unknown
from flake8_sqla.project.disk import is_file, is_link, read, real_path, walk
from flake8_sqla.project.locations import Locations, find_locations
from flake8_sqla.project.revision_operations import RevisionOperations
from flake8_sqla.syntax.source import parsed_quietly

NO_HISTORY = History((), complete=False)
_HIGHEST = 5
_MOST_FILES = 20_000
_LARGEST_MODULE = 512 * 1024
_NO_REVISIONS = frozenset({"__pycache__", "node_modules", "site-packages"})
_HEADER_END = lazy_pattern(r"^(?:def|async def|class|@|if|try|with|for|while)\b", re.MULTILINE)
_IS_REVISION = lazy_pattern(r"^(?:down_)?revision\b[^=\n]*=", re.MULTILINE)
_IN_HEADER = lazy_pattern(r"^(?:revision|down_revision|depends_on|branch_labels)\b", re.MULTILINE)
_WRITTEN_OUT = lazy_pattern(
    r"""^(revision|down_revision|depends_on|branch_labels)(?:[ \t]*:[^=\n]*)?[ \t]*=[ \t]*"""
    r"""(?:None|(["'])([^"'\\\n]*)\2)[ \t]*(?:#[^\n]*)?$""",
    re.MULTILINE,
)
_GOES_BACK = lazy_pattern(r"^(?:async +)?def +downgrade|^ *downgrade\w* *=|^from .* import .*(?:\*|\bdowngrade)", re.MULTILINE)
_SELECTING = lazy_pattern(r"\binclude_(?:object|name)\b")
_QUOTES = '"""'
_NAMES = ("revision", "down_revision", "depends_on", "branch_labels")


def environment_of(path: str, root: Path) -> Path | None:
    """The folder of the env.py nearest above a revision module; None where there is none inside the project. Both paths without links."""
    folder = Path(path).parent
    if folder != root and root not in folder.parents:
        return None
    for candidate in [folder, *folder.parents][:_HIGHEST]:
        if is_file(candidate / "env.py"):
            return candidate
        if candidate == root:
            break
    return None


class Environment:
    """One Alembic environment: the folder of its env.py, and the histories of what lies below it."""

    def __init__(self, folder: Path, root: Path) -> None:
        """Nothing is read but where its revisions are."""
        self._folder = str(folder)
        self._root = str(root)
        self._locations: Locations = find_locations(folder, root)
        self._histories: dict[str, History] = {}
        #: What the texts hash to whose headers are in a history.
        self._hashes: dict[str, dict[str, int]] = {}
        self._operations = RevisionOperations()

    @property
    def history(self) -> History:
        """What lies in the version folders that the configuration names."""
        return self._history("")

    def history_for(self, path: str) -> History:
        """The history that a revision module belongs to: all that lies in the environment's version folders.

        A file below the environment but in none of them brings the folder it stands in, and leaves the history open: code that we
        do not run may name more version folders than the configuration does.
        """
        return self._history(self._unlisted(path))

    def _history(self, elsewhere: str) -> History:
        if elsewhere not in self._histories:
            self._histories[elsewhere] = self._read(elsewhere)
        return self._histories[elsewhere]

    def _unlisted(self, path: str) -> str:
        """The folder right below the environment that holds a file outside the version folders; empty for one inside them."""
        if any(path.startswith(folder + os.sep) for folder in self._locations.folders):
            return ""
        first, *rest = os.path.relpath(path, self._folder).split(os.sep)
        return os.path.join(self._folder, first) if rest else self._folder

    def _read(self, elsewhere: str) -> History:
        headers: list[RevisionHeader] = []
        hashes = self._hashes[elsewhere] = {}
        complete = self._locations.known and not elsewhere
        count = 0
        for path, listed in self._modules(elsewhere):
            count += 1
            if count > _MOST_FILES:
                hashes.clear()
                return NO_HISTORY
            text = _text_of(path) if path.startswith(self._root + os.sep) else None
            if text is None:
                complete = False
            elif _IS_REVISION.search(text):
                headers.append(header_of(text, path))
                hashes[path] = hash(text)
                complete = complete and listed
        operations, in_one, selects = self._operations, self._runs_all_in_one(), self._selects_tables()
        return History(headers, complete, operations.of, operations.hides, in_one, selects, operations.holding)

    def _selects_tables(self) -> bool:
        """Whether env.py may leave tables out of what autogenerate compares."""
        text = _text_of(os.path.join(self._folder, "env.py"))
        return text is None or _SELECTING.search(text) is not None

    def _runs_all_in_one(self) -> bool | Unknown:
        """Whether env.py runs all revisions of an upgrade in one transaction, Alembic's default."""
        text = _text_of(os.path.join(self._folder, "env.py"))
        if text is None or ".configure(" not in text or "**" in text:
            return UNKNOWN
        return "transaction_per_migration" not in text and "autocommit" not in text.lower()

    def history_on_disk(self, path: str, text: str) -> History:
        """The history that a module belongs to, whose text is the disk's."""
        elsewhere = self._unlisted(path)
        found = self._history(elsewhere)
        # Most have been read with all the others; their headers need not be read once more.
        return found if self._hashes[elsewhere].get(path) == hash(text) else found.with_header(header_of(text, path))

    def history_with(self, path: str, text: str) -> History:
        """The history that a module belongs to, with what the editor holds of it in place of the disk's."""
        operations = self._operations.with_text(path, text)
        return self.history_for(path).with_module(header_of(text, path), operations.of, operations.hides, operations.holding)

    def _modules(self, elsewhere: str) -> Iterator[tuple[str, bool]]:
        """Every module that may be a revision, and whether Alembic reads it by what the configuration says."""
        seen: set[str] = set()
        for top in dict.fromkeys([*self._locations.folders, *([elsewhere] if elsewhere else [])]):
            for current, names, files in walk(top, self._root, links_out=True):
                listed = top in self._locations.folders and (current == top or self._locations.recursive)
                if current == self._folder and not self._locations.recursive:
                    names.clear()  # whatever lies beside env.py
                names[:] = sorted(name for name in names if self._may_hold_revisions(os.path.join(current, name), name))
                for name in sorted(files):
                    path = os.path.join(current, name)
                    path = real_path(path) if is_link(path) else path
                    if name.endswith(".py") and not name.startswith((".", "__init__")) and name != "env.py" and path not in seen:
                        seen.add(path)
                        yield path, listed

    def _may_hold_revisions(self, folder: str, name: str) -> bool:
        if name.startswith(".") or name in _NO_REVISIONS or folder in self._locations.folders:
            return False  # a version folder is walked by itself
        return not is_file(os.path.join(folder, "env.py"))  # an environment of its own


def _text_of(path: str) -> str | None:
    return read(path, _LARGEST_MODULE)


def header_of(text: str, path: str) -> RevisionHeader:
    """The header of one revision module. Its functions are not parsed: a history of thousands is read in moments."""
    end = _HEADER_END.search(text)
    header = text[: end.start()] if end and not _IN_HEADER.search(text, end.start()) else ""
    found = _written_out(header) or _parsed(header, text)
    if any(identifiers is None for identifiers in found.values()) or len(found["revision"] or ()) != 1:
        return RevisionHeader(path, readable=False)
    (revision, *_), parents, dependencies, labels = (found[name] or () for name in _NAMES)
    goes_back = _GOES_BACK.search(text) is not None
    return RevisionHeader(path, revision, parents, dependencies, labels, goes_back=goes_back)


def _written_out(header: str) -> dict[str, tuple[str, ...] | None]:
    """The ids of a header as Alembic writes it, by their names: each a string or None, on a line of its own. Empty for any other.

    That is nearly all of them, and a pattern takes a fifth of the time that parsing takes.
    """
    code = header.rpartition(_QUOTES)[2]
    if "'''" in code or header.count(_QUOTES) % 2:
        return {}
    lines = _WRITTEN_OUT.findall(code)
    found: dict[str, tuple[str, ...] | None] = {name: (identifier,) if quote else () for name, quote, identifier in lines}
    is_whole = len(found) == len(lines) == len(_IN_HEADER.findall(code)) and "revision" in found
    return {name: found.get(name, ()) for name in _NAMES} if is_whole else {}


def _parsed(header: str, text: str) -> dict[str, tuple[str, ...] | None]:
    """The same of any header, by its tree; None for what is not literal."""
    values = _assigned(header)
    if "revision" not in values:
        values = _assigned(text)  # the cut went through a docstring, or an id stands below a class
    return {name: _identifiers(values.get(name), values) for name in _NAMES}


def _assigned(text: str) -> dict[str, ast.expr]:
    """What the module's top level assigns, by name; nothing where the text does not parse."""
    try:
        tree = parsed_quietly(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    values: dict[str, ast.expr] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                values.update(_pairs(target, statement.value))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value is not None:
            values[statement.target.id] = statement.value
    return values


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names that an assignment gives, `revision, down_revision = "a2", "a1"` among them."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)) and len(target.elts) == len(value.elts):
        for part, given in zip(target.elts, value.elts, strict=True):
            yield from _pairs(part, given)


def _identifiers(node: ast.expr | None, values: dict[str, ast.expr]) -> tuple[str, ...] | None:
    """Ids as a tuple, empty for None; None where they are not literal."""
    if isinstance(node, ast.Name):
        node = values.get(node.id, node)
    if node is None:
        return ()
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (tuple, list, set)) and all(isinstance(part, str) for part in value):
        return tuple(sorted(value) if isinstance(value, set) else value)
    return None
