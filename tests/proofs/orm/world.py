"""Where an example runs: its modules and those it imports, a SQLite database with rows, and eyes on all of it."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import gc
import importlib
import inspect
import io
import logging
import os
import sqlite3
import sys
import warnings
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

import sqlalchemy as sa
from proofs.orm import rows
from proofs.orm.arguments import arguments
from proofs.orm.eyes import Eyes, counting_connection
from proofs.orm.program import Entry, Program, module_name
from proofs.orm.proof import Setup
from proofs.orm.seen import Seen, Tables
from sqlalchemy import orm
from sqlalchemy.ext import asyncio as aio

_COMPANIONS = Path(__file__).parent / "companions"


class World:
    """One run of one program. A context manager: what it changes in the process is put back."""

    def __init__(self, folder: Path, setup: Setup) -> None:
        self.setup = setup
        self.names: dict[str, object] = {}
        self.eyes = Eyes()
        self._file = folder / "proof.db"
        self._exits = contextlib.ExitStack()
        self._sessions: list[orm.Session] = []
        self._connections: list[sa.Connection] = []
        self._async_sessions: list[aio.AsyncSession] = []
        self._modules: list[ModuleType] = []
        self._schemas: set[str] = set()

    def __enter__(self) -> World:
        for path in self._file.parent.glob("*.db"):
            path.unlink()
        known = set(sys.modules)
        self._exits.callback(lambda: [sys.modules.pop(name) for name in set(sys.modules) - known if _is_ours(sys.modules[name])])
        environment = dict(os.environ)
        self._exits.callback(lambda: (os.environ.clear(), os.environ.update(environment)))
        os.environ.update({"DATABASE_URL": f"sqlite:///{self._file}", **self.setup.environment})
        path = list(sys.path)
        self._exits.callback(lambda: sys.path.__setitem__(slice(None), path))
        sys.path.insert(0, str(_COMPANIONS))
        self._exits.enter_context(self.eyes)
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            for command in self.setup.first:
                connection.execute(command)
            connection.commit()
        self.engine = sa.create_engine(
            f"sqlite:///{self._file}", connect_args={"factory": counting_connection(self.eyes)}, poolclass=sa.QueuePool
        )
        self._exits.callback(self.engine.dispose)
        sa.event.listen(self.engine, "connect", self._attach)
        self.factory = orm.sessionmaker(self.engine)
        self.async_engine = aio.create_async_engine(f"sqlite+aiosqlite:///{self._file}")
        self.async_factory = aio.async_sessionmaker(self.async_engine, expire_on_commit=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._close()
        for registry in {id(each): each for each in self._registries()}.values():
            registry.dispose()
        self._exits.close()

    # What a program is handed.

    def session(self) -> orm.Session:
        """The session of this run: whoever asks is given the same."""
        if not self._sessions:
            self._sessions.append(self.factory())
        return self._sessions[0]

    def connection(self) -> sa.Connection:
        """The connection of this run."""
        if not self._connections:
            self._connections.append(self.engine.connect())
        return self._connections[0]

    def async_session(self) -> aio.AsyncSession:
        """The asynchronous session of this run."""
        if not self._async_sessions:
            self._async_sessions.append(self.async_factory())
        return self._async_sessions[0]

    def somebody(self) -> object:
        """A new object of the companions' models, whose tables there are from then on."""
        models = importlib.import_module("app.models")
        models.Base.metadata.create_all(self.engine)
        return models.User(name="new")

    # The run.

    def load(self, program: Program) -> dict[Entry, Seen]:
        """Run a program's files, statement by statement: one that fails does not keep the next from its turn."""
        found: dict[Entry, Seen] = {}
        spaces: dict[str, dict[str, object]] = {}
        for entry in program.entries:
            if entry.path not in spaces:
                module = ModuleType(module_name(entry.path))
                module.__dict__["__file__"] = entry.path
                sys.modules[module.__name__] = module
                self._modules.append(module)
                spaces[entry.path] = module.__dict__
            seen = found[entry] = Seen(entry, names=spaces[entry.path])
            with self._watched(seen):
                module = compile(ast.Module([entry.node], []), entry.path, "exec", dont_inherit=True)
                exec(module, spaces[entry.path])  # a page of our own
                seen.stage = "made"
            seen.value = spaces[entry.path].get(entry.name)
            self.names.update(spaces[entry.path])
        return found

    def fill(self, seen: Seen, *, empty: bool) -> None:
        """Make the program's tables and rows; whether it cannot be done belongs to what is seen of the entry."""
        if seen.stage != "made" or seen.entry.name in self.setup.unused:
            return
        with self._watched(seen):
            for metadata in self._metadata():
                if self.setup.complete:
                    rows.complete(metadata)
                self._schemas |= {f"{table.schema}" for table in metadata.tables.values() if table.schema}
                metadata.create_all(self.engine)
                if not empty:
                    with self.engine.begin() as connection:
                        rows.fill(connection, metadata, self.setup.rows)
            with self.engine.begin() as connection:
                for command in self.setup.sql:
                    connection.exec_driver_sql(command)
            seen.stage = "created"
        self.engine.dispose()
        seen.before = self._tables()
        seen.file = str(self._file)
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            seen.schema = "\n".join(sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
        self.eyes.forget()

    def use(self, seen: Seen) -> None:
        """Do with what the entry defines what one does with it: call, query, execute."""
        if seen.stage == "created":
            with self._watched(seen):
                if self.setup.run:
                    self._run(seen)
                else:
                    self._use(seen)
                seen.stage = "used"
            for session in self._sessions:
                try:
                    session.execute(sa.text("SELECT 1"))
                except sa.exc.SQLAlchemyError as error:
                    seen.afterwards = error
        self._close()
        seen.checked_out = self.eyes.out
        seen.after = self._tables()

    def _run(self, seen: Seen) -> None:
        code = compile(self.setup.run, "setup", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        space = {**seen.names, "world": self, "engine": self.engine, "factory": self.factory, **_given(seen.names)}
        if code.co_flags & inspect.CO_COROUTINE:
            _asynchronously(self, seen, lambda: _evaluated(code, space))
        else:
            exec(code, space)
        seen.result = space.get("result")

    def _use(self, seen: Seen) -> None:
        value = seen.value
        if inspect.isfunction(value):
            self._call(seen, value)
        elif isinstance(value, type) and sa.inspect(value, raiseerr=False) is not None:
            with self.factory() as session:
                seen.result = list(session.scalars(sa.select(value)).unique())
        elif isinstance(value, orm.sessionmaker):
            value().close()
        elif isinstance(value, sa.Executable) and not isinstance(value, sa.FromClause):
            with self.factory() as session:
                result = session.execute(value)
                if isinstance(value, sa.UpdateBase):
                    seen.rowcount = result.rowcount  # type: ignore[attr-defined]
                else:
                    seen.result = result.all()

    def _call(self, seen: Seen, function: Callable[..., object]) -> None:
        if inspect.iscoroutinefunction(function):

            async def call() -> object:
                return await function(**arguments(function, self, self.setup.arguments))  # type: ignore[no-any-return]

            seen.arguments = self.setup.arguments
            seen.result = _asynchronously(self, seen, call)
            return
        given = seen.arguments = arguments(function, self, self.setup.arguments)
        result = function(**given)
        if inspect.isgenerator(result):
            used = next(result)
            if isinstance(used, orm.Session):
                used.execute(sa.text("SELECT 1"))
            result.throw(RuntimeError("the request failed"))
        elif isinstance(result, sa.Executable) and not isinstance(result, sa.FromClause):
            seen.value = result
            result = self.session().execute(result).all()
        seen.result = result

    @contextlib.contextmanager
    def _watched(self, seen: Seen) -> Iterator[None]:
        """Keep warnings, output, logs, what is sent, and the error that ends it."""
        output, log = io.StringIO(), io.StringIO()
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        try:
            with warnings.catch_warnings(record=True) as told, contextlib.redirect_stdout(output):
                warnings.simplefilter("always")
                try:
                    yield
                except Exception as error:
                    seen.error = seen.error or error
        finally:
            logging.getLogger().removeHandler(handler)
        seen.warnings += [f"{each.category.__name__}: {each.message}" for each in told]
        seen.printed += output.getvalue()
        seen.logged += log.getvalue()
        self.eyes.tell(seen)

    def _close(self) -> None:
        for each in [*self._sessions, *self._connections]:
            each.close()
        self._sessions.clear()
        self._connections.clear()

    async def close_asynchronous(self) -> None:
        """Close what was opened in the event loop that ends."""
        for session in self._async_sessions:
            await session.close()
        self._async_sessions.clear()
        await self.async_engine.dispose()

    def _tables(self) -> Tables:
        """What another connection reads."""
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}

    def _attach(self, connection: sqlite3.Connection, record: object) -> None:
        for schema in self._schemas:
            connection.execute(f"ATTACH '{self._file.with_name(schema)}.db' AS {schema}")

    def _spaces(self) -> Iterator[Mapping[str, object]]:
        yield from (module.__dict__ for module in self._modules)
        if "app.models" in sys.modules:
            yield sys.modules["app.models"].__dict__

    def _metadata(self) -> list[sa.MetaData]:
        found: dict[int, sa.MetaData] = {}
        for space in self._spaces():
            for each in space.values():
                metadata = each if isinstance(each, sa.MetaData) else getattr(each, "metadata", None)
                if isinstance(metadata, sa.MetaData):
                    found[id(metadata)] = metadata
        return list(found.values())

    def _registries(self) -> Iterator[orm.registry]:
        for space in self._spaces():
            for each in space.values():
                registry = each if isinstance(each, orm.registry) else getattr(each, "registry", None)
                if isinstance(registry, orm.registry):
                    yield registry


async def _evaluated(code: CodeType, space: dict[str, object]) -> object:
    return await eval(code, space)  # type: ignore[no-any-return]


def _asynchronously(world: World, seen: Seen, make: Callable[[], Coroutine[object, object, object]]) -> object:
    """Run a coroutine in a loop of its own, beside a task that counts how often it has its turn."""

    async def tick() -> None:
        while True:
            await asyncio.sleep(0)
            seen.ticks += 1

    async def both() -> object:
        ticking = asyncio.ensure_future(tick())
        await asyncio.sleep(0)
        try:
            return await make()
        finally:
            ticking.cancel()
            await world.close_asynchronous()

    try:
        return asyncio.run(both())
    finally:
        gc.collect()  # a coroutine that nobody awaited speaks when it goes


def _given(names: Mapping[str, object]) -> dict[str, object]:
    return {name: names[name] for name in ("engine", "factory") if name in names}


def _is_ours(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None) or ""
    return file.startswith(str(_COMPANIONS)) or not os.path.isabs(file or "/")
