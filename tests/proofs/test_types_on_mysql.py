"""SQA612 and SQA635 against a MySQL or MariaDB: of every change among these types, whether it copies the table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from proofs.mysql import Database
from sqlalchemy.dialects import mysql
from support.examples import review

from flake8_sqla.pages import Example, ExampleFile

#: In rows, types that are one to the rules or may be: they are silent about a change from one to another, whatever MySQL makes of it.
_TYPES = [
    ["sa.Integer()", "mysql.INTEGER(unsigned=True)"],
    ["sa.BigInteger()"],
    ["sa.Boolean()", "mysql.TINYINT(display_width=1)", "mysql.TINYINT()"],
    ["sa.String(20)"],
    ["sa.String(32)"],
    ["sa.String(63)", "mysql.VARCHAR(length=63)"],
    ["sa.String(64)"],
    ["sa.String(300)"],
    ["sa.CHAR(20)"],
    ["sa.CHAR(32)", "sa.Uuid()"],
    ["sa.Text()", "mysql.TEXT()", "sa.LargeBinary()"],
    ["mysql.LONGTEXT()", "mysql.LONGBLOB()"],
    ["sa.DateTime()", "sa.DateTime(timezone=True)", "mysql.DATETIME()", "sa.TIMESTAMP()", "sa.Interval()"],
    ["mysql.DATETIME(fsp=6)"],
    ["sa.Date()"],
    ["sa.Time()"],
    ["sa.Numeric(10, 2)", "mysql.DECIMAL(precision=10, scale=2)"],
    ["sa.Numeric(12, 2)"],
    ["sa.Numeric()", "sa.Numeric(10)"],
    ["sa.Float()", "sa.Float(24)", "mysql.FLOAT()"],
    ["sa.Double()", "sa.REAL()", "mysql.DOUBLE()", "sa.Float(53)"],
    ['sa.Enum("a", "b", name="x")', 'sa.Enum("a", "b", name="y")', 'mysql.ENUM("a", "b")'],
    ['sa.Enum("a", "b", "c", name="x")'],
    ['sa.Enum("b", "a", name="x")'],
    ["sa.JSON()", "mysql.JSON()"],
    ["sa.BINARY(16)"],
    ["sa.VARBINARY(16)"],
]
_VARCHARS = {written for row in _TYPES for written in row if "String" in written or "VARCHAR" in written}
_ALL = [written for row in _TYPES for written in row]
_HEAD = [
    '"""A change of type."""',
    "import sqlalchemy as sa",
    "from alembic import op",
    "from sqlalchemy.dialects import mysql",
    'revision = "a1"',
    'down_revision = "a0"',
    "def upgrade() -> None:",
]
_DOWNGRADE = ["def downgrade() -> None:", '    """Irreversible."""']
_NOT_IN_PLACE = (1845, 1846)


def _type(written: str) -> sa.types.TypeEngine[object]:
    found = eval(written, {"sa": sa, "mysql": mysql})
    assert isinstance(found, sa.types.TypeEngine)
    return found


def _reported(old: str, dialect: str, folder: Path) -> set[str]:
    """The types a change to which is reported."""
    others = [new for new in _ALL if new != old]
    lines = [f'    op.alter_column("t", "c", type_={new}, existing_type={old}, existing_nullable=True)' for new in others]
    example = Example("case", "", (ExampleFile("example.py", "\n".join([*_HEAD, *lines, *_DOWNGRADE, ""])),), (f"--sqla-dialects={dialect}",))
    found = [report for code in ("SQA612", "SQA635") for report in review(example, code, folder)]
    return {others[report.line - len(_HEAD) - 1] for report in found if report.code in ("SQA612", "SQA635")}


def _copied(old: str, database: Database) -> Iterator[str]:
    """The types a change to which the server does not make in place."""
    done: dict[str, bool] = {}
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for new in _ALL:
            sent = io.StringIO()
            context = MigrationContext.configure(dialect=connection.dialect, opts={"as_sql": True, "output_buffer": sent})
            with Operations.context(context) as operations:
                operations.alter_column("t", "c", type_=_type(new), existing_type=_type(old), existing_nullable=True)
            command = sent.getvalue().strip().rstrip(";")
            if command not in done:
                connection.exec_driver_sql("DROP TABLE IF EXISTS t")
                sa.Table("t", sa.MetaData(), sa.Column("c", _type(old))).create(connection)
                done[command] = not _in_place(connection, command)
            if done[command]:
                yield new


def _in_place(connection: sa.Connection, command: str) -> bool:
    try:
        connection.exec_driver_sql(f"{command}, ALGORITHM=INPLACE")
    except sa.exc.DBAPIError as error:
        assert error.orig is not None and error.orig.args[0] in _NOT_IN_PLACE, error
        return False
    return True


@pytest.mark.parametrize("old", _ALL)
def test_what_is_reported_is_what_copies_the_table(old: str, mysql_database: Database, folder: Path) -> None:
    reported = _reported(old, "mariadb" if mysql_database.server.is_mariadb else "mysql", folder)
    copied = set(_copied(old, mysql_database))
    row = next(row for row in _TYPES if old in row)
    assert reported - copied == set()
    # How much of a VARCHAR is bytes already, MySQL and MariaDB do not agree on.
    assert {new for new in copied - reported if new not in row and not ("VARBINARY" in new and old in _VARCHARS)} == set()
