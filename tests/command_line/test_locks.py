"""`python -m flake8_sqla locks`: what a migration does, operation by operation."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.projects import write

from flake8_sqla.command_line.arguments import main

_MIGRATION = '''\
"""Tie orders to customers."""
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade() -> None:
    op.create_table("notes", sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id")))
    op.create_index("ix_notes", "notes", ["order_id"])
    op.add_column("orders", sa.Column("note", sa.Text()))
    op.create_foreign_key("fk_customer", "orders", "customers", ["customer_id"], ["id"])
    with op.get_context().autocommit_block():
        op.create_index("ix_customer", "orders", ["customer_id"], postgresql_concurrently=True)
    op.alter_column("orders", "customer_id", nullable=False)
    op.create_index("ix_note", "orders", ["note"], unique=True, postgresql_concurrently=True)


def downgrade() -> None:
    raise NotImplementedError
'''


def _rows(text: str) -> list[list[str]]:
    """The cells of the lines of a table."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines()]


def test_every_operation_has_a_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"versions/b2.py": _MIGRATION})
    assert main(["locks", "versions/b2.py"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("versions/b2.py: revision b2, on PostgreSQL 15\n\nupgrade()\n")
    assert _rows(told)[3:] == [
        ["line", "operation", "table", "lock", "waiting", "work", "transaction"],
        ["10", "CREATE TABLE", "notes", "new table", "nobody", "none", "inside"],
        ["also", "orders", "SHARE ROW EXCLUSIVE", "writers", "inside"],
        ["11", "CREATE INDEX ix_notes", "notes", "new table", "nobody", "none", "inside"],
        ["12", "ADD COLUMN note", "orders", "ACCESS EXCLUSIVE", "readers, writers", "none", "inside"],
        ["13", "ADD FOREIGN KEY fk_customer", "orders", "SHARE ROW EXCLUSIVE", "writers", "scan", "inside"],
        ["also", "customers", "SHARE ROW EXCLUSIVE", "writers", "inside"],
        ["15", "CREATE INDEX CONCURRENTLY ix_customer", "orders", "SHARE UPDATE EXCLUSIVE", "nobody", "index build", "outside"],
        ["16", "ALTER COLUMN customer_id SET NOT NULL", "orders", "ACCESS EXCLUSIVE", "readers, writers", "scan", "inside"],
        [
            "17", "CREATE UNIQUE INDEX CONCURRENTLY ix_note", "orders", "SHARE UPDATE EXCLUSIVE", "nobody", "index build",
            "REFUSED inside",
        ],
        ["kept while the transaction lasts, others waiting:"],
        ["orders: ACCESS EXCLUSIVE, from line 12 to 15"],
        ["customers: SHARE ROW EXCLUSIVE, from line 13 to 15"],
        ["orders: ACCESS EXCLUSIVE, from line 16 to the end"],
    ]  # fmt: skip


def test_the_way_back_is_told_when_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"b2.py": _MIGRATION, "c3.py": _MIGRATION.replace("raise NotImplementedError", 'op.drop_table("notes")')})
    assert main(["locks", "--downgrade", "b2.py", "c3.py"]) == 0
    first, second = capsys.readouterr().out.split("c3.py:")
    assert first.rstrip().endswith("downgrade()\n  raises: there is no way")
    assert ["DROP TABLE", "notes", "ACCESS EXCLUSIVE", "readers, writers", "none", "inside"] in [row[1:] for row in _rows(second)]


def test_the_version_decides(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = _MIGRATION.replace('op.add_column("orders", sa.Column("note", sa.Text()))', 'op.execute("ALTER TYPE mood ADD VALUE \'glad\'")')
    write(folder, {"b2.py": text})
    for version, transaction in (("11", "REFUSED inside"), ("16", "inside")):
        assert main(["locks", f"--postgresql-version={version}", "b2.py"]) == 0
        rows = _rows(capsys.readouterr().out)
        assert [row[-1] for row in rows if row[1:2] == ["ALTER TYPE ADD VALUE mood"]] == [transaction]


def test_a_check_of_an_earlier_revision_proves_the_column(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = '"""One step."""\nfrom alembic import op\n\nrevision = "{}"\ndown_revision = {}\n\n\ndef upgrade() -> None:\n    {}\n'
    write(
        folder,
        {
            "migrations/env.py": "",
            "migrations/versions/a1.py": head.format("a1", None, 'op.create_check_constraint("ck", "users", "email IS NOT NULL")'),
            "migrations/versions/b2.py": head.format("b2", '"a1"', 'op.alter_column("users", "email", nullable=False)'),
        },
    )
    assert main(["locks", "migrations/versions/b2.py"]) == 0
    assert [row[5] for row in _rows(capsys.readouterr().out) if row[1:2] == ["ALTER COLUMN email SET NOT NULL"]] == ["none"]


def test_json_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"b2.py": _MIGRATION})
    assert main(["locks", "--json", "b2.py"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["path"], told["revision"], told["postgresql"]) == ("b2.py", "b2", 15)
    (upgrade,) = told["directions"]
    assert upgrade["name"] == "upgrade"
    assert upgrade["locks"][3] == {
        "line": 12,
        "operation": "ADD COLUMN note",
        "table": "orders",
        "lock": "ACCESS EXCLUSIVE",
        "waiting": "readers, writers",
        "work": "none",
        "transaction": "inside",
    }
    assert upgrade["kept"][0] == "orders: ACCESS EXCLUSIVE, from line 12 to 15"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [("models.py", "x = 1\n", "no migration"), ("broken.py", "def f(:\n", "invalid syntax"), ("gone.py", None, "No such file")],
)
def test_what_is_no_migration_is_told_and_the_others_go_on(
    name: str, text: str | None, reason: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, {"b2.py": _MIGRATION, **({name: text} if text is not None else {})})
    assert main(["locks", name, "b2.py"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"{name}: ") and reason in told.err
    assert "revision b2" in told.out


def test_what_cannot_be_known_is_said_to_be_unknown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = 'for name in names():\n        op.execute(command_for(name))\n    if old():\n        op.drop_table("notes")'
    write(folder, {"b2.py": f'"""Loop."""\nfrom alembic import op\nrevision = "b2"\ndown_revision = None\n\n\ndef upgrade():\n    {body}\n'})
    assert main(["locks", "b2.py"]) == 0
    rows = _rows(capsys.readouterr().out)
    assert [row[1] for row in rows if len(row) > 4][1:] == ["SQL that cannot be read (in a loop)", "DROP TABLE (may not run)"]
    assert "unknown" in next(row for row in rows if row[1:2] == ["SQL that cannot be read (in a loop)"])


def test_a_wrong_version_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["locks", "--postgresql-version=eight", "b2.py"])
    assert ended.value.code == 2
    assert "'eight' is no major version of PostgreSQL" in capsys.readouterr().err
