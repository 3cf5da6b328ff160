"""The database that a page's example runs on: tables with rows, made from what the example says of them, and what it only presupposes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from proofs.blocks import Script
from proofs.postgresql import Database, psycopg

from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.sql_types import SqlType

ROWS = 3000


@dataclass(frozen=True)
class Setup:
    """What an example presupposes and does not say. `columns` adds to what is derived, `after` follows when the tables have rows.

    `whole`: `before` makes all the tables there are to be; nothing is derived. `extension`: one of PostgreSQL's own that is needed.
    """

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    rows: int = ROWS
    whole: bool = False
    extension: str = ""


_READINGS = (
    "CREATE TABLE readings (id bigint NOT NULL, taken_on date NOT NULL) PARTITION BY RANGE (taken_on)",
    "CREATE TABLE readings_2020 PARTITION OF readings FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
    "CREATE TABLE readings_2025 (id bigint NOT NULL, taken_on date NOT NULL)",
    f"INSERT INTO readings SELECT g, date '2020-01-01' + g % 365 FROM generate_series(1, {ROWS}) g",
    f"INSERT INTO readings_2025 SELECT g, date '2025-01-01' + g % 365 FROM generate_series(1, {ROWS}) g",
)
_ORDERS_REFER = "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID"
_SALES = (
    "CREATE INDEX ix_orders_date ON orders (ordered_on)",
    "CREATE MATERIALIZED VIEW sales AS SELECT ordered_on, count(*) FROM orders GROUP BY 1",
)
_AWAY_FROM_UTC = "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Europe/Berlin''', current_database()); END$$"
_EMAILS_INDEXED = "CREATE INDEX ix_users_email ON users (email)"

#: Example → what it presupposes. The first of a chain speaks for those that continue it.
SETUPS: dict[str, Setup] = {
    "SQA602-bad-1": Setup(columns={"users": {"email": "text"}}, after=[_EMAILS_INDEXED]),
    "SQA602-good-1": Setup(columns={"users": {"email": "text"}}, after=[_EMAILS_INDEXED]),
    "SQA603-bad-1": Setup(columns={"users": {"email": "text"}}, after=[_EMAILS_INDEXED]),
    "SQA603-bad-2": Setup(columns={"users": {"email": "text"}}, after=[_EMAILS_INDEXED]),
    "SQA606-good-1": Setup(columns={"users": {"email": "text"}}, after=["CREATE UNIQUE INDEX uq_users_email ON users (email)"]),
    "SQA606-bad-include": Setup(columns={"users": {"name": "text"}}),
    "SQA608-bad-1": Setup(columns={"products": {"price": "integer"}}),
    "SQA608-good-1": Setup(columns={"products": {"price": "integer"}}),
    "SQA610-good-1": Setup(columns={"orders": {"user_id": "integer"}, "users": {}}, after=[_ORDERS_REFER]),
    "SQA609-good-1": Setup(columns={"orders": {"user_id": "integer"}, "users": {}}, after=[_ORDERS_REFER]),
    # A char that becomes text is rewritten, a varchar is not: without existing_type nobody can tell.
    "SQA612-bad-1": Setup(columns={"orders": {"note": "char(200)"}}),
    "SQA612-bad-zone": Setup(after=[_AWAY_FROM_UTC]),
    "SQA612-bad-scan": Setup(columns={"orders": {"state": "varchar(4)"}}, after=["UPDATE orders SET state = 'new'"]),
    "SQA612-bad-index": Setup(after=["CREATE INDEX ix_orders_state ON orders (state)"]),
    "SQA616-bad-1": Setup(columns={"readings": {"sensor_id": "integer", "taken_at": "timestamptz"}}),
    "SQA616-good-1": Setup(columns={"readings": {"sensor_id": "integer NOT NULL", "taken_at": "timestamptz NOT NULL"}}),
    "SQA617-bad-1": Setup(
        columns={"bookings": {"room_id": "bigint", "period": "tsrange"}},
        extension="btree_gist",
    ),
    "SQA617-good-1": Setup(extension="btree_gist"),
    "SQA619-bad-schema": Setup(before=["CREATE SCHEMA sales"]),
    "SQA621-bad-1": Setup(before=["CREATE TYPE order_state AS ENUM ('new', 'sent')"]),
    "SQA621-good-1": Setup(before=["CREATE TYPE order_state AS ENUM ('new', 'sent')"]),
    "SQA622-bad-1": Setup(columns={"orders": {"user_id": "integer"}, "users": {}}, after=[_ORDERS_REFER]),
    "SQA622-good-1": Setup(columns={"orders": {"user_id": "integer"}, "users": {}}, after=[_ORDERS_REFER]),
    "SQA623-bad-1": Setup(
        columns={"orders": {"ordered_on": "date"}},
        after=_SALES,
    ),
    "SQA623-good-1": Setup(
        columns={"orders": {"ordered_on": "date"}},
        after=[*_SALES, "CREATE UNIQUE INDEX uq_sales ON sales (ordered_on)"],
    ),
    "SQA624-bad-1": Setup(before=_READINGS, whole=True),
    "SQA624-good-1": Setup(
        before=[
            *_READINGS,
            "ALTER TABLE readings_2025 ADD CONSTRAINT ck_readings_2025"
            " CHECK (taken_on >= '2025-01-01' AND taken_on < '2026-01-01') NOT VALID",
        ],
        whole=True,
    ),
    "SQA625-bad-1": Setup(columns={"users": {"email": "text"}}),
    "SQA626-bad-1": Setup(columns={"users": {"active": "boolean"}}),
    # More rows than a portion has.
    "SQA626-good-1": Setup(columns={"users": {"active": "boolean"}}, after=["UPDATE users SET active = NULL"], rows=12_000),
    # As many statements as rows: a few will do.
    "SQA627-bad-1": Setup(columns={"users": {"email": "text"}}, rows=100),
    "SQA627-good-1": Setup(columns={"users": {"email": "text"}}, rows=100),
    "SQA628-bad-1": Setup(columns={"users": {"deleted_at": "timestamptz"}}, after=["UPDATE users SET deleted_at = NULL WHERE id % 3 > 0"]),
    "SQA628-good-1": Setup(
        columns={"users": {"deleted_at": "timestamptz", "status": "varchar(20)"}},
        after=["UPDATE users SET deleted_at = NULL"],
    ),
    "SQA630-bad-1": Setup(columns={"users": {"settings": "text"}}),
    "SQA630-good-1": Setup(columns={"users": {"settings": "text"}}),
}

_NUMBERS = re.compile(r"(id|number|price|count|total|.*_(id|number|price|count|total))")
_NAME = re.compile(r"[a-z_]\w*")


def derived(scripts: Sequence[Script]) -> dict[str, dict[str, str]]:
    """The tables that the revisions take for granted, with the columns they name, as types in SQL."""
    tables: dict[str, dict[str, str]] = {}
    new_tables: set[str] = set()
    new_columns: set[tuple[str, str]] = set()
    for script in scripts:
        for operation in script.fact.upgrade.operations:
            if isinstance(operation, m.CreateTable):
                new_tables.add(str(operation.table))
                for name in {str(reference.table) for reference in operation.references} - new_tables:
                    tables.setdefault(name, {})
            if isinstance(operation, m.RenameTable):
                new_tables.add(str(operation.new_name))
            for table, columns in _named(operation):
                if table not in new_tables and _NAME.fullmatch(table):
                    known = tables.setdefault(table, {})
                    known.update({name: kind for name, kind in columns.items() if (table, name) not in new_columns and name not in known})
            if isinstance(operation, m.AddColumn):
                new_columns.add((str(operation.table), str(operation.column)))
            if isinstance(operation, m.RenameColumn):
                new_columns.add((str(operation.table), str(operation.new_name)))
    return tables


def _named(operation: m.Operation) -> Iterator[tuple[str, dict[str, str]]]:
    """The tables that an operation needs, with the columns of theirs that it names."""
    if not isinstance(operation.table, m.TableName):
        return
    names: list[object] = []
    kinds: dict[str, str] = {}
    match operation:
        case m.OtherCommand(command=command) if "TABLE" not in command and command not in ("VACUUM", "ANALYZE"):
            return
        case m.AlterColumn(column=str(column), old_type=old) if isinstance(old, SqlType) and old.kind == "plain":
            kinds[column] = str(old)
        case m.AlterColumn(column=column) | m.DropColumn(column=column) | m.RenameColumn(column=column):
            names = [column]
        case m.AddForeignKey(columns=tuple(columns), references=m.TableName() as references):
            names = [*columns]
            if references != operation.table:
                yield str(references), {}
        case m.CreateIndex() | m.AddUniqueConstraint() | m.AddPrimaryKey():
            names = [*operation.columns] if isinstance(operation.columns, tuple) else []
        case m.AddCheckConstraint(not_null=columns):
            names = [*columns]
        case _:
            pass
    kinds |= {name: "integer" if _NUMBERS.fullmatch(name) else "varchar(254)" for name in names if isinstance(name, str)}
    yield str(operation.table), kinds


def prepare(database: Database, name: str, scripts: Sequence[Script], setup: Setup | None = None) -> None:
    """Make the tables of an example, and what else it presupposes. Skips the test where the server lacks an extension for that."""
    setup = setup or SETUPS.get(name, Setup())
    with database.connect() as session:
        if setup.extension:
            if session.execute("SELECT 1 FROM pg_available_extensions WHERE name = %s", [setup.extension]).fetchone() is None:
                pytest.skip(f"NOT PROVEN: this PostgreSQL comes without {setup.extension}")
            session.execute(f"CREATE EXTENSION {setup.extension}")
        for command in setup.before:
            session.execute(command)
        tables = {} if setup.whole else derived(scripts)
        keyless = {str(each.table) for script in scripts for each in script.fact.upgrade.operations if isinstance(each, m.AddPrimaryKey)}
        for table in [*tables, *(set(setup.columns) - set(tables))]:
            columns = {**tables.get(table, {}), **setup.columns.get(table, {})}
            _make(session, table, columns, setup.rows, keyed=table not in keyless)
        for command in setup.after:
            session.execute(command)


def _make(session: psycopg.Connection[tuple[object, ...]], table: str, columns: Mapping[str, str], rows: int, *, keyed: bool) -> None:
    columns = {name: kind for name, kind in columns.items() if name != "id"}
    key = f"id integer GENERATED ALWAYS AS IDENTITY{' PRIMARY KEY' if keyed else ''}"
    session.execute(f'CREATE TABLE "{table}" ({", ".join([key, *(f"{name} {kind}" for name, kind in columns.items())])})')
    if columns:
        names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(_value(kind) for kind in columns.values())
        session.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM generate_series(1, {rows}) g')
    else:
        session.execute(f'INSERT INTO "{table}" SELECT FROM generate_series(1, {rows})')


def _value(kind: str) -> str:
    """A value for a column that differs from row to row."""
    match re.split(r"[ (]", kind)[0]:
        case "boolean":
            return "g % 2 = 0"
        case "date" | "timestamp" | "timestamptz":
            return "timestamp '2025-01-01' + g * interval '1 hour'"
        case "tsrange":
            return "tsrange(timestamp '2025-01-01' + g * interval '1 hour', timestamp '2025-01-01' + (g + 1) * interval '1 hour')"
        case "integer" | "bigint" | "numeric" | "smallint":
            return "g"
        case _:
            return "g::text"
