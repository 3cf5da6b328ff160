"""A MySQL or MariaDB to prove things on: one that is given, or one of our own from a folder of binaries, as whichever user we are.

Looked for in this order: a server, `FLAKE8_SQLA_MYSQL_DSN` (a URL of SQLAlchemy's, for a user who may create databases); a folder that holds
`mysqld` or `mariadbd`, `FLAKE8_SQLA_MYSQL_BIN`. No wheel brings either, so that most runs have none of it.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from proofs.ordinary_user import short_folder, way_to_run

DSN, BINARIES, DRIVER = "FLAKE8_SQLA_MYSQL_DSN", "FLAKE8_SQLA_MYSQL_BIN", "pymysql"
_SETTINGS = (
    "--skip-networking",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-buffer-pool-size=32M",
    "--character-set-server=utf8mb4",
)
#: Of MariaDB alone: so it needs no tables of its own. Of MySQL alone: what it would open beside the socket, or look for on the disk.
_OF_MARIADB, _OF_MYSQL = ("--skip-grant-tables",), ("--mysqlx=OFF", "--skip-log-bin", "--secure-file-priv=NULL")
_PATIENCE = 60


def _missing() -> str:
    """What there would have to be; empty where it is there."""
    if not os.environ.get(DSN) and not os.environ.get(BINARIES):
        return f"neither {DSN} nor {BINARIES} is set"
    if not os.environ.get(DSN) and sys.platform == "win32":
        return f"{BINARIES} is for systems with sockets; start one and set {DSN}"
    return "" if importlib.util.find_spec(DRIVER) else f"{DRIVER} is not installed"


if _missing():
    # Whoever needs a server comes by here first.
    pytest.skip(f"NOTHING IS PROVEN ON MYSQL: {_missing()}", allow_module_level=True)

_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: `version` is that of its kind, `is_mariadb` the kind."""

    url: sa.URL
    is_mariadb: bool
    version: tuple[int, ...]

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A new, empty database of utf8mb4, dropped afterwards."""
        name = f"flake8_sqla_{os.getpid()}_{next(_NUMBERS)}"
        _run(self.url, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        engine = sa.create_engine(self.url.set(database=name))
        try:
            yield Database(self, engine)
        finally:
            engine.dispose()
            _run(self.url, f"DROP DATABASE {name}")


@dataclass(frozen=True, slots=True)
class Database:
    """One database of a server."""

    server: Server
    engine: sa.Engine

    def run(self, *commands: str) -> None:
        """Run commands, each by itself."""
        with self.engine.begin() as connection:
            for command in commands:
                connection.exec_driver_sql(command)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What a query finds."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def column(self, table: str, name: str) -> dict[str, object]:
        """What the database says of a column, `nullable` and `comment` among it."""
        return next(dict(column) for column in sa.inspect(self.engine).get_columns(table) if column["name"] == name)


def _run(url: sa.URL, command: str) -> str:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        found = connection.exec_driver_sql(command)
        return str(found.scalar()) if found.returns_rows else ""


def _at(url: sa.URL) -> Server:
    said = _run(url, "SELECT VERSION()")  # 9.7.4-2, or 10.11.19-MariaDB-0+deb12u1
    version = tuple(int(part) for part in said.partition("-")[0].split(".") if part.isdigit())
    return Server(url, "mariadb" in said.lower(), version)


@contextmanager
def running_server() -> Iterator[Server]:
    """The server that is given, or a new one for as long as the block lasts."""
    given, folder = os.environ.get(DSN), os.environ.get(BINARIES, "")
    if given:
        yield _at(sa.make_url(given))
        return
    with tempfile.TemporaryDirectory(prefix="sqla", dir=short_folder(), ignore_cleanup_errors=True) as name:
        with _started(Path(folder), Path(name)) as url:
            yield _at(url)


@contextmanager
def _started(binaries: Path, folder: Path) -> Iterator[sa.URL]:
    """A server over a new data folder, with nothing but a socket."""
    program = next((binaries / name for name in ("mariadbd", "mysqld") if (binaries / name).exists()), None)
    if program is None:
        raise RuntimeError(f"{BINARIES}={binaries} holds neither mysqld nor mariadbd")
    before, user = way_to_run()
    as_user: dict[str, object] = {} if user is None else {"user": user, "group": user, "extra_groups": []}
    data, socket = folder / "data", folder / "socket"
    data.mkdir()
    for part in (folder, data) if user is not None else ():
        os.chown(part, user, user)  # type: ignore[arg-type]
    mariadb = "mariadb" in subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.lower()
    command = [*before, str(program), "--no-defaults", f"--datadir={data}"]
    with (folder / "log").open("ab") as log:
        streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT, "cwd": folder, **as_user}
        if not mariadb:
            subprocess.run([*command, "--initialize-insecure"], check=True, **streams)  # type: ignore[call-overload]
        options = [*_SETTINGS, *(_OF_MARIADB if mariadb else _OF_MYSQL), f"--socket={socket}", f"--pid-file={folder / 'pid'}"]
        server = subprocess.Popen([*command, *options], **streams)  # type: ignore[call-overload]
    try:
        url = sa.URL.create("mysql+pymysql", username="root", host="localhost", query={"unix_socket": str(socket)})
        _wait_for(url, server, folder / "log")
        yield url
    finally:
        server.terminate()
        server.wait(_PATIENCE)


def _wait_for(url: sa.URL, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            _run(url, "SELECT 1")
            return
        except sa.exc.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{server.args!r} does not answer: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.1)
