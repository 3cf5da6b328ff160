"""What other revisions do is read off their text, without the way back where that has no part in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.projects import write

from flake8_sqla.project.revision_operations import RevisionOperations

_UP = 'from alembic import op\n\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n'
_DOWN = '\n\ndef downgrade():\n    op.drop_table("users")\n'


def _tables(folder: Path, text: str) -> list[str]:
    write(folder, {"a1.py": text})
    return [f"{type(found).__name__} {found.table}" for found in RevisionOperations().of(str(folder / "a1.py"), "op")]


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        (_UP + '    op.drop_table("users")\n' + _DOWN, ["DropTable users"]),
        (_UP + "    downgrade()\n" + _DOWN, ["DropTable users"]),
        (_UP + "    make()\n" + _DOWN + '\n\ndef make():\n    op.drop_table("orders")\n', ["DropTable orders"]),
        (_UP + '    op.execute("""\ndef downgrade():\n""")\n    op.drop_table("users")\n', ["RefusedSql Unknown.UNKNOWN", "DropTable users"]),
        (_UP + '    op.drop_table("users")\n\n\n@mark' + _DOWN.lstrip("\n").join(["\n", ""]), ["DropTable users"]),
        (_UP + "    op.drop_table(\n", ["UnreadableSql Unknown.UNKNOWN"]),
    ],
    ids=["plain", "the upgrade calls it", "a helper below", "in a text", "decorated", "broken"],
)
def test_the_way_back_has_no_part_in_it(text: str, operations: list[str], folder: Path) -> None:
    assert _tables(folder, text) == operations


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("users", True),
        ('op.drop_table("Users")', True),
        ("shop.users.id", True),
        ("old_users", False),
        ("users2", False),
        ("süsusers", False),
        ("old_users, users_old, users", True),
        ("orders", False),
    ],
)
def test_a_module_holds_a_word_where_it_stands_by_itself(text: str, holds: bool, folder: Path) -> None:
    write(folder, {"a1.py": text})
    path = str(folder / "a1.py")
    assert RevisionOperations().holding([path], "USERS") == ([path] if holds else [])


def test_a_module_that_cannot_be_read_may_hold_any_word(folder: Path) -> None:
    assert RevisionOperations().holding([str(folder / "gone.py")], "users") == [str(folder / "gone.py")]


_LITERAL = [
    'op.drop_table("users")',
    'op.add_column(\n        "users",\n        sa.Column("name", sa.String(50)),\n    )',
    'op.create_index(\n        op.f("ix_users_name"), "users", ["name"]\n    )',
    'op.create_foreign_key("fk_users_team", "users", "teams", ["team_id"], ["id"])',
    'op.drop_constraint(None, "users", type_="foreignkey")',
    'op.drop_index("ix_users_name", table_name="users")',
    'with op.get_context().autocommit_block():\n        op.execute("DROP INDEX CONCURRENTLY ix_users_name")',
    'with op.batch_alter_table("users") as batch_op:\n        batch_op.create_index(batch_op.f("ix_users_name"), ["name"])',
]


@pytest.mark.parametrize("statement", _LITERAL)
def test_a_revision_that_names_everything_is_not_read_for_what_it_hides(
    statement: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"a1.py": f"{_UP}    {statement}\n"})
    monkeypatch.setattr("flake8_sqla.project.revision_operations._operations", None)
    assert not RevisionOperations().hides(str(folder / "a1.py"))


@pytest.mark.parametrize("statement", _LITERAL)
def test_nor_would_anything_be_found(statement: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"a1.py": f"import sqlalchemy as sa\n{_UP}    {statement}\n"})
    monkeypatch.setattr("flake8_sqla.project.revision_operations._PUT_TOGETHER", re.compile(""))
    assert not RevisionOperations().hides(str(folder / "a1.py"))


@pytest.mark.parametrize(
    "statement",
    [
        "op.drop_table(TABLE)",
        "op.drop_table(\n        TABLE\n    )",
        'op.drop_table(f"{TABLE}_old")',
        'op.create_index("ix_name", TABLE, ["name"])',
        'op.create_index(\n        "ix_name",\n        TABLE,\n        ["name"],\n    )',
        'op.create_index(op.f("ix_name"), TABLE, ["name"])',
        'op.create_index("ix_name", table_name=TABLE, columns=["name"])',
        'op.create_index(INDEX, "users", ["name"])',
        "op.execute(STATEMENT)",
        "Base.metadata.create_all(op.get_bind())",
        "connection = op.get_bind()\n    connection.execute(sa.text(STATEMENT))",
    ],
)
def test_what_is_not_named_is_hidden(statement: str, folder: Path) -> None:
    write(folder, {"a1.py": f"import sqlalchemy as sa\nfrom shop import INDEX, STATEMENT, TABLE, Base\n{_UP}    {statement}\n"})
    assert RevisionOperations().hides(str(folder / "a1.py"))
