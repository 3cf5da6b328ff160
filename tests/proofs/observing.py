"""A revision run by Alembic on a real PostgreSQL, with what each of its statements did: locks, who waits, rewrites, scans, rows, errors.

After every statement the migration's own backend is asked for its locks (`pg_locks`) and the files of its tables; PostgreSQL's DEBUG1
messages say what it rewrites, reads and builds; a second session tries to read and to write. Around a statement that runs outside of a
transaction, whose locks are gone when it is done, a neighbour with an open transaction makes it wait, and a third session looks on.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from proofs.blocks import Script
from proofs.postgresql import Database, psycopg

from flake8_sqla.effects.locks import Lock

_MODES = {lock.name.replace("_", "").lower() + "lock": lock for lock in Lock if lock}
_TABLES = "SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm', 'i')"
_LOCKS = "SELECT relation, lower(mode), granted FROM pg_locks WHERE pid = %s AND locktype IN ('relation', 'virtualxid', 'transactionid')"
_FILES = "SELECT oid, pg_relation_filenode(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
_LABELS = "SELECT enumtypid::regtype::text, enumlabel FROM pg_enum ORDER BY oid"
_WORK = re.compile(
    r'(rewriting|verifying) table "(\w+)"|(building) index "\w+" on table "(\w+)"|(validating) foreign key constraint "(\w+)"'
)
_PATIENCE = "30ms"
#: Seconds after which a neighbour goes, though nobody is seen to wait.
_LONGEST_WAIT = 10.0


class Broken(Exception):
    """What a proof throws into a statement to see what a failure leaves behind."""


@dataclass
class Moment:
    """What one statement of the revision's source did: one or more statements of SQL, by the line that its source begins on.

    `locks` are the strongest on each table there was before, held when it ended (or while it ran, outside of a transaction); so is
    `index_locks`. `readers_wait` and `writers_wait` are the tables that another session could not read or write. `filled` counts the rows
    that were written, `locked_rows` names tables whose every row is locked.
    """

    line: int
    executions: int = 0
    filled: int = 0
    autocommit: bool = False
    ends_transaction: bool = False
    error: BaseException | None = None
    locks: dict[str, Lock] = field(default_factory=dict)
    index_locks: dict[str, Lock] = field(default_factory=dict)
    readers_wait: set[str] = field(default_factory=set)
    writers_wait: set[str] = field(default_factory=set)
    rewritten: set[str] = field(default_factory=set)
    scanned: set[str] = field(default_factory=set)
    indexed: set[str] = field(default_factory=set)
    locked_rows: set[str] = field(default_factory=set)
    unusable_labels: set[str] = field(default_factory=set)


class Observer:
    """Runs revisions on one database and keeps what their statements did."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self._folder = database, folder
        self.moments: list[Moment] = []
        self.rows: dict[str, int] = {}
        self.columns: dict[str, set[str]] = {}
        self.kinds: dict[str, str] = {}
        self.schemas: set[str] = set()
        self._names: dict[int, str] = {}
        self._break_blocks = False

    def run(self, script: Script, direction: str, *, break_blocks: bool = False) -> BaseException | None:
        """Run a revision in one direction and commit; the error it ended with. `break_blocks`: what runs in autocommit blocks fails."""
        self._break_blocks = break_blocks
        self._take_stock()
        module = script.module(self._folder)
        engine = sa.create_engine("postgresql+psycopg://", connect_args=self.database.arguments, poolclass=sa.NullPool)
        with engine.connect() as connection, self._watching(connection, script):
            context = MigrationContext.configure(connection)
            try:
                with context.begin_transaction(), Operations.context(context):
                    getattr(module, direction)()
            except Exception as error:  # whatever it is, it is what is asked for
                self._blame(error, script)
                return error
        return None

    def _take_stock(self) -> None:
        """What is there before the revision runs."""
        self.moments = []
        with self.database.connect() as session:
            self.schemas = schemas(session)
            found = session.execute(_TABLES).fetchall()
            self._names = {oid: name for oid, name, _ in found}
            self.kinds = {name: kind for _, name, kind in found if kind != "i"}
            for table in self.kinds:
                (self.rows[table],) = session.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # type: ignore[misc]
                self.columns[table] = {column.name for column in session.execute(f'SELECT * FROM "{table}" LIMIT 0').description or ()}

    @contextmanager
    def _watching(self, connection: sa.Connection, script: Script) -> Iterator[None]:
        """Look at what every statement on the connection does."""
        own = connection.connection.dbapi_connection
        assert isinstance(own, psycopg.Connection)
        messages: list[str] = []
        own.execute("SET client_min_messages = debug1")
        own.commit()
        own.add_notice_handler(lambda notice: messages.append(notice.message_primary or ""))
        files = dict(own.execute(_FILES).fetchall())
        labels = own.execute(_LABELS).fetchall()
        own.commit()
        watch: list[_Sampler] = []

        def before(*event: object) -> None:
            moment = self._moment(script)
            messages.clear()
            if own.autocommit:
                moment.autocommit = True
                if self._break_blocks:
                    raise Broken
                watch.append(_Sampler(self.database, own.info.backend_pid, self.kinds, self._names))

        def after(_: sa.Connection, cursor: psycopg.Cursor[object], statement: str, *others: object) -> None:
            nonlocal files, labels
            moment = self._moment(script)
            said = tuple(messages)
            moment.executions += 1
            if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                moment.filled += cursor.rowcount
            if watch:
                watch.pop().finish(moment)
            elif own.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
                self._look(own, moment)
            else:
                moment.ends_transaction = True
                return
            now = dict(own.execute(_FILES).fetchall())
            moment.rewritten |= {self._names.get(oid, "") for oid in files if files[oid] != now.get(oid, files[oid])} & set(self.kinds)
            files = now
            added = [label for label in own.execute(_LABELS).fetchall() if label not in labels]
            labels += added
            moment.unusable_labels |= {label for kind, label in added if not own.autocommit and not _is_usable(own, kind, label)}
            for message in said:
                self._understand(own, message, moment)

        def failed(event: sa.ExceptionContext) -> None:
            if watch:
                watch.pop().finish(self._moment(script))

        sa.event.listen(connection, "before_cursor_execute", before)
        sa.event.listen(connection, "after_cursor_execute", after)
        sa.event.listen(connection.engine, "handle_error", failed)
        try:
            yield
        finally:
            connection.rollback()

    def _moment(self, script: Script) -> Moment:
        """That of the source's statement which is running."""
        path, frame = str(self._folder / script.path), sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_filename != path:
            frame = frame.f_back
        return self._at(script.statement(_line(frame)))

    def _at(self, line: int) -> Moment:
        for moment in self.moments:
            if moment.line == line:
                return moment
        self.moments.append(Moment(line))
        return self.moments[-1]

    def _blame(self, error: BaseException, script: Script) -> None:
        """Note an error at the last line of the source that it came through."""
        lines, trace = [0], error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == str(self._folder / script.path):
                lines.append(trace.tb_lineno)
            trace = trace.tb_next
        self._at(script.statement(lines[-1])).error = error

    def _look(self, own: psycopg.Connection[tuple[object, ...]], moment: Moment) -> None:
        """The locks that the open transaction holds, and what they do to others."""
        held, _ = _locks(own, own.info.backend_pid, self._names)
        for name, lock in held.items():
            known = moment.locks if name in self.kinds else moment.index_locks
            if lock > known.get(name, Lock.NONE):
                known[name] = lock
                if name in self.kinds and lock >= Lock.SHARE:
                    _try(self.database, {name: self.kinds[name]}, moment)
        if moment.filled > 0:
            for name in (name for name, lock in held.items() if lock is Lock.ROW_EXCLUSIVE and self.kinds.get(name) == "r"):
                with self.database.connect() as other:
                    free = other.execute(f'SELECT 1 FROM "{name}" LIMIT 1 FOR UPDATE SKIP LOCKED').fetchall()
                moment.locked_rows |= set() if free else {name}

    def _understand(self, own: psycopg.Connection[tuple[object, ...]], message: str, moment: Moment) -> None:
        """What PostgreSQL says it does, about the tables there were."""
        found = _WORK.search(message)
        if found is None:
            return
        word, name = (part for part in found.groups() if part)
        if word == "validating":
            owners = own.execute("SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = %s", [name]).fetchall()
            moment.scanned |= {str(owner) for (owner,) in owners} & set(self.kinds)
        elif name in self.kinds:
            {"rewriting": moment.rewritten, "verifying": moment.scanned, "building": moment.indexed}[word].add(name)


class _Sampler:
    """Looks on while a statement runs outside of a transaction, beside a neighbour who has written to the tables and read the views."""

    def __init__(self, database: Database, backend: int, kinds: dict[str, str], names: dict[int, str]) -> None:
        self._database, self._backend, self._kinds, self._names = database, backend, kinds, names
        self._done, self._seen = threading.Event(), Moment(0)
        self._neighbour = database.connect()
        self._neighbour.execute("BEGIN")
        for table, kind in kinds.items():
            self._neighbour.execute(f'SELECT 1 FROM "{table}" LIMIT 1' if kind == "m" else f'LOCK TABLE "{table}" IN ROW EXCLUSIVE MODE')
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        released, begun = False, time.monotonic()
        with self._database.connect() as session:
            while not self._done.wait(0.001):
                held, waits = _locks(session, self._backend, self._names)
                for name, lock in held.items():
                    known = self._seen.locks if name in self._kinds else self._seen.index_locks
                    known[name] = max(lock, known.get(name, lock))
                if not released and (waits or time.monotonic() - begun > _LONGEST_WAIT):
                    released = True
                    _try(self._database, self._kinds, self._seen)
                    self._neighbour.execute("COMMIT")

    def finish(self, moment: Moment) -> None:
        """Stop looking, and add what was seen."""
        self._done.set()
        self._thread.join()
        self._neighbour.close()
        for seen, known in ((self._seen.locks, moment.locks), (self._seen.index_locks, moment.index_locks)):
            known.update({name: max(lock, known.get(name, lock)) for name, lock in seen.items()})
        moment.readers_wait |= self._seen.readers_wait
        moment.writers_wait |= self._seen.writers_wait


def schemas(session: psycopg.Connection[tuple[object, ...]]) -> set[str]:
    """The names of the schemas that are not PostgreSQL's own."""
    return {str(name) for (name,) in session.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'").fetchall()}


def _line(frame: FrameType) -> int:
    return frame.f_lineno or 0


def _locks(session: psycopg.Connection[tuple[object, ...]], backend: int, names: dict[int, str]) -> tuple[dict[str, Lock], bool]:
    """The strongest lock the backend holds on each table and index, and whether it waits for one."""
    held: dict[str, Lock] = {}
    waits = False
    for relation, mode, granted in session.execute(_LOCKS, [backend]).fetchall():
        waits = waits or not granted
        if granted and relation in names:
            held[names[relation]] = max(_MODES[str(mode)], held.get(names[relation], Lock.NONE))
    return held, waits


def _try(database: Database, kinds: dict[str, str], moment: Moment) -> None:
    """Read and write as somebody else would."""
    with database.connect() as other:
        other.execute(f"SET lock_timeout = '{_PATIENCE}'")
        for table, kind in kinds.items():
            attempts = [(moment.readers_wait, f'SELECT 1 FROM "{table}" LIMIT 1')]
            if kind != "m":
                attempts.append((moment.writers_wait, f'DELETE FROM "{table}" WHERE false'))
            for waiting, command in attempts:
                try:
                    other.execute(command)
                except psycopg.errors.LockNotAvailable:
                    waiting.add(table)


def _is_usable(own: psycopg.Connection[tuple[object, ...]], kind: str, label: str) -> bool:
    """Whether the transaction that added an enum's label may use it."""
    own.execute("SAVEPOINT label")
    try:
        own.execute(f"SELECT '{label}'::{kind}")
    except psycopg.errors.UnsafeNewEnumValueUsage:
        return False
    finally:
        own.execute("ROLLBACK TO SAVEPOINT label")
    return True
