"""The one place that looks at the disk, and the log of what was seen there.

What the project says follows from the texts of files, what lies in folders, and where links lead, as they are seen through this module,
and from nothing else. So whoever wants to know later whether an answer still holds has only to look at the same places again: that is
what the cache of verdicts does. Nothing is ever written here, and only plain files are opened: a pipe would keep us waiting for ever.
"""

from __future__ import annotations

import codecs
import os
import stat
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from flake8_sqla.project.digest import digest

#: The ways of looking: at a text, the size of a file, what a path leads to, whether it is a link, where it leads, a folder's names.
TEXT, SIZE, KIND, LINK, PLACE, NAMES = "text", "size", "kind", "link", "place", "names"
#: Nanoseconds within which a file may change twice and keep its time: that of the coarsest clocks of file systems.
_ONE_TICK = 2_000_000_000
_LARGEST = 4 * 1024 * 1024
#: How a file is opened: as bytes, where the system makes a difference, and without waiting for the other end of a pipe.
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class Sight(NamedTuple):
    """What was seen: its state, and a time of the file by which it need not be read again; nought where only reading will tell."""

    state: str
    time: int = 0


class Log:
    """What was seen since the log was opened, in that order."""

    def __init__(self) -> None:
        """Nothing was seen."""
        self.seen: dict[tuple[str, str], Sight] = {}
        #: Whether nothing looked different the second time.
        self.is_steady = True

    def note(self, look: str, path: str, state: str, modified: int = 0) -> None:
        """Write down one look."""
        known = self.seen.get((look, path))
        if known is None:
            self.seen[look, path] = Sight(state, modified)
        elif known.state != state:
            self.is_steady = False

    def has_seen(self, path: str, modified: int) -> bool:
        """Whether the text of a file with this time is noted already: then it is the same, and need not be digested once more."""
        known = self.seen.get((TEXT, path))
        return known is not None and known.time == modified != 0


_log: Log | None = None


def open_log() -> Log:
    """From now on every look is written down there: in one process, all that any answer so far can hang on is in the log."""
    global _log
    _log = Log()
    return _log


def read(path: str, most: int = _LARGEST) -> str | None:
    """The text of a file, newlines made one; None where it cannot be read, is no plain file, or has more than `most` bytes.

    Bytes that are no UTF-8 are taken for some letter or other.
    """
    try:
        status, content = _content(path, most)
    except (OSError, ValueError):
        if _log is not None:
            _log.note(TEXT, path, "")
        return None
    if content is None:
        if _log is not None:
            _log.note(SIZE, path, str(status.st_size))
        return None
    if _log is not None and not _log.has_seen(path, status.st_mtime_ns):
        _log.note(TEXT, path, digest(content), _settled(status))
    # The codec that takes the mark away itself is written in Python: it costs a module and half the reading.
    text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _content(path: str, most: int) -> tuple[os.stat_result, bytes | None]:
    """A plain file's state and its bytes; None in place of more than `most`. Anything else, a pipe too, is an OSError at once.

    A project is a thousand files, and `open` with all that it can do costs twice as much.
    """
    descriptor = os.open(path, _READING)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(path)
        if status.st_size > most:
            return status, None
        content = os.read(descriptor, status.st_size + 1)
        if len(content) != status.st_size:  # it is being written to, or the system gives it in parts
            parts = [content]
            while part := os.read(descriptor, most):
                parts.append(part)
            content = b"".join(parts)
        return status, content
    finally:
        os.close(descriptor)


def is_as_it_was(path: str, state: str, modified: int) -> bool:
    """Whether a file has the time that goes with a text of this state; where it has, that counts as having seen the text."""
    try:
        is_same = modified != 0 and os.stat(path).st_mtime_ns == modified
    except (OSError, ValueError):
        return False
    if is_same and _log is not None:
        _log.note(TEXT, path, state, modified)
    return is_same


def sight_of(path: str) -> Sight | None:
    """What the log says of a file's text."""
    return _log.seen.get((TEXT, path)) if _log is not None else None


def read_inside(path: str | os.PathLike[str], root: str | os.PathLike[str], most: int) -> str:
    """A file of the project; empty where it is missing, larger than `most` bytes, unreadable, or a link that leads out of `root`."""
    name = os.fspath(path)
    real, top = real_path(name), real_path(os.fspath(root))
    if real != top and not real.startswith(top.rstrip(os.sep) + os.sep):
        return ""
    return read(name, most) or ""


def is_file(path: str | os.PathLike[str]) -> bool:
    """Whether a path leads to a file, links followed."""
    return _kind(os.fspath(path)) == "file"


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether a path leads to a folder, links followed."""
    return _kind(os.fspath(path)) == "folder"


def exists(path: str | os.PathLike[str]) -> bool:
    """Whether a path leads to anything, links followed."""
    return _kind(os.fspath(path)) != ""


def is_link(path: str | os.PathLike[str]) -> bool:
    """Whether a path is itself a link."""
    name = os.fspath(path)
    found = os.path.islink(name)
    if _log is not None:
        _log.note(LINK, name, str(found))
    return found


def real_path(path: str) -> str:
    """A path with the links in it followed."""
    found = os.path.realpath(path)
    if _log is not None:
        _log.note(PLACE, path, found)
    return found


class Entry(NamedTuple):
    """What lies in a folder. What a link leads to is not looked at: then both `is_folder` and `is_file` are false."""

    name: str
    path: str
    is_folder: bool
    is_file: bool
    is_link: bool


def entries(folder: str) -> list[Entry]:
    """What lies in a folder, by name; nothing where it cannot be read."""
    modified, found = _entries(folder)
    if _log is not None:
        _log.note(NAMES, folder, _state(found), modified)
    return found


def walk(top: str, within: str = "", links_out: bool = False) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every folder from `top` down, as (path, names of folders, names of files), as `os.walk` has them; the first list may be cut.

    Links to folders are not followed. Links to files count where they lead to a file below `within`, or below `top` without it; with
    `links_out` all others count too, to whatever they lead.
    """
    inside = real_path(within or top).rstrip(os.sep) + os.sep
    pending = [top]
    while pending:
        folder = pending.pop()
        found = entries(folder)
        folders = [each.name for each in found if each.is_folder]
        yield (
            folder,
            folders,
            [each.name for each in found if each.is_file or (each.is_link and (links_out or _leads_inside(each.path, inside)))],
        )
        pending.extend(os.path.join(folder, name) for name in reversed(folders))


def matching(folder: str, pattern: str) -> list[str]:
    """The paths in a folder that match a pattern such as `setup.cfg`, `requirements*.txt` or `requirements/*.in`, in their order."""
    first, _, rest = pattern.partition("/")
    if rest:
        return matching(os.path.join(folder, first), rest) if is_folder(os.path.join(folder, first)) else []
    if "*" not in first:
        return [os.path.join(folder, first)] if is_file(os.path.join(folder, first)) else []
    return [each.path for each in entries(folder) if not each.is_folder and fnmatchcase(each.name, first)]


class SecondLook:
    """Looks at the same places again, to find out whether what was seen still holds."""

    def __init__(self) -> None:
        """Folders are resolved once."""
        self._places: dict[str, str] = {}

    def at(self, look: str, path: str, seen: Sight) -> Sight | None:
        """What was seen, with the time it has by now; None where something else is to be seen there."""
        if look == KIND:
            return seen if _look_at(path) == seen.state else None
        if look == LINK:
            return seen if str(os.path.islink(path)) == seen.state else None
        if look == PLACE:
            return seen if self._place(path) == seen.state else None
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            return seen if seen.state == (_state([]) if look == NAMES else "") else None
        if look == SIZE:
            return seen if str(status.st_size) == seen.state else None
        if seen.time and status.st_mtime_ns == seen.time:
            return seen
        if look == NAMES:
            modified, found = _entries(path)
            return Sight(seen.state, modified) if _state(found) == seen.state else None
        return self._text(path, seen, status)

    @staticmethod
    def _text(path: str, seen: Sight, status: os.stat_result) -> Sight | None:
        try:
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
                raise OSError(path)
            with open(path, "rb") as file:
                status = os.fstat(file.fileno())
                return Sight(seen.state, _settled(status)) if digest(file.read()) == seen.state else None
        except (OSError, ValueError):
            return seen if not seen.state else None

    def _place(self, path: str) -> str:
        """`os.path.realpath`, but that the folders above are looked at once."""
        found = self._places.get(path)
        if found is None:
            above, name = os.path.split(path)
            if name in ("", ".", "..") or above == path or os.path.islink(path):
                found = os.path.realpath(path)
            else:
                found = os.path.join(self._place(above), name)
            self._places[path] = found
        return found


def _kind(path: str) -> str:
    found = _look_at(path)
    if _log is not None:
        _log.note(KIND, path, found)
    return found


def _look_at(path: str) -> str:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ""
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"


def _entries(folder: str) -> tuple[int, list[Entry]]:
    """(the folder's time, what lies in it); the state of one that cannot be read is that of an empty one."""
    try:
        modified = _settled(os.stat(folder))
        with os.scandir(folder) as found:
            return modified, sorted(
                Entry(each.name, each.path, each.is_dir(follow_symlinks=False), each.is_file(follow_symlinks=False), each.is_symlink())
                for each in found
            )
    except (OSError, ValueError):
        return 0, []


def _state(found: list[Entry]) -> str:
    named = "\0".join(f"{each.name}\0{each.is_folder:d}{each.is_file:d}{each.is_link:d}" for each in found)
    return digest(named.encode("utf-8", "surrogatepass"))


def _settled(status: os.stat_result) -> int:
    """A file's time; nought where it is so new that the file may change once more without its time telling."""
    return status.st_mtime_ns if abs(time.time_ns() - status.st_mtime_ns) > _ONE_TICK else 0


def _leads_inside(link: str, inside: str) -> bool:
    return is_file(link) and real_path(link).startswith(inside)
