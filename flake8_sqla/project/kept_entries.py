"""What files define by their text alone, as earlier runs found it: so that one file can be looked at without reading a whole project."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from flake8_sqla.project.disk import is_as_it_was, sight_of
from flake8_sqla.project.inventory import Entry

#: (path, state of the text, time of the file, entry as JSON).
Row = tuple[str, str, int, str]


_NOTHING = Entry()


class KeptEntries:
    """The entries of a cache. What is damaged there is as if it were not there."""

    def __init__(self, rows: Callable[[], Iterable[Row]]) -> None:
        """`rows` gives what is kept; it is asked once."""
        self._rows = rows
        self._kept: dict[str, Row] | None = None
        self._new: dict[str, Row] = {}

    def entry(self, path: str) -> Entry | None:
        """What a file defines, where it has not changed since that was found out."""
        if self._kept is None:
            self._kept = {row[0]: row for row in self._rows()}
        row = self._kept.get(path)
        try:
            if row is None or not is_as_it_was(path, row[1], row[2]):
                return None
            return _entry(json.loads(row[3])) if row[3] else _NOTHING
        except (ValueError, TypeError, RecursionError):
            return None

    def keep(self, path: str, entry: Entry) -> None:
        """Remember what a file was found to define. One that was written just now is not remembered: its time does not tell yet."""
        seen = sight_of(path)
        if seen is not None and seen.time:
            self._new[path] = (path, seen.state, seen.time, _as_json(entry) if entry != _NOTHING else "")

    def new(self) -> list[Row]:
        """What is to be written; each is told of once."""
        new, self._new = self._new, {}
        return list(new.values())


def _as_json(entry: Entry) -> str:
    names = [entry.classes, entry.tables, entry.attributes, entry.secondaries]
    return json.dumps([*names, entry.members, entry.computed], separators=(",", ":"))


def _entry(stored: object) -> Entry:
    """An entry from its JSON. Raises ValueError or TypeError where it is none."""
    if not isinstance(stored, list):
        raise TypeError(stored)
    classes, tables, attributes, secondaries, members, computed = stored
    return Entry(
        tuple(map(_name, classes)),
        tuple(map(_name, tables)),
        tuple(map(_name, attributes)),
        tuple(map(_name, secondaries)),
        tuple((_name(owner), _name(member), bool(named)) for owner, member, named in members),
        bool(computed),
    )


def _name(stored: object) -> str:
    if not isinstance(stored, str):
        raise TypeError(stored)
    return stored
