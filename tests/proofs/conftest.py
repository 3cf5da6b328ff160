"""The servers that migrations are proven on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from proofs import mysql
    from proofs.postgresql import Database, Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL for the whole run; without one the proofs are skipped, and the summary says why."""
    from proofs.postgresql import OLDEST, NoServer, running_server

    try:
        with running_server() as found:
            if found.major < OLDEST:
                pytest.skip(f"NOTHING IS PROVEN ON POSTGRESQL: this one is {found.major}, the pages speak of {OLDEST} and later")
            yield found
    except NoServer as error:
        pytest.skip(f"NOTHING IS PROVEN ON POSTGRESQL: {error}")


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """An empty database."""
    with server.database() as found:
        yield found


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[mysql.Server]:
    """A MySQL or MariaDB for the whole run."""
    from proofs.mysql import running_server

    with running_server() as found:
        yield found


@pytest.fixture
def mysql_database(mysql_server: mysql.Server) -> Iterator[mysql.Database]:
    """An empty database there."""
    with mysql_server.database() as found:
        yield found
