"""What PostgreSQL refuses to do to a partitioned table, of all that pages advise for others."""

from __future__ import annotations

import pytest
from proofs.postgresql import Database, psycopg

_READINGS = (
    "CREATE TABLE sensors (id integer PRIMARY KEY)",
    "INSERT INTO sensors VALUES (1)",
    "CREATE TABLE readings (sensor_id integer, year integer) PARTITION BY RANGE (year)",
    "CREATE TABLE readings_2025 PARTITION OF readings FOR VALUES FROM (2025) TO (2026)",
    "INSERT INTO readings VALUES (1, 2025)",
)
_KEY = "ADD CONSTRAINT fk_sensor FOREIGN KEY (sensor_id) REFERENCES sensors (id)"
#: From here on a foreign key of a partitioned table may be NOT VALID.
_KEYS_NOT_VALID = 18


def _run(database: Database, *commands: str) -> None:
    with database.connect() as connection:
        for command in commands:
            connection.execute(command.encode())


def test_an_index_is_built_partition_by_partition(database: Database) -> None:
    _run(database, *_READINGS)
    with pytest.raises(psycopg.Error, match="cannot create index on partitioned table"):
        _run(database, "CREATE INDEX CONCURRENTLY ix_readings ON readings (sensor_id)")
    _run(database, "CREATE INDEX ix_readings ON ONLY readings (sensor_id)")
    _run(database, "CREATE INDEX CONCURRENTLY ix_readings_2025 ON readings_2025 (sensor_id)")
    _run(database, "ALTER INDEX ix_readings ATTACH PARTITION ix_readings_2025")
    with database.connect() as connection:
        assert connection.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_readings'::regclass").fetchall() == [(True,)]


def test_an_index_is_dropped_at_once(database: Database) -> None:
    _run(database, *_READINGS, "CREATE INDEX ix_readings ON readings (sensor_id)")
    with pytest.raises(psycopg.Error, match="cannot drop partitioned index"):
        _run(database, "DROP INDEX CONCURRENTLY ix_readings")


def test_a_key_is_added_partition_by_partition(database: Database) -> None:
    """Each partition's key is taken over by the parent's, which then has nothing to check."""
    _run(database, *_READINGS)
    if database.server.major < _KEYS_NOT_VALID:
        with pytest.raises(psycopg.Error, match="cannot add NOT VALID foreign key on partitioned table"):
            _run(database, f"ALTER TABLE readings {_KEY} NOT VALID")
    else:
        _run(database, f"ALTER TABLE readings {_KEY} NOT VALID", "ALTER TABLE readings DROP CONSTRAINT fk_sensor")
    _run(database, f"ALTER TABLE readings_2025 {_KEY} NOT VALID", "ALTER TABLE readings_2025 VALIDATE CONSTRAINT fk_sensor")
    with database.connect() as connection:
        connection.execute("BEGIN")
        connection.execute(f"ALTER TABLE readings {_KEY}".encode())
        (scans,) = connection.execute("SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables WHERE relname LIKE 'readings%'")
        assert scans == (0,)
