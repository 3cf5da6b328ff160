"""The schema that the revisions add up to, at each of them and at head."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest
from support.projects import write

from flake8_sqla.facts.history import History, RevisionHeader
from flake8_sqla.facts.migrations import AddColumn, AddUniqueConstraint, CreateIndex, Operation, TableName
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.facts.replay import SchemaState
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.options import Settings
from flake8_sqla.project.project import Projects

USERS = TableName("users")
CREATE = """
op.create_table(
    "users",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("email", sa.String(50), nullable=False),
    sa.Column("born", sa.Date()),
    sa.Column("state", sa.Enum("a", "b", name="state"), server_default="a"),
    sa.UniqueConstraint("email", name="uq_email"),
    sa.CheckConstraint("born IS NOT NULL", name="ck_born"),
)
"""


def _module(revision: str, parents: str, body: str) -> str:
    body = textwrap.indent(body.strip() or "pass", "    ")
    return f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision = {revision!r}\ndown_revision = {parents}\n\ndef upgrade():\n{body}\n"


def _project(folder: Path, *bodies: str) -> History:
    """A line of revisions r0, r1, … that do this; the history as the last one sees it."""
    write(folder, {"pyproject.toml": "", "migrations/env.py": ""})
    parents = "None"
    for number, body in enumerate(bodies):
        write(folder, {f"migrations/versions/r{number}.py": _module(f"r{number}", parents, body)})
        parents = repr(f"r{number}")
    last = folder / f"migrations/versions/r{len(bodies) - 1}.py"
    return Projects(Settings()).history(str(last), last.read_text(encoding="utf-8"))


def _head(folder: Path, *bodies: str) -> SchemaState:
    return _project(folder, *bodies).at_head()


def _before(history: History, revision: str) -> SchemaState:
    state = history.before(revision)
    assert state is not None
    return state


def test_columns_of_a_new_table(tmp_path: Path) -> None:
    state = _head(tmp_path, CREATE)
    identifier, email, kind = (state.column(USERS, name) for name in ("id", "email", "state"))
    assert isinstance(identifier, ColumnShape) and isinstance(email, ColumnShape) and isinstance(kind, ColumnShape)
    assert (identifier.type, identifier.nullable, identifier.has_default) == (SqlType("integer"), False, True)
    assert (email.type, email.nullable, email.has_default) == (SqlType("varchar", (50,)), False, False)
    assert (str(kind.type), kind.nullable, kind.has_default) == ("state", True, True)
    assert state.column(USERS, "nickname") is None
    assert state.column(TableName("orders"), "id") is UNKNOWN


def test_columns_change_at_the_revision_that_changes_them(tmp_path: Path) -> None:
    history = _project(
        tmp_path,
        CREATE,
        'op.alter_column("users", "email", type_=sa.Text(), nullable=True, server_default="x")',
        'op.alter_column("users", "email", new_column_name="mail")\nop.drop_column("users", "born")',
        'op.rename_table("users", "people")',
    )
    first, second, third = (_before(history, revision).column(USERS, "email") for revision in ("r1", "r2", "r3"))
    assert isinstance(first, ColumnShape) and first.type == SqlType("varchar", (50,))
    assert isinstance(second, ColumnShape) and (second.type, second.nullable, second.default) == (SqlType("text"), True, UNKNOWN)
    assert third is None
    head, people = history.at_head(), TableName("people")
    mail = head.column(people, "mail")
    assert isinstance(mail, ColumnShape) and (mail.type, mail.nullable) == (SqlType("text"), True)
    assert head.column(people, "born") is None
    assert head.column(USERS, "mail") is UNKNOWN
    assert (head.has_table(people), head.has_table(USERS), head.has_table(TableName("orders"))) == (True, False, False)
    assert _before(history, "r0").has_table(USERS) is False


SQL_TABLE = 'op.execute("CREATE TABLE users (id bigserial, email varchar(50) NOT NULL DEFAULT \'x\', PRIMARY KEY (id))")'


@pytest.mark.parametrize("create", [SQL_TABLE, SQL_TABLE.replace("CREATE TABLE", "create table if not exists")])
def test_tables_made_in_sql(tmp_path: Path, create: str) -> None:
    email, identifier = (_head(tmp_path, create).column(USERS, name) for name in ("email", "id"))
    assert isinstance(email, ColumnShape) and isinstance(identifier, ColumnShape)
    assert (email.type, email.nullable, email.has_default) == (SqlType("varchar", (50,)), False, True)
    assert (identifier.type, identifier.nullable) == (SqlType("bigint"), False)


@pytest.mark.parametrize(
    "body",
    [
        'op.execute(f"ALTER TABLE users {open(path).read()}")',
        'op.execute("DO $$ BEGIN ALTER TABLE users ALTER email TYPE text; END $$")',
        'users = table_name()\nop.alter_column(users, "email", type_=sa.Text())',
        'op.rename_table(table_name("users"), "users")',
    ],
)
def test_what_cannot_be_read_leaves_nothing_known(tmp_path: Path, body: str) -> None:
    assert _head(tmp_path, CREATE, body).column(USERS, "email") is UNKNOWN


def test_what_cannot_be_read_elsewhere_changes_nothing(tmp_path: Path) -> None:
    state = _head(tmp_path, CREATE, 'op.execute(f"ALTER TABLE orders {open(path).read()}")')
    assert isinstance(state.column(USERS, "email"), ColumnShape)
    assert state.has_table(TableName("invoices")) is UNKNOWN  # somebody's code may have made it


def test_what_may_not_have_run_is_not_known(tmp_path: Path) -> None:
    email = _head(tmp_path, CREATE, 'if needed():\n    op.alter_column("users", "email", type_=sa.Text())').column(USERS, "email")
    assert isinstance(email, ColumnShape) and (email.type, email.nullable) == (UNKNOWN, False)


def test_a_change_is_known_of_a_column_whose_beginning_is_not(tmp_path: Path) -> None:
    email = _head(tmp_path, 'op.alter_column("users", "email", existing_type=sa.String(9), nullable=False)').column(USERS, "email")
    assert isinstance(email, ColumnShape) and (email.type, email.nullable, email.default) == (SqlType("varchar", (9,)), False, UNKNOWN)


def test_each_dialect_has_its_own_history(tmp_path: Path) -> None:
    body = 'if op.get_bind().dialect.name == "mysql":\n    op.alter_column("users", "email", type_=sa.Text())'
    history = _project(tmp_path, CREATE, body)
    found = [history.at_head(dialect).column(USERS, "email") for dialect in ("postgresql", "mysql")]
    assert [column.type for column in found if isinstance(column, ColumnShape)] == [SqlType("varchar", (50,)), SqlType("text")]


def test_a_branch_does_not_know_the_other(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": "",
            "migrations/env.py": "",
            "migrations/versions/a.py": _module("a", "None", CREATE),
            "migrations/versions/b.py": _module("b", "'a'", 'op.drop_column("users", "email")'),
            "migrations/versions/c.py": _module("c", "'a'", ""),
            "migrations/versions/d.py": _module("d", "('b', 'c')", ""),
            "migrations/versions/x.py": _module("x", "'y'", ""),
            "migrations/versions/y.py": _module("y", "'x'", ""),
        },
    )
    path = tmp_path / "migrations/versions/d.py"
    history = Projects(Settings()).history(str(path), path.read_text(encoding="utf-8"))
    assert isinstance(_before(history, "c").column(USERS, "email"), ColumnShape)
    assert _before(history, "d").column(USERS, "email") is None
    assert history.before("x") is None  # in a cycle


def test_checks_that_prove_a_column(tmp_path: Path) -> None:
    added = 'op.create_check_constraint("ck_mail", "users", "email IS NOT NULL", postgresql_not_valid=True)'
    history = _project(
        tmp_path, CREATE, added, 'op.execute("ALTER TABLE users VALIDATE CONSTRAINT ck_mail")', 'op.drop_constraint("ck_mail", "users")', ""
    )
    assert [_before(history, f"r{place}").proves_not_null(USERS, "email") for place in range(5)] == [False, False, False, True, False]
    assert _before(history, "r1").proves_not_null(USERS, "born")


def test_indexes(tmp_path: Path) -> None:
    other = TableName("orders")
    history = _project(tmp_path, CREATE, 'op.create_index("ix", "users", ["born"], unique=True)', 'op.drop_index("ix", table_name="users")')
    assert isinstance(_before(history, "r2").index("ix", USERS), CreateIndex)
    assert isinstance(_before(history, "r2").index("uq_email", USERS), AddUniqueConstraint)
    assert history.at_head().index("ix", USERS) is None
    assert history.at_head().index("ix_other", other) is None
    flagged = _head(tmp_path, 'op.create_table("orders", sa.Column("number", sa.Integer(), index=True))')
    assert flagged.index("ix_orders_number", other) is UNKNOWN


def test_enum_types(tmp_path: Path) -> None:
    history = _project(
        tmp_path,
        CREATE,
        'op.execute("CREATE TYPE mood AS ENUM (\'sad\')")',
        'op.execute("ALTER TYPE mood RENAME TO feeling")\nsa.Enum(name="state").drop(op.get_bind())',
    )
    assert [_before(history, "r1").has_type(name) for name in ("state", "mood")] == [True, False]
    assert [history.at_head().has_type(name) for name in ("state", "mood", "feeling", "other")] == [False, False, True, False]


def test_views(tmp_path: Path) -> None:
    history = _project(
        tmp_path,
        CREATE,
        'op.execute("CREATE VIEW adults AS SELECT email FROM users WHERE born < now()")',
        'op.execute("DROP VIEW adults")',
        "",
    )
    found = [[str(view.table) for view in _before(history, f"r{place}").views_of(USERS)] for place in range(4)]
    assert found == [[], [], ["adults"], []]


def test_what_the_editor_holds_counts(tmp_path: Path) -> None:
    _project(tmp_path, CREATE, "")
    path = tmp_path / "migrations/versions/r1.py"
    unsaved = _module("r1", "'r0'", 'op.drop_column("users", "email")')
    projects = Projects(Settings())
    assert isinstance(projects.history(str(path), path.read_text(encoding="utf-8")).at_head().column(USERS, "email"), ColumnShape)
    assert projects.history(str(path), unsaved).at_head().column(USERS, "email") is None
    assert isinstance(projects.history(str(path), path.read_text(encoding="utf-8")).at_head().column(USERS, "email"), ColumnShape)


def test_two_thousand_changes_of_one_table_are_asked_for_in_moments() -> None:
    count = 2000
    headers = [RevisionHeader(f"{number}.py", f"r{number}", (f"r{number - 1}",) if number else ()) for number in range(count)]

    def upgrade_of(path: str, word: str) -> tuple[Operation, ...]:
        return (AddColumn(span=FILE_START, table=USERS, column=f"c{path[:-3]}", type=SqlType("integer")),)

    history = History(headers, True, upgrade_of, lambda path: False)
    start = time.process_time()
    for number in range(1, count):
        assert isinstance(_before(history, f"r{number}").column(USERS, f"c{number - 1}"), ColumnShape)
    assert time.process_time() - start < 2.0


def test_a_downgrade_finds_what_its_own_upgrade_left(tmp_path: Path) -> None:
    history = _project(tmp_path, CREATE, 'op.alter_column("users", "email", nullable=True)', 'op.drop_column("users", "email")')
    before, after, gone = history.before("r1"), history.after("r1"), history.after("r2")
    assert before is not None and after is not None and gone is not None
    one, other = before.column(USERS, "email"), after.column(USERS, "email")
    assert isinstance(one, ColumnShape) and isinstance(other, ColumnShape)
    assert (one.nullable, other.nullable) == (False, True)
    assert gone.column(USERS, "email") is None
    assert history.after("r9") is None


@pytest.mark.parametrize(
    ("dialect", "change", "nullable", "has_default"),
    [
        ("mysql", "type_=sa.Text()", True, False),
        ("mysql", "comment='x', existing_type=sa.Text()", True, False),
        ("mysql", "new_column_name='mail', existing_type=sa.Text()", True, False),
        ("mysql", "type_=sa.Text(), existing_nullable=False", False, False),
        ("mysql", "type_=sa.Text(), existing_nullable=False, existing_server_default='y'", False, UNKNOWN),
        ("mysql", "type_=sa.Text(), **options", UNKNOWN, UNKNOWN),
        ("mariadb", "type_=sa.Text()", True, False),
        ("mssql", "type_=sa.Text()", True, True),
        ("mssql", "comment='x'", False, True),
        ("postgresql", "type_=sa.Text()", False, True),
    ],
)
def test_mysql_and_sql_server_forget_what_is_not_repeated(
    dialect: str, change: str, nullable: object, has_default: object, tmp_path: Path
) -> None:
    table = 'op.create_table("users", sa.Column("email", sa.String(50), nullable=False, server_default="y"))'
    history = _project(tmp_path, table, f'op.alter_column("users", "email", {change})')
    column = history.at_head(dialect).column(USERS, "mail" if "new_column_name" in change else "email")
    assert isinstance(column, ColumnShape)
    assert (column.nullable, column.has_default) == (nullable, has_default)


@pytest.mark.parametrize(
    ("bodies", "settled"),
    [
        ((), {"id", "email", "born", "state"}),
        (('op.drop_column("users", "email")',), {"id", "born", "state"}),
        (('op.drop_column("users", "email")', 'op.add_column("users", sa.Column("email", sa.Text()))'), {"id", "email", "born", "state"}),
        (('op.add_column("users", sa.Column("nick", sa.Text()))', 'op.drop_column("users", "nick")'), {"id", "email", "born", "state"}),
        (('op.alter_column("users", "email", new_column_name="mail")',), {"id", "born", "state"}),
        (('op.alter_column("users", "email", nullable=True)',), {"id", "email", "born", "state"}),
        (('op.drop_table("users")',), set()),
        (('op.rename_table("users", "people")', CREATE), {"id", "email", "born", "state"}),
        (('op.rename_table("users", "people")',), set()),
        (('op.execute("ALTER TABLE users " + something)', 'op.add_column("users", sa.Column("nick", sa.Text()))'), {"nick"}),
        (('op.drop_column(TABLE, "users")', 'op.add_column("users", sa.Column("nick", sa.Text()))'), {"nick"}),
        (('if True:\n    op.drop_column("users", "email")',), {"id", "born", "state"}),
    ],
)
def test_columns_that_are_told_in_one_pass_are_told_one_by_one_too(bodies: tuple[str, ...], settled: set[str], tmp_path: Path) -> None:
    head = _head(tmp_path, CREATE, *bodies)
    assert head.settled_columns(USERS) == settled
    assert all(head.column(USERS, name) is not None for name in settled)
