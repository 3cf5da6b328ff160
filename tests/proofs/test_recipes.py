"""The recipes of the docs run on PostgreSQL, upwards and back, and keep nobody waiting for their work."""

from __future__ import annotations

from pathlib import Path

import pytest
from proofs.blocks import Script
from proofs.observing import Observer
from proofs.postgresql import Database
from proofs.setups import Setup, prepare
from support.recipes import PAGES, recipe

from flake8_sqla.effects.locks import Lock

#: What a recipe presupposes and does not say. More rows than a portion has, where there are portions.
_SETUPS = {
    "add-a-check": Setup(columns={"products": {"price": "integer"}}),
    "add-a-value-to-an-enum": Setup(before=["CREATE TYPE order_state AS ENUM ('new', 'sent')"]),
    "change-a-type": Setup(columns={"orders": {"number": "integer"}}, rows=12_000),
    "drop-a-column": Setup(columns={"users": {"nickname": "text"}}),
    "fill-a-column": Setup(
        columns={"users": {"deleted_at": "timestamptz"}}, after=["UPDATE users SET deleted_at = NULL WHERE id % 2 = 0"], rows=12_000
    ),
    "rename-a-column": Setup(columns={"users": {"email": "text"}}, rows=12_000),
}
#: A question → its answer, when the whole recipe has run.
_RESULTS = {
    "add-an-index": ("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_orders_placed_on'::regclass", True),
    "add-a-unique-constraint": ("SELECT contype::text FROM pg_constraint WHERE conname = 'uq_users_email'", "u"),
    "add-a-foreign-key": ("SELECT convalidated FROM pg_constraint WHERE conname = 'fk_orders_user'", True),
    "add-a-check": ("SELECT convalidated FROM pg_constraint WHERE conname = 'ck_products_price'", True),
    "add-a-required-column": ("SELECT count(*) FROM orders WHERE state = 'new'", 3000),
    "make-a-column-required": ("SELECT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email'", True),
    "fill-a-column": ("SELECT count(*) FROM users WHERE active IS NOT DISTINCT FROM (deleted_at IS NULL)", 12_000),
    "change-a-type": ("SELECT count(*) FROM orders WHERE number_big = number", 12_000),
    "rename-a-column": ("SELECT count(*) FROM users WHERE mail = email", 12_000),
    "drop-a-column": ("SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'nickname'", 0),
    "add-a-value-to-an-enum": ("SELECT count(*) FROM pg_enum WHERE enumlabel = 'returned'", 1),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_recipe_applies_keeps_nobody_waiting_and_comes_back(name: str, database: Database, folder: Path) -> None:
    scripts = [Script(file.path, file.text) for file in recipe(name).files]
    prepare(database, name, scripts, _SETUPS.get(name, Setup()))
    observer = Observer(database, folder)
    for script in scripts:
        assert observer.run(script, "upgrade") is None
        assert observer.moments
        assert not _worked_while_others_waited(observer)
    question, answer = _RESULTS[name]
    with database.connect() as session:
        assert session.execute(question).fetchone() == (answer,)
    for script in reversed(scripts):
        assert observer.run(script, "downgrade") is None
        assert not _worked_while_others_waited(observer)


def _worked_while_others_waited(observer: Observer) -> list[str]:
    """The tables that a statement read, rewrote or indexed, or had filled, while it kept others from them."""
    return [
        f"{table} in {moment}"
        for moment in observer.moments
        for table in moment.rewritten | moment.scanned | moment.indexed | moment.locked_rows
        if moment.locks.get(table, Lock.NONE).blocks_writers
    ]


def test_the_trigger_of_a_renamed_column_keeps_both_names_in_step(database: Database, folder: Path) -> None:
    scripts = [Script(file.path, file.text) for file in recipe("rename-a-column").files]
    prepare(database, "rename-a-column", scripts, Setup(columns={"users": {"email": "text"}}, rows=10))
    assert Observer(database, folder).run(scripts[0], "upgrade") is None
    with database.connect() as session:
        for change in (
            "INSERT INTO users (email) VALUES ('old program')",
            "INSERT INTO users (mail) VALUES ('new program')",
            "UPDATE users SET email = 'by the old' WHERE id = 1",
            "UPDATE users SET mail = 'by the new' WHERE id = 2",
        ):
            session.execute(change)
        found = session.execute("SELECT email, mail FROM users WHERE id IN (1, 2, 11, 12) ORDER BY id").fetchall()
    assert [email for email, _ in found] == [mail for _, mail in found] == ["by the old", "by the new", "old program", "new program"]
