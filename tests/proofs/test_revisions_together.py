"""SQA609 across revisions: what the revision before has locked is still locked, where env.py runs both in one transaction."""

from __future__ import annotations

from pathlib import Path

import pytest
from proofs.blocks import blocks
from proofs.environments import environment
from proofs.postgresql import Database
from support.examples import review

from flake8_sqla.pages import Example, ExampleFile

_BLOCK = next(block for block in blocks(families=(6,)) if block.name == "SQA609-good-1")
_ENV = '''"""Alembic's environment."""
import os

from alembic import context
from sqlalchemy import create_engine

with create_engine(os.environ["DATABASE_URL"]).connect() as connection:
    context.configure(connection=connection{options})
    with context.begin_transaction():
        context.run_migrations()
'''
_TABLES = "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (id int PRIMARY KEY, user_id int, total int)"
_ADDS = '''"""Add the constraint."""
from alembic import op

revision = "b1"
down_revision = None


def upgrade() -> None:
    {add}


def downgrade() -> None:
    """Irreversible."""
'''
#: The locks that the transaction holds beforehand are kept in a table: what stands behind its end would say nothing.
_VALIDATES = '''"""Validate the constraint."""
from alembic import op

revision = "b2"
down_revision = "b1"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE held AS SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'orders'::regclass"
    )
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT c1")


def downgrade() -> None:
    """Irreversible."""
'''
_KEY = 'op.create_foreign_key("c1", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)'
_CHECK = 'op.create_check_constraint("c1", "orders", "total > 0", postgresql_not_valid=True)'


@pytest.mark.parametrize(("add", "lock"), [(_KEY, "ShareRowExclusiveLock"), (_CHECK, "AccessExclusiveLock")], ids=["key", "check"])
@pytest.mark.parametrize("together", [True, False], ids=["one-transaction", "transaction-per-migration"])
def test_the_lock_of_the_revision_before_is_still_held(together: bool, add: str, lock: str, database: Database, folder: Path) -> None:
    files = {
        "migrations/env.py": _ENV.format(options="" if together else ", transaction_per_migration=True"),
        "migrations/versions/b1.py": _ADDS.format(add=add),
        "migrations/versions/b2.py": _VALIDATES,
    }
    example = Example("case", "two revisions", tuple(ExampleFile(path, text) for path, text in files.items()))
    reports = [report for report in review(example, "SQA609", folder) if report.code == "SQA609"]
    assert [report.path for report in reports] == (["migrations/versions/b2.py"] if together else [])
    assert all("env.py runs both revisions in one transaction" in report.text for report in reports)
    env = environment(_BLOCK, folder, files=files, database=database)
    (folder / "migrations" / "versions" / f"{_BLOCK.rule.name.replace('-', '_')}.py").unlink()
    env.execute(_TABLES)
    env.run("upgrade", "head")
    assert ((lock,) in env.rows("SELECT mode FROM held")) is together
    assert env.rows("SELECT convalidated FROM pg_constraint WHERE conname = 'c1'") == [(True,)]
