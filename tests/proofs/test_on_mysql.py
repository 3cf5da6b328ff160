"""What pages say of MySQL and MariaDB, asked of one: skipped where none is given (`mysql.py` says how)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.util import CommandError
from proofs.blocks import Script, blocks
from proofs.mysql import Database
from sqlalchemy import orm

_BLOCKS = {block.name: block for block in blocks()}
#: From here on MariaDB copies a table while others write to it.
_ONLINE = (11, 2)

_USERS = [
    "CREATE TABLE teams (id INTEGER PRIMARY KEY)",
    "INSERT INTO teams VALUES (1)",
    "CREATE TABLE users (id INTEGER PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50) NOT NULL DEFAULT 'x' COMMENT 'of the user', "
    "email VARCHAR(50), made DATETIME NOT NULL, team_id INTEGER NOT NULL DEFAULT 1, "
    "CONSTRAINT fk_users_team FOREIGN KEY (team_id) REFERENCES teams (id), CONSTRAINT uq_users_email UNIQUE (email), "
    "CONSTRAINT ck_users_name CHECK (name <> ''))",
    "INSERT INTO users (name, made) VALUES ('Ada', '2020-01-01'), ('Grace', '2020-01-01')",
]


def _migrate(database: Database, change: Callable[[Operations], object]) -> None:
    """Run operations as a revision would."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        with context.begin_transaction(), Operations.context(context) as operations:
            change(operations)


def _run(database: Database, script: Script, direction: str, folder: Path) -> None:
    _migrate(database, lambda _: getattr(script.module(folder), direction)())


def _runs(database: Database, name: str, folder: Path, *directions: str) -> None:
    for direction in directions:
        _run(database, _BLOCKS[name].scripts[0], direction, folder)


def test_it_makes_nullable_what_is_not_said_to_be_not_null(mysql_database: Database, folder: Path) -> None:
    mysql_database.run(*_USERS)
    _runs(mysql_database, "SQA632-bad-1", folder, "upgrade")
    assert mysql_database.column("users", "name")["nullable"] is True
    with pytest.raises(CommandError, match="require the existing type"):
        _runs(mysql_database, "SQA632-bad-1", folder, "downgrade")


def test_it_leaves_not_null_what_is_said_to_be(mysql_database: Database, folder: Path) -> None:
    mysql_database.run(*_USERS)
    for direction, length in (("upgrade", 60), ("downgrade", 50)):
        _runs(mysql_database, "SQA632-good-1", folder, direction)
        found = mysql_database.column("users", "name")
        assert (found["nullable"], found["type"].length) == (False, length)  # type: ignore[attr-defined]


_TEXT, _NUMBER, _TIME = {"existing_type": sa.String(50)}, {"existing_type": sa.Integer()}, {"existing_type": sa.DateTime()}


@pytest.mark.parametrize(
    ("column", "given", "lost"),
    [
        ("name", {**_TEXT, "comment": "x"}, ("nullable", "default")),
        ("name", {**_TEXT, "new_column_name": "name"}, ("nullable", "default", "comment")),
        ("name", {**_TEXT, "type_": sa.String(60), "existing_nullable": False}, ("default", "comment")),
        ("name", {**_TEXT, "server_default": "y"}, ("default",)),  # it is another now
        ("id", {**_NUMBER, "type_": sa.BigInteger(), "existing_nullable": False}, ("autoincrement",)),
        ("made", {**_TIME, "server_default": sa.func.now()}, ("nullable", "default")),
        ("made", {**_TIME, "server_default": sa.func.now(), "existing_nullable": False}, ("default",)),
        ("made", {**_TIME, "server_default": None}, ()),
    ],
)
def test_it_forgets_what_is_not_repeated(column: str, given: dict[str, object], lost: tuple[str, ...], mysql_database: Database) -> None:
    mysql_database.run(*_USERS)
    before = mysql_database.column("users", column)
    _migrate(mysql_database, lambda op: op.alter_column("users", column, **given))  # type: ignore[arg-type]
    after = mysql_database.column("users", column)
    watched = ("nullable", "default", "autoincrement", *(() if "comment" in given else ("comment",)))
    assert tuple(name for name in watched if before.get(name) != after.get(name)) == lost


def test_it_has_no_table_called_no_table(mysql_database: Database, folder: Path) -> None:
    mysql_database.run(*_USERS, "CREATE INDEX ix_users_email ON users (email)")
    with pytest.raises(sa.exc.ProgrammingError, match="no_table"):
        _migrate(mysql_database, lambda op: op.drop_index("ix_users_email"))


def test_it_drops_what_is_said_whole(mysql_database: Database, folder: Path) -> None:
    mysql_database.run(*_USERS)
    _runs(mysql_database, "SQA633-good-1", folder, "upgrade", "downgrade")


@pytest.mark.parametrize(
    ("name", "kind"), [("fk_users_team", "foreignkey"), ("uq_users_email", "unique"), ("ck_users_name", "check"), ("PRIMARY", "primary")]
)
def test_it_drops_a_constraint_of_each_kind(name: str, kind: str, mysql_database: Database) -> None:
    mysql_database.run(*_USERS, "ALTER TABLE users MODIFY id INTEGER NOT NULL")
    _migrate(mysql_database, lambda op: op.drop_constraint(name, "users", type_=kind))


@pytest.mark.parametrize(("name", "copies"), [("SQA635-bad-1", True), ("SQA635-good-1", False)])
def test_it_copies_the_table_for_labels_that_move(name: str, copies: bool, mysql_database: Database, folder: Path) -> None:
    """It says so itself: it refuses to do it in place, or without a lock."""
    mysql_database.run("CREATE TABLE orders (id INTEGER PRIMARY KEY, status ENUM('open', 'closed') NOT NULL)", "INSERT INTO orders VALUES (1, 'open')")
    server = mysql_database.server
    waits = copies and not (server.is_mariadb and server.version >= _ONLINE)
    for demand, refused in (("ALGORITHM=INPLACE", copies), ("LOCK=NONE", waits), ("LOCK=SHARED", False)):
        if refused:
            with pytest.raises(sa.exc.DBAPIError, match="not supported"):
                _demand(mysql_database, name, demand, folder)
        else:
            _demand(mysql_database, name, demand, folder)
            mysql_database.run("ALTER TABLE orders MODIFY status ENUM('open', 'closed') NOT NULL")


def _demand(database: Database, name: str, demand: str, folder: Path) -> None:
    """Run an upgrade whose ALTER TABLE asks for this."""

    @sa.event.listens_for(database.engine, "before_cursor_execute", retval=True)
    def ask(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> tuple[str, object]:
        return (f"{statement}, {demand}" if statement.startswith("ALTER TABLE") else statement), parameters

    try:
        _runs(database, name, folder, "upgrade")
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", ask)


def test_its_unique_index_has_no_condition(mysql_database: Database, folder: Path) -> None:
    mysql_database.run(
        "CREATE TABLE addresses (id INTEGER PRIMARY KEY, user_id INTEGER, kind VARCHAR(9), active BOOLEAN)",
        "INSERT INTO addresses VALUES (1, 1, 'a', TRUE), (2, 1, 'b', FALSE)",
    )
    with pytest.raises(sa.exc.IntegrityError, match="Duplicate entry"):
        _runs(mysql_database, "SQA636-bad-1", folder, "upgrade")
    _runs(mysql_database, "SQA636-good-1", folder, "upgrade", "downgrade")


@pytest.mark.parametrize("word", ["false", "f", "no", "n", "off", "true", "t", "yes", "y", "on"])
def test_it_refuses_a_word_as_default_of_a_boolean(word: str, mysql_database: Database) -> None:
    with pytest.raises(sa.exc.OperationalError, match="Invalid default value"):
        _table(sa.Column("flag", sa.Boolean, server_default=word)).create(mysql_database.engine)


@pytest.mark.parametrize(("default", "read"), [("0", False), ("1", True), (sa.false(), False), (sa.true(), True)], ids=str)
def test_it_takes_these_as_default_of_a_boolean(default: str | sa.ColumnElement[bool], read: bool, mysql_database: Database) -> None:
    table = _table(sa.Column("flag", sa.Boolean, server_default=default))
    with mysql_database.engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table).values(id=1))
        assert connection.execute(sa.select(table.c.flag)).scalar_one() is read


def _table(*columns: sa.Column[object]) -> sa.Table:
    return sa.Table("things", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True, autoincrement=False), *columns)


@pytest.mark.parametrize("key", ["unique", "index", "primary_key"])
def test_it_puts_no_text_into_a_key(key: str, mysql_database: Database) -> None:
    """MariaDB takes the first two: it hashes the one, and cuts the other."""
    table = sa.Table("notes", sa.MetaData(), sa.Column("body", sa.Text, **{key: True}))  # type: ignore[arg-type]
    if mysql_database.server.is_mariadb and key != "primary_key":
        table.create(mysql_database.engine)
        return
    with pytest.raises(sa.exc.OperationalError, match="without a key length"):
        table.create(mysql_database.engine)


@pytest.mark.parametrize("kind", ["table", "column"])
@pytest.mark.parametrize(("length", "refused"), [(64, False), (65, True)])
def test_it_refuses_a_name_of_more_than_64_characters(kind: str, length: int, refused: bool, mysql_database: Database) -> None:
    name = "é" * length
    table = sa.Table(name if kind == "table" else "t", sa.MetaData(), sa.Column(name if kind == "column" else "c", sa.Integer))
    if refused:
        with pytest.raises(sa.exc.DBAPIError, match="too long|Incorrect table name"):
            table.create(mysql_database.engine)
    else:
        table.create(mysql_database.engine)


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        (sa.Integer(), 0),
        (sa.String(20), ""),
        (sa.Text(), ""),
        (sa.Boolean(), 0),
        (sa.Numeric(5, 2), 0),
        (sa.Enum("p", "q", name="word"), "p"),
        (sa.TIMESTAMP(), "0000-00-00 00:00:00"),
        (sa.DateTime(), None),
        (sa.Date(), None),
    ],
    ids=str,
)
def test_it_fills_a_column_that_may_not_be_null(kind: sa.types.TypeEngine[object], filled: object, mysql_database: Database) -> None:
    """MySQL refuses its own zero of a date; MariaDB does not."""
    mysql_database.run(*_USERS)

    def add(op: Operations) -> None:
        op.add_column("users", sa.Column("added", kind, nullable=False))

    if filled is None and not mysql_database.server.is_mariadb:
        with pytest.raises(sa.exc.OperationalError, match="Incorrect date"):
            _migrate(mysql_database, add)
        return
    _migrate(mysql_database, add)
    ((found,),) = mysql_database.rows("SELECT DISTINCT added FROM users")
    assert found == filled or (filled is None and str(found).startswith("0000-00-00"))


def test_a_foreign_key_refuses_what_it_is_filled_with(mysql_database: Database) -> None:
    mysql_database.run(*_USERS)
    column = sa.Column("second_id", sa.Integer, sa.ForeignKey("teams.id", name="fk_second"), nullable=False)
    with pytest.raises(sa.exc.IntegrityError, match="foreign key constraint fails"):
        _migrate(mysql_database, lambda op: op.add_column("users", column))
    assert mysql_database.rows("SELECT DISTINCT second_id FROM users") == [(0,)]


def test_what_comes_before_a_failure_stays(mysql_database: Database) -> None:
    """The column is there, and its rows are not filled: no revision describes that."""
    mysql_database.run(*_USERS)

    def change(op: Operations) -> None:
        op.add_column("users", sa.Column("status", sa.String(20)))
        op.execute("UPDATE users SET status = 'active'")
        op.execute("UPDATE nowhere SET status = 'active'")

    with pytest.raises(sa.exc.ProgrammingError, match="nowhere"):
        _migrate(mysql_database, change)
    assert mysql_database.rows("SELECT DISTINCT status FROM users") == [(None,)]


def test_it_indexes_a_foreign_key(mysql_database: Database) -> None:
    mysql_database.run(*_USERS)
    assert ["team_id"] in [index["column_names"] for index in sa.inspect(mysql_database.engine).get_indexes("users")]


def test_it_knows_no_zone(mysql_database: Database) -> None:
    table = _table(sa.Column("at", sa.DateTime(timezone=True)))
    with mysql_database.engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table).values(id=1, at=datetime(2020, 1, 1, 10, tzinfo=timezone(timedelta(hours=5)))))
        assert connection.execute(sa.select(table.c.at)).scalar_one() == datetime(2020, 1, 1, 10)


def test_it_keeps_a_comment(mysql_database: Database) -> None:
    _table(sa.Column("n", sa.Integer, comment="how many")).create(mysql_database.engine)
    assert mysql_database.column("things", "n")["comment"] == "how many"


def test_a_key_of_32_bits_ends(mysql_database: Database) -> None:
    _table().create(mysql_database.engine)
    mysql_database.run("INSERT INTO things VALUES (2147483647)")
    with pytest.raises(sa.exc.DataError, match="Out of range"):
        mysql_database.run("INSERT INTO things VALUES (2147483648)")


def test_mariadb_alone_is_sent_many_rows_at_once(mysql_database: Database) -> None:
    """MySQL has no INSERT … RETURNING, which is how SQLAlchemy learns the numbers of rows sent together."""

    class Base(orm.DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "users"
        id: orm.Mapped[int] = orm.mapped_column(primary_key=True)

    sent: list[str] = []
    sa.event.listen(mysql_database.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    Base.metadata.create_all(mysql_database.engine)
    with orm.Session(mysql_database.engine) as session:
        session.add_all([User() for _ in range(5)])
        session.flush()
    assert len([statement for statement in sent if statement.startswith("INSERT")]) == (1 if mysql_database.server.is_mariadb else 5)
