"""What the opinions about migrations say of PostgreSQL: a revision runs while somebody else uses a table of its own."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from proofs.blocks import Block, Script, blocks
from proofs.claims import names_of
from proofs.observing import Observer
from proofs.postgresql import Database, psycopg
from proofs.setups import Setup, prepare

_BLOCKS = {block.name: block for block in blocks(families=(9,))}
_WAITING = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
_PATIENCE = 20.0
_READS, _WRITES = "SELECT 1 FROM {} LIMIT 1", "DELETE FROM {} WHERE false"


def both(code: str) -> pytest.MarkDecorator:
    """A test of a page's first bad and first good example."""
    found = [pytest.param(_BLOCKS[f"{code}-{kind}-1"], kind == "bad", id=f"{code}-{kind}") for kind in ("bad", "good")]
    return pytest.mark.parametrize(("block", "bad"), found)


class _Upgrade:
    """A revision's upgrade in a thread of its own, beside a neighbour who has used a table and does not end his transaction."""

    def __init__(self, script: Script, database: Database, folder: Path, neighbour: str) -> None:
        self._database, self._module = database, script.module(folder)
        self._neighbour = database.connect()
        self._neighbour.execute("BEGIN")
        self._neighbour.execute(neighbour)
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        engine = sa.create_engine("postgresql+psycopg://", connect_args=self._database.arguments, poolclass=sa.NullPool)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            try:
                with context.begin_transaction(), Operations.context(context):
                    self._module.upgrade()
            except sa.exc.OperationalError as error:
                self.error = error

    def waits(self) -> bool:
        """Whether it comes to wait for the neighbour, or ends."""
        begun = time.monotonic()
        with self._database.connect() as session:
            while self._thread.is_alive() and time.monotonic() - begun < _PATIENCE:
                if session.execute(_WAITING).fetchone() != (0,):
                    return True
                time.sleep(0.005)
        return False

    def keeps_waiting(self, statement: str) -> bool:
        """Whether a third one, who does this, waits too."""
        with self._database.connect() as session:
            session.execute("SET lock_timeout = '100ms'")
            try:
                session.execute(statement)
            except psycopg.errors.LockNotAvailable:
                return True
        return False

    def end(self, *, alone: bool) -> None:
        """Wait for its end; not `alone`: which comes when the neighbour goes."""
        if not alone:
            self._neighbour.close()
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()
        self._neighbour.close()


@pytest.mark.parametrize(("code", "neighbour", "third"), [("SQA927", _READS, _READS), ("SQA929", _WRITES, _WRITES)])
@pytest.mark.parametrize("kind", ["bad", "good"])
def test_without_a_timeout_all_wait_behind_a_migration(code: str, neighbour: str, third: str, kind: str, database: Database, folder: Path) -> None:
    """Readers do, where the migration wants to keep them out; where it adds a foreign key, writers do."""
    block = _BLOCKS[f"{code}-{kind}-1"]
    (script,) = block.scripts
    prepare(database, block.name, [script], Setup(columns={"users": {}}))
    upgrade = _Upgrade(Script(script.path, script.text.replace("'2s'", "'1s'")), database, folder, neighbour.format("users"))
    assert upgrade.waits()
    assert upgrade.keeps_waiting(third.format("users"))
    upgrade.end(alone=kind == "good")
    assert ("55P03" in names_of(upgrade.error)) is (kind == "good")
    assert not upgrade.keeps_waiting(third.format("users"))


@both("SQA931")
def test_a_second_table_holds_the_first_up(block: Block, bad: bool, database: Database, folder: Path) -> None:
    prepare(database, block.name, block.scripts, Setup(columns={"users": {}, "orders": {}}))
    upgrade = _Upgrade(block.scripts[0], database, folder, _READS.format("orders"))
    assert upgrade.waits() is bad
    assert upgrade.keeps_waiting(_READS.format("users")) is bad
    upgrade.end(alone=not bad)
    assert upgrade.error is None


@both("SQA940")
def test_a_downgrade_in_the_order_of_the_upgrade_fails(block: Block, bad: bool, database: Database, folder: Path) -> None:
    (script,) = block.scripts
    prepare(database, block.name, [script], Setup(columns={"users": {}}))
    observer = Observer(database, folder)
    assert observer.run(script, "upgrade") is None
    error = observer.run(script, "downgrade")
    assert ("2BP01" in names_of(error)) is bad
    assert bad or error is None
