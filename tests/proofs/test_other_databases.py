"""What family 6 says of SQLite and MySQL: SQLite is asked itself, for MySQL the SQL that Alembic would send is looked at.

SQLite runs from memory. MySQL takes a server, which few have: what it makes of that SQL `test_on_mysql.py` shows.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from proofs.blocks import SHOWN_ELSEWHERE, Block, Script, blocks
from proofs.variants import beside
from support.examples import review

from flake8_sqla.pages import Example, ExampleFile

_BLOCKS = {block.name: block for block in blocks() if block.name in SHOWN_ELSEWHERE}
_BESIDE = {block.name: block for block in beside()}
_MYSQL = [block for block in _BLOCKS.values() if block.other_dialect == "mysql"]

_TABLES = [
    "CREATE TABLE teams (id INTEGER PRIMARY KEY)",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50), note TEXT, team_id INT, CONSTRAINT uq_users_name UNIQUE (name))",
    "CREATE INDEX ix_users_team ON users (team_id)",
    "INSERT INTO users (name) VALUES ('Ada'), ('Grace')",
]


def _on_sqlite(script: Script, direction: str, folder: Path) -> sa.Engine:
    """The database after the revision ran on tables that hold rows."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.begin() as connection:
        for command in _TABLES:
            connection.exec_driver_sql(command)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with context.begin_transaction(), Operations.context(context):
            getattr(script.module(folder), direction)()
    return engine


def _revision(operation: str) -> Script:
    """A revision that does one thing."""
    head = '"""One operation."""\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "a1"\ndown_revision = "a0"\n\n\n'
    body = f'def upgrade() -> None:\n    {operation}\n\n\ndef downgrade() -> None:\n    """Nothing to undo."""\n'
    return Script("example.py", head + body)


def _for_mysql(script: Script, direction: str, folder: Path, dialect: str = "mysql") -> str:
    """The SQL that Alembic would send to MySQL."""
    sent = io.StringIO()
    context = MigrationContext.configure(dialect_name=dialect, opts={"as_sql": True, "output_buffer": sent})
    with Operations.context(context):
        getattr(script.module(folder), direction)()
    return " ".join(sent.getvalue().split())


@pytest.mark.parametrize("direction", ["upgrade", "downgrade"])
def test_sqlite_refuses_the_bad_example(direction: str, folder: Path) -> None:
    with pytest.raises(sa.exc.OperationalError, match='near "ALTER": syntax error'):
        _on_sqlite(_BLOCKS["SQA634-bad-1"].scripts[0], direction, folder)


@pytest.mark.parametrize(("direction", "kind"), [("upgrade", "TEXT"), ("downgrade", "VARCHAR(50)")])
def test_sqlite_takes_the_good_example_and_keeps_the_rows(direction: str, kind: str, folder: Path) -> None:
    engine = _on_sqlite(_BLOCKS["SQA634-good-1"].scripts[0], direction, folder)
    with engine.connect() as connection:
        assert {str(column["type"]) for column in sa.inspect(connection).get_columns("users") if column["name"] == "name"} == {kind}
        assert connection.exec_driver_sql("SELECT name FROM users ORDER BY id").scalars().all() == ["Ada", "Grace"]


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ('op.alter_column("users", "name", nullable=False, existing_type=sa.String(50))', sa.exc.OperationalError),
        ('op.create_unique_constraint("uq_users_team", "users", ["team_id"])', NotImplementedError),
        ('op.create_foreign_key("fk_users_team", "users", "teams", ["team_id"], ["id"])', NotImplementedError),
        ('op.create_check_constraint("ck_users_name", "users", "name <> \'\'")', NotImplementedError),
        ('op.drop_constraint("uq_users_name", "users", type_="unique")', NotImplementedError),
        ('op.add_column("users", sa.Column("lead_id", sa.Integer(), sa.ForeignKey("users.id")))', NotImplementedError),
        ('op.add_column("users", sa.Column("email", sa.String(80), unique=True))', NotImplementedError),
        ('op.add_column("users", sa.Column("email", sa.String(80)))', None),
        ('op.alter_column("users", "name", new_column_name="nickname")', None),
        ('op.create_index("ix_users_name", "users", ["name"])', None),
        ('op.drop_index("ix_users_team", table_name="users")', None),
        ('op.rename_table("users", "accounts")', None),
        ('op.drop_column("users", "note")', None),
        ('op.drop_table("teams")', None),
    ],
)
def test_the_rule_reports_exactly_what_sqlite_refuses(operation: str, error: type[Exception] | None, folder: Path) -> None:
    script = _revision(operation)
    example = Example("case", "", (ExampleFile(script.path, script.text),), ("--sqla-dialects=sqlite",))
    reports = [report for report in review(example, "SQA634", folder) if report.code == "SQA634"]
    assert bool(reports) is (error is not None)
    if error is None:
        _on_sqlite(script, "upgrade", folder)
    else:
        with pytest.raises(error):
            _on_sqlite(script, "upgrade", folder)


@pytest.mark.parametrize("column", ["name", "team_id"])
def test_sqlite_drops_no_column_that_a_constraint_or_an_index_names(column: str, folder: Path) -> None:
    with pytest.raises(sa.exc.OperationalError, match="after drop column"):
        _on_sqlite(_revision(f'op.drop_column("users", "{column}")'), "upgrade", folder)


def test_mysql_is_told_null_where_nothing_is_said(folder: Path) -> None:
    bad = _BLOCKS["SQA632-bad-1"].scripts[0]
    assert "MODIFY name VARCHAR(60) NULL" in _for_mysql(bad, "upgrade", folder)
    with pytest.raises(Exception, match="require the existing type"):
        _for_mysql(bad, "downgrade", folder)
    good = _BLOCKS["SQA632-good-1"].scripts[0]
    assert "MODIFY name VARCHAR(60) NOT NULL" in _for_mysql(good, "upgrade", folder)
    assert "MODIFY name VARCHAR(50) NOT NULL" in _for_mysql(good, "downgrade", folder)


def test_mysql_is_told_the_whole_column_for_a_comment(folder: Path) -> None:
    comment = 'op.alter_column("users", "name", comment="a name", existing_type=sa.String(50){})'
    assert "MODIFY name VARCHAR(50) NULL COMMENT 'a name'" in _for_mysql(_revision(comment.format("")), "upgrade", folder)
    said = _for_mysql(_revision(comment.format(", existing_nullable=False")), "upgrade", folder)
    assert "MODIFY name VARCHAR(50) NOT NULL COMMENT 'a name'" in said
    with pytest.raises(Exception, match="require the existing type"):
        _for_mysql(_revision('op.alter_column("users", "name", comment="a name")'), "upgrade", folder)


def test_mysql_is_told_to_drop_an_index_of_no_table(folder: Path) -> None:
    bad = _BLOCKS["SQA633-bad-1"].scripts[0]
    assert "DROP INDEX ix_users_email ON no_table" in _for_mysql(bad, "downgrade", folder)
    assert "DROP INDEX ix_users_email ON users" in _for_mysql(_BLOCKS["SQA633-good-1"].scripts[0], "downgrade", folder)


def test_alembic_does_not_know_how_mysql_drops_a_constraint_without_its_kind(folder: Path) -> None:
    with pytest.raises(NotImplementedError):
        _for_mysql(_BLOCKS["SQA633-bad-1"].scripts[0], "upgrade", folder)
    assert "DROP FOREIGN KEY fk_users_team" in _for_mysql(_BLOCKS["SQA633-good-1"].scripts[0], "upgrade", folder)


def test_mysql_is_told_the_labels_in_their_new_order(folder: Path) -> None:
    assert "ENUM('open','held','closed') NOT NULL" in _for_mysql(_BLOCKS["SQA635-bad-1"].scripts[0], "upgrade", folder)
    assert "ENUM('open','closed','held') NOT NULL" in _for_mysql(_BLOCKS["SQA635-good-1"].scripts[0], "upgrade", folder)


def test_mysql_is_not_told_of_a_partial_index(folder: Path) -> None:
    bad = _BLOCKS["SQA636-bad-1"].scripts[0]
    assert "CREATE UNIQUE INDEX uq_addresses_user ON addresses (user_id);" in _for_mysql(bad, "upgrade", folder)
    assert "ON addresses (user_id) WHERE active;" in _for_mysql(bad, "upgrade", folder, "postgresql")
    assert "ON addresses (user_id, kind);" in _for_mysql(_BLOCKS["SQA636-good-1"].scripts[0], "upgrade", folder)


@pytest.mark.parametrize("block", [block for block in _MYSQL if block.example.kind == "good"], ids=lambda block: block.name)
def test_alembic_can_send_every_good_example_to_mysql(block: Block, folder: Path) -> None:
    for script in block.scripts:
        for direction in ("upgrade", "downgrade"):
            _for_mysql(script, direction, folder)


def test_mysql_is_told_no_default_where_nothing_is_said(folder: Path) -> None:
    script = _BESIDE["SQA632-bad-more-1"].scripts[-1]
    assert "MODIFY motto VARCHAR(60) NOT NULL;" in _for_mysql(script, "upgrade", folder)


def test_a_constraint_without_a_name_cannot_be_dropped(folder: Path) -> None:
    with pytest.raises((AssertionError, sa.exc.CompileError)):
        _for_mysql(_BESIDE["SQA633-bad-more-1"].scripts[0], "upgrade", folder)


def test_mysql_is_told_to_change_the_type(folder: Path) -> None:
    assert "MODIFY number BIGINT NOT NULL" in _for_mysql(_BESIDE["SQA612-bad-more-1"].scripts[0], "upgrade", folder)
