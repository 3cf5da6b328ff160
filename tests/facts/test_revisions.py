"""Revisions: their ids, their messages, what their entry functions hold."""

from __future__ import annotations

import pytest
from support.facts import REVISION, fact, facts, operation, operations, told

from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.expressions import Constant, Invocation
from flake8_sqla.facts.migrations import Revision
from flake8_sqla.facts.unknown import UNKNOWN


@pytest.mark.parametrize(
    ("text", "identifier", "parents"),
    [
        ("revision = 'b'\ndown_revision = 'a'", "b", ("a",)),
        ("revision: str = 'b'\ndown_revision: str | None = None", "b", None),
        ("revision = 'b'\ndown_revision = ('a', 'c')", "b", ("a", "c")),
        ("revision = 'b'\ndown_revision = ['a']", "b", ("a",)),
        ("revision = make()\ndown_revision = make()", UNKNOWN, UNKNOWN),
        ("revision = 'b'\ndown_revision = ('a', make())", "b", UNKNOWN),
        ("revision = 'b'\nrevision = 'c'\ndown_revision = 'a'", UNKNOWN, ("a",)),
        ("BASE = 'a'\nrevision = 'b'\ndown_revision = BASE", "b", ("a",)),
        ("def revision(): ...\ndown_revision = 3", UNKNOWN, UNKNOWN),
        ("revision, down_revision = 'b', 'a'", "b", ("a",)),
        ("import revision\nfrom x import down_revision", UNKNOWN, UNKNOWN),
    ],
)
def test_a_revision_has_its_ids(text: str, identifier: object, parents: object) -> None:
    found = fact(f"{text}\ndef upgrade(): ...\ndef downgrade(): ...\n", Revision)
    assert told(found, "revision", "down_revision") == {"revision": identifier, "down_revision": parents}


@pytest.mark.parametrize(
    ("downgrade", "body", "irreversible"),
    [
        ("", "missing", False),
        ("def downgrade():\n    pass", "empty", False),
        ("def downgrade():\n    ...", "empty", False),
        ("def downgrade():\n    '''Nothing.'''\n    return None", "empty", False),
        ("def downgrade():\n    raise NotImplementedError", "raises", False),
        ("def downgrade():\n    raise NotImplementedError('irreversible')", "raises", True),
        ("def downgrade():\n    pass  # cannot be undone", "empty", True),
        ("def downgrade():\n    op.drop_table('a')", "code", False),
        ("async def downgrade():\n    op.drop_table('a')", "code", False),
        ("downgrade = other", "code", False),
        ("from x import downgrade", "code", False),
        ("from x import *", "code", False),
    ],
)
def test_an_entry_says_what_it_holds(downgrade: str, body: str, irreversible: bool) -> None:
    found = fact(f"{REVISION}def upgrade():\n    op.drop_table('b')\n\n\n{downgrade}\n", Revision)
    assert told(found.downgrade, "body", "declared_irreversible") == {"body": body, "declared_irreversible": irreversible}
    assert found.upgrade.body == "code"


def test_a_migration_of_several_databases_is_followed_into_each() -> None:
    text = (
        f"{REVISION}def upgrade(engine_name):\n    globals()['upgrade_%s' % engine_name]()\n\n\n"
        "def upgrade_one():\n    op.drop_table('a')\n\n\ndef upgrade_two():\n    op.drop_table('b')\n"
    )
    assert [str(found.table) for found in fact(text, Revision).upgrade.operations] == ["a", "b"]


def test_a_revision_tells_its_message_and_every_operation_is_a_fact_of_its_own() -> None:
    text = f"{REVISION}def upgrade():\n    op.add_column('users', sa.Column('a', sa.Integer(), index=True))\n"
    assert fact(text, Revision).docstring == "message"
    assert [type(found) for found in facts(text, m.Operation)] == [m.AddColumn, m.CreateIndex]


def test_a_file_that_is_no_revision_has_no_operations() -> None:
    assert facts("from alembic import op\ndef upgrade():\n    op.drop_table('a')\n", m.Operation) == []


def test_thousands_of_operations_are_read() -> None:
    assert len(operations("\n".join(f"op.drop_table('t{number}')" for number in range(3000)))) == 3000


def test_a_type_is_an_expression() -> None:
    found = operation("op.alter_column('users', 'a', type_=sa.String(length=20))")
    assert isinstance(found, m.AlterColumn)
    assert isinstance(found.type, Invocation)
    assert found.type.function == "sqlalchemy.String"
    length = found.type.keyword("length")
    assert length is not None
    assert isinstance(length.value, Constant)
    assert length.value.value == 20
