"""What SQA623 says of moves for which a page would need a server of its own: the table is copied, locked ACCESS EXCLUSIVE."""

from __future__ import annotations

import pytest
from proofs.postgresql import Database

from flake8_sqla.effects.effect import COMMANDS
from flake8_sqla.effects.locks import Lock, Work

#: From here on a table can be given another access method.
_CHANGES_METHOD = 15
_HELD = b"SELECT mode FROM pg_locks WHERE relation = 'orders'::regclass AND pid = pg_backend_pid()"
_PLACE = b"SELECT pg_relation_filepath('orders')"


def _change(database: Database, change: str, *before: str) -> tuple[bool, set[object]]:
    """Whether the table lies in another file after a change, and the locks that are held on it until the transaction ends."""
    with database.connect() as connection:
        for command in ("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id", *before):
            connection.execute(command.encode())
        old = connection.execute(_PLACE).fetchone()
        connection.execute(b"BEGIN")
        connection.execute(f"ALTER TABLE orders {change}".encode())
        moved = connection.execute(_PLACE).fetchone() != old
        held = {mode for (mode,) in connection.execute(_HELD).fetchall()}
        connection.execute(b"ROLLBACK")
        return moved, held


def test_a_move_to_another_tablespace_copies_the_table(database: Database) -> None:
    space = f"{database.name}_space"
    try:
        moved, held = _change(
            database, f"SET TABLESPACE {space}", "SET allow_in_place_tablespaces = on", f"CREATE TABLESPACE {space} LOCATION ''"
        )
    finally:
        with database.connect() as connection:
            connection.execute(f"DROP TABLESPACE IF EXISTS {space}".encode())
    assert moved
    assert "AccessExclusiveLock" in held
    assert (COMMANDS["SET TABLESPACE"].lock, COMMANDS["SET TABLESPACE"].work) == (Lock.ACCESS_EXCLUSIVE, Work.REWRITE)


def test_another_access_method_copies_the_table(database: Database) -> None:
    if database.server.major < _CHANGES_METHOD:
        pytest.skip("no access method can be changed before PostgreSQL 15")
    moved, held = _change(
        database, "SET ACCESS METHOD other", "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler"
    )
    assert moved
    assert "AccessExclusiveLock" in held
    assert (COMMANDS["SET ACCESS METHOD"].lock, COMMANDS["SET ACCESS METHOD"].work) == (Lock.ACCESS_EXCLUSIVE, Work.REWRITE)


def test_what_is_there_already_is_not_copied(database: Database) -> None:
    assert _change(database, "SET TABLESPACE pg_default") == (False, {"AccessExclusiveLock"})
