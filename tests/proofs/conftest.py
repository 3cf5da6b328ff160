"""The server that migrations are proven on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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
