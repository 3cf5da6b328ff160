"""Of every change among these types, whether PostgreSQL writes the table anew: `effects/type_changes.py` says just that, or that it does not know."""

from __future__ import annotations

from proofs.postgresql import Database, psycopg

from flake8_sqla.effects.locks import Work
from flake8_sqla.effects.type_changes import type_change
from flake8_sqla.facts.sql_types import SqlType, sql_type
from flake8_sqla.facts.unknown import UNKNOWN

_TYPES = [
    *("smallint", "integer", "bigint", "oid", "real", "double precision", "boolean"),
    *("numeric", "numeric(10,2)", "numeric(12,2)", "numeric(12,4)"),
    *("text", "varchar", "varchar(50)", "varchar(100)", "char(10)", "char(20)", "bytea"),
    *("date", "time", "time(3)", "timestamp", "timestamp(3)", "timestamptz", "timestamptz(3)", "interval", "interval(3)"),
    *("json", "jsonb", "inet", "cidr", "bit(4)", "bit(8)", "bit varying", "bit varying(8)"),
    *("integer[]", "text[]", "varchar[]", "varchar(50)[]", "varchar(100)[]", "numeric(10,2)[]", "numeric(12,2)[]", "timestamp(3)[]", "timestamp[]"),
]
_MADE = {
    "mood": SqlType("mood", kind="enum", values=("a", "b")),
    "count": SqlType("count", kind="domain"),
    "positive": SqlType("positive", kind="domain", constrained=True),
}
_MAKING = (
    "CREATE TYPE mood AS ENUM ('a', 'b')",
    "CREATE DOMAIN count AS integer",
    "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
    # Between timestamp and timestamptz nothing is to do in UTC, of which no migration can be sure.
    "SET TIMEZONE = 'Europe/Berlin'",
)
_ALL = [*_TYPES, *_MADE]
Connection = psycopg.Connection[tuple[object, ...]]


def _rewrites(connection: Connection, new: str) -> tuple[bool, bool] | None:
    """Whether the change takes a USING, and whether the table is in another file afterwards; None where there is no way. It is undone."""
    for using in ("", f" USING c::{new}", f" USING c::text::{new}"):
        before = _file(connection)
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(f"ALTER TABLE t ALTER COLUMN c TYPE {new}{using}".encode())
                return bool(using), _file(connection) != before
        except psycopg.Error:
            continue
    return None


def _file(connection: Connection) -> object:
    (found,) = connection.execute("SELECT relfilenode FROM pg_class WHERE relname = 't'")
    return found[0]


def _read(written: str) -> SqlType:
    found = _MADE.get(written) or sql_type(written)
    assert isinstance(found, SqlType)
    return found


def test_what_is_said_to_rewrite_is_what_does(database: Database) -> None:
    version, wrong = database.server.major, []
    with database.connect() as connection:
        for command in _MAKING:
            connection.execute(command.encode())
        for old in _ALL:
            connection.execute(f"DROP TABLE IF EXISTS t; CREATE TABLE t (c {old}); INSERT INTO t VALUES (NULL)".encode())
            for new in _ALL:
                seen = _rewrites(connection, new)
                said = UNKNOWN if seen is None else type_change(_read(old), _read(new), seen[0], version, utc_session=False)
                if seen is not None and isinstance(said, Work) and (said is Work.REWRITE) is not seen[1]:
                    wrong.append((old, new, str(said)))
    assert wrong == []
