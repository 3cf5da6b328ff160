"""What is counted while an example runs: statements, rows, commits, connections, by SQLAlchemy's events and SQLite's cursors."""

from __future__ import annotations

import sqlite3
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from proofs.orm.seen import Seen, Sent
from sqlalchemy import event


class Eyes:
    """Listeners on every engine and pool of the process, for as long as the block lasts."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.commits = self.connects = self.fetched = 0
        self._out: set[int] = set()
        self._listeners = [
            (sa.Engine, "after_cursor_execute", self._executed),
            (sa.Engine, "commit", self._committed),
            (sa.Pool, "connect", self._connected),
            (sa.Pool, "checkout", self._checked_out),
            (sa.Pool, "checkin", self._checked_in),
        ]

    def __enter__(self) -> Eyes:
        for target, name, listener in self._listeners:
            event.listen(target, name, listener)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        for target, name, listener in self._listeners:
            event.remove(target, name, listener)

    @property
    def out(self) -> int:
        """How many connections are out of their pool."""
        return len(self._out)

    def forget(self) -> None:
        """Begin to count anew."""
        self.sent = []
        self.commits = self.connects = self.fetched = 0
        self._out = set()

    def tell(self, seen: Seen) -> None:
        """Say what was counted."""
        seen.sent = list(self.sent)
        seen.commits, seen.connects, seen.fetched = self.commits, self.connects, self.fetched

    def _executed(self, connection: object, cursor: Any, statement: str, parameters: object, context: object, executemany: bool) -> None:
        self.sent.append(Sent(statement, parameters, cursor.rowcount))

    def _committed(self, connection: object) -> None:
        self.commits += 1

    def _connected(self, connection: object, record: object) -> None:
        self.connects += 1

    def _checked_out(self, connection: object, record: object, proxy: object) -> None:
        self._out.add(id(record))

    def _checked_in(self, connection: object, record: object) -> None:
        self._out.discard(id(record))


def counting_connection(eyes: Eyes) -> type[sqlite3.Connection]:
    """A connection of SQLite whose cursors tell how many rows were fetched."""

    class Cursor(sqlite3.Cursor):
        def fetchone(self) -> Any:
            row = super().fetchone()
            eyes.fetched += row is not None
            return row

        def fetchmany(self, size: int | None = 1) -> list[Any]:
            found = super().fetchmany(size)
            eyes.fetched += len(found)
            return found

        def fetchall(self) -> list[Any]:
            found = super().fetchall()
            eyes.fetched += len(found)
            return found

    class Connection(sqlite3.Connection):
        def cursor(self, factory: type[sqlite3.Cursor] = Cursor) -> sqlite3.Cursor:
            return super().cursor(factory)

    return Connection
