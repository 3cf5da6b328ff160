"""The cache's file: SQLite with JSON in its rows. Data, never code; what is not as it should be is as if it were not there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.project.disk import Log, SecondLook, Sight

_SCHEMA = 1
_REPORT = lazy_pattern(r"SQA\d{3} [^\x00-\x1f\x7f]+")
_LONGEST_WAIT = 2.0
_MOST_VERDICTS = 50_000
#: Characters of all logs together. A run over one file leaves a log of its own.
_LONGEST_LOGS = 24_000_000
_DROP_OLDEST = """
DELETE FROM verdicts WHERE log IN (
    SELECT log FROM (SELECT log, SUM(SUM(size)) OVER (ORDER BY log DESC) AS total FROM sights GROUP BY log) WHERE total > ? AND log <> ?
)
"""
_TABLES = (
    # An id that is used once names one log for ever.
    "CREATE TABLE logs (id INTEGER PRIMARY KEY AUTOINCREMENT)",
    "CREATE TABLE sights (log INTEGER, start INTEGER, size INTEGER, rows TEXT, PRIMARY KEY (log, start))",
    "CREATE TABLE verdicts (key TEXT PRIMARY KEY, text TEXT, log INTEGER, upto INTEGER, reports TEXT)",
    "CREATE TABLE entries (path TEXT, stamp TEXT, state TEXT, time INTEGER, entry TEXT, PRIMARY KEY (path, stamp))",
    "CREATE INDEX verdicts_by_log ON verdicts (log)",
    f"PRAGMA user_version = {_SCHEMA}",
)
#: (line, column, text): what flake8 is told.
Report = tuple[int, int, str]


class Store:
    """One file of verdicts and the logs they hang on. What SQLite raises on writing is raised; reading says nothing instead."""

    def __init__(self, file: str) -> None:
        """Open the file, or make it; see `existing` and `made`. Raises sqlite3's errors, ImportError where Python has no sqlite3."""
        import sqlite3

        self._errors = (sqlite3.Error, ValueError, TypeError, KeyError, RecursionError, OSError)
        self._database = sqlite3.connect(file, timeout=_LONGEST_WAIT, isolation_level=None)
        self._database.execute("PRAGMA trusted_schema = OFF")
        self._database.execute("PRAGMA synchronous = OFF")  # whatever is lost can be found out again
        self._logs: dict[int, _StoredLog] = {}
        self._again = SecondLook()
        self._own_log = 0
        self._written = 0

    @classmethod
    def existing(cls, file: str) -> Store | None:
        """The store in a file; None where there is none, or what is there is a link or no store of this version."""
        try:
            if not os.path.isfile(file) or os.path.islink(file):
                return None
            found = cls(file)
            return found if found._is_ours() else None
        except Exception:  # Python may be built without sqlite3, the file may be anything
            return None

    @classmethod
    def made(cls, file: str) -> Store | None:
        """A store to write to. What is there and is no store of this version is thrown away. None where that cannot be done."""
        import sqlite3

        for _ in range(2):
            if os.path.islink(file):
                return None
            try:
                found = cls(file)
                with found._transaction():
                    if not found._names():
                        for statement in _TABLES:
                            found._database.execute(statement)
                    if not found._is_ours():
                        raise ValueError(file)
                return found
            except sqlite3.OperationalError:
                return None  # not to be written to, or busy for long
            except (sqlite3.Error, ValueError, TypeError):
                os.unlink(file)
        return None

    def _is_ours(self) -> bool:
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        return version == _SCHEMA and self._names() >= {"logs", "sights", "verdicts", "entries"}

    def _names(self) -> set[str]:
        return {name for (name,) in self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def close(self) -> None:
        """Nothing is asked of the store any more."""
        self._database.close()

    def find(self, key: str, text: str) -> list[Report] | None:
        """The reports kept under a key for a text with this digest; None where there are none, or what they came from has changed."""
        try:
            row = self._database.execute("SELECT log, upto, reports FROM verdicts WHERE key = ? AND text = ?", (key, text)).fetchone()
            if row is None:
                return None
            stored = self._logs.get(row[0])
            if stored is None:
                stored = self._logs[row[0]] = _StoredLog(self._parts(row[0]), self._again)
            return _checked(json.loads(row[2])) if stored.holds(int(row[1])) else None
        except self._errors:
            return None

    def _parts(self, log: int) -> list[tuple[int, list[list[Any]]]]:
        rows = self._database.execute("SELECT start, rows FROM sights WHERE log = ? ORDER BY start", (log,)).fetchall()
        return [(start, json.loads(part)) for start, part in rows]

    def write(self, log: Log, verdicts: Iterable[tuple[str, str, int, str]]) -> None:
        """Add verdicts as (key, digest of the text, entries of the log, reports as JSON) and what is new in the log."""
        sights = [(look, path, *sight) for (look, path), sight in log.seen.items()]
        with self._transaction():
            if not self._own_log:
                self._own_log = self._database.execute("INSERT INTO logs DEFAULT VALUES").lastrowid or 0
            if len(sights) > self._written:
                rows = json.dumps(sights[self._written :], separators=(",", ":"))
                self._database.execute("INSERT INTO sights VALUES (?, ?, ?, ?)", (self._own_log, self._written, len(rows), rows))
            self._database.executemany(
                "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?)",
                [(key, text, self._own_log, upto, reports) for key, text, upto, reports in verdicts],
            )
            self._database.execute("DELETE FROM verdicts WHERE rowid <= (SELECT max(rowid) FROM verdicts) - ?", (_MOST_VERDICTS,))
            self._database.execute(_DROP_OLDEST, (_LONGEST_LOGS, self._own_log))
            self._database.execute("DELETE FROM logs WHERE id NOT IN (SELECT log FROM verdicts) AND id <> ?", (self._own_log,))
            self._database.execute("DELETE FROM sights WHERE log NOT IN (SELECT id FROM logs)")
        self._written = len(sights)

    def entries(self, stamp: str) -> list[tuple[str, str, int, str]]:
        """(path, state of its text, time, entry) of the files that this version of the package has looked through."""
        try:
            return self._database.execute("SELECT path, state, time, entry FROM entries WHERE stamp = ?", (stamp,)).fetchall()
        except self._errors:
            return []

    def write_entries(self, stamp: str, rows: Iterable[tuple[str, str, int, str]]) -> None:
        """Add entries of files; those of other versions are dropped."""
        with self._transaction():
            self._database.execute("DELETE FROM entries WHERE stamp <> ?", (stamp,))
            self._database.executemany(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)",
                [(path, stamp, state, modified, entry) for path, state, modified, entry in rows],
            )
            self._database.execute("DELETE FROM entries WHERE rowid <= (SELECT max(rowid) FROM entries) - ?", (_MOST_VERDICTS,))

    def refresh(self) -> None:
        """Write down the new times of files that were touched and are as they were, so that they need not be read the next time."""
        changed = [(log, start, rows) for log, stored in self._logs.items() for start, rows in stored.refreshed()]
        if changed:
            with self._transaction():
                for log, start, rows in changed:
                    text = json.dumps(rows, separators=(",", ":"))
                    self._database.execute("UPDATE sights SET rows = ? WHERE log = ? AND start = ?", (text, log, start))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Takes the lock at once, so that of two writers one waits for the other and neither fails half-way."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


class _StoredLog:
    """How far a log still holds, looked at as far as somebody asks."""

    def __init__(self, parts: list[tuple[int, list[list[Any]]]], again: SecondLook) -> None:
        self._parts = parts
        self._entries = [row for _, rows in parts for row in rows]
        self._again = again
        self._count = 0
        self._has_ended = False
        self._new_times: dict[int, int] = {}

    def holds(self, upto: int) -> bool:
        """Whether the first `upto` entries hold."""
        while self._count < upto and not self._has_ended:
            self._has_ended = self._count >= len(self._entries) or not self._entry_holds(self._count)
            self._count += not self._has_ended
        return self._count >= upto

    def _entry_holds(self, number: int) -> bool:
        look, path, state, modified = self._entries[number]
        now = self._again.at(look, path, Sight(state, modified))
        if now is not None and now.time != modified:
            self._new_times[number] = now.time
        return now is not None

    def refreshed(self) -> Iterator[tuple[int, list[list[Any]]]]:
        """The parts with entries whose times have changed, by the number of their first entry; each is told of once."""
        for number, modified in self._new_times.items():
            self._entries[number][3] = modified
        for start, rows in self._parts:
            if any(start <= number < start + len(rows) for number in self._new_times):
                yield start, rows
        self._new_times = {}


def _checked(reports: object) -> list[Report]:
    """Reports as they may be told to anybody. Raises ValueError where they are anything else: somebody may have written to the file."""
    if not isinstance(reports, list):
        raise ValueError(reports)
    found: list[Report] = []
    for line, column, text in reports:
        if type(line) is not int or type(column) is not int or not isinstance(text, str) or not _REPORT.fullmatch(text):
            raise ValueError(text)
        found.append((line, column, text))
    return found
