"""The cache of verdicts: what was reported on a file, for as long as all that the reports came from is as it was.

A file's reports follow from its text, the options, this package, and what was seen of the project; `disk.Log` has the last in the order
it was seen. All files of one process share a log: whatever one of them was told may come from a look that an earlier one caused. So a
verdict says how many entries of its log there were when it was made, and it holds as long as those entries do. Looking again costs a
`stat` for each; nothing is read that did not change. Reasons and measurements: docs/architecture.md, "The cache".
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from flake8_sqla import __version__
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.record import replace
from flake8_sqla.options import Settings
from flake8_sqla.project.cache_store import Report, Store
from flake8_sqla.project.digest import digest
from flake8_sqla.project.disk import Log, open_log

if TYPE_CHECKING:
    from flake8_sqla.project.kept_entries import KeptEntries, Row

_NAME = lazy_pattern(r"[0-9a-f]{32}\.sqlite(-journal)?")
_FLUSH_AFTER = 200
#: What a defect of ours reports; the next run may fare better.
_CRASHED = "SQA001"
#: Between what stands for this package and what stands for the options.
_END_OF_STAMP = " | "
_UNUSED = 60 * 24 * 3600


def user_folder() -> str:
    """The user's cache directory for this package, by the custom of the platform; empty where there is no telling."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "") or os.path.expanduser(r"~\AppData\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "") or os.path.expanduser("~/.cache")
    return os.path.join(base, "flake8-sqla") if os.path.isabs(base) else ""


def fingerprint(settings: Settings, selection: str) -> str:
    """What the reports on a file follow from besides files: the options, this package, and the Python that parses."""
    relevant = replace(settings, cache_dir="")
    return f"{__version__} {_stamp()} {sys.version_info[:2]}{_END_OF_STAMP}{relevant!r} {selection}"


def _stamp() -> str:
    """What changes when the package is installed anew, and, in a checkout of it, when any of its modules is written."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not os.path.exists(os.path.join(package, "..", "docs", "generate.py")):
        return str(os.stat(os.path.join(package, "manifest.py")).st_mtime_ns)
    latest = 0
    pending = [package]
    while pending:
        for each in os.scandir(pending.pop()):
            if each.is_dir():
                pending.append(each.path)
            elif each.name.endswith(".py"):
                latest = max(latest, each.stat().st_mtime_ns)
    return str(latest)


class Verdicts:
    """The reports that earlier runs from this working directory left, and those that this process leaves. Nothing here raises."""

    def __init__(self, folder: str, fingerprint: str) -> None:
        """`folder` is where caches lie. `fingerprint` stands for whatever else than files the reports come from, as the function has it."""
        self._folder = folder
        self._file = os.path.join(folder, digest(os.fsencode(os.path.realpath(os.getcwd()))) + ".sqlite")
        self._fingerprint = fingerprint
        self._stamp = fingerprint.partition(_END_OF_STAMP)[0]
        self._store: Store | None = None
        self._was_opened = False
        #: Whether the store is this process's own: then it holds nothing that will be asked for.
        self._is_own = False
        self._log: Log | None = None
        self._entries: KeptEntries | None = None
        self._pending: list[tuple[str, str, int, str]] = []
        self._process = 0

    @property
    def is_new(self) -> bool:
        """Whether no run from this working directory left anything."""
        return not os.path.exists(self._file)

    def start(self) -> KeptEntries:
        """From here on what is seen of the disk is written down: to be called before anything is looked at. Later calls change nothing.

        Returns what is known of other files.
        """
        if self._log is None or self._entries is None:
            from flake8_sqla.project.kept_entries import KeptEntries  # not needed where every verdict is known

            self._log = open_log()
            self._entries = KeptEntries(self._kept)
        return self._entries

    def _kept(self) -> list[Row]:
        store = self._opened()
        return store.entries(self._stamp) if store is not None else []

    def _opened(self) -> Store | None:
        if not self._was_opened:
            self._was_opened = True
            self._store = Store.existing(self._file)
        return self._store

    def find(self, path: str, text: str) -> list[Report] | None:
        """The reports on a file with this text; None where they are not known, or something they came from has changed."""
        store = self._opened()
        if store is None or self._is_own:
            return None
        self._at_the_end()
        return store.find(self._key(path), _digest(text))

    def keep(self, path: str, text: str, reports: Sequence[Report]) -> None:
        """Remember the reports on a file. They are written when the process ends, or when there are many."""
        if self._log is None or not self._log.is_steady or any(text.startswith(_CRASHED) for _, _, text in reports):
            return
        self._at_the_end()
        self._pending.append((self._key(path), _digest(text), len(self._log.seen), json.dumps(reports)))
        if len(self._pending) >= _FLUSH_AFTER:
            self.flush()

    def _at_the_end(self) -> None:
        """Have everything written when this process ends."""
        if self._process != os.getpid():
            self._process = os.getpid()
            # A worker of flake8's ends with these, and without what `atexit` knows.
            from multiprocessing.util import Finalize

            Finalize(None, self.close, exitpriority=1)

    def close(self) -> None:
        """Write what is to be remembered, and let go of the file."""
        self.flush()
        if self._store is not None:
            self._store.close()
            self._store = None
            self._was_opened = self._is_own = False

    def flush(self) -> None:
        """Write what is to be remembered; where that cannot be done, forget it."""
        pending, self._pending = self._pending, []
        with suppress(Exception):
            if pending and self._log is not None:
                if self._store is None or self.is_new:
                    os.makedirs(self._folder, mode=0o700, exist_ok=True)
                    _clear_out(self._folder)
                    self._store, self._is_own = Store.made(self._file), True
                if self._store is not None:
                    self._store.write(self._log, pending)
                    if self._entries is not None:
                        self._store.write_entries(self._stamp, self._entries.new())
            if self._store is not None:
                self._store.refresh()

    def _key(self, path: str) -> str:
        return _digest(f"{os.path.abspath(path)}\0{self._fingerprint}")


def _digest(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def _clear_out(folder: str) -> None:
    """Take away the caches that nobody has written to for long: of projects that are gone."""
    for each in os.scandir(folder):
        if _NAME.fullmatch(each.name) and each.is_file(follow_symlinks=False) and time.time() - each.stat().st_mtime > _UNUSED:
            os.unlink(each.path)
