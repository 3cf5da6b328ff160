"""The database on which the effects were measured, as far as the answers depend on it, and what is left out of the comparison."""

from __future__ import annotations

from flake8_sqla.facts.expressions import Argument, Constant, Invocation
from flake8_sqla.facts.place import FILE_START

TABLES = frozenset("t parent fkchild nopk ev ev23 ev24 ev25 evdef part2 part2_24 mv ul g vc vp".split())

#: (table, column) → its type, in the words of SQL.
COLUMN_TYPES: dict[tuple[str, str], object] = {
    **{
        ("t", column): kind
        for column, kind in {
            "arr": "integer[]",
            "b": "boolean",
            "bc": "varchar(50)",
            "bc2": "varchar(50)",
            "ch": "char(10)",
            "ck": "integer",
            "ct": "citext",
            "d": "date",
            "dv": "dvc",
            "ii": "inet",
            "ip": "cidr",
            "iv": "interval(3)",
            "js": "json",
            "jsb": "jsonb",
            "n_int": "integer",
            "n_ix": "integer",
            "n_small": "smallint",
            "num": "numeric(10,2)",
            "re": "real",
            "req": "integer",
            "st_txt": "varchar(20)",
            "tm": "time(3)",
            "ts": "timestamp",
            "ts3": "timestamp(3)",
            "ts_ix": "timestamp",
            "tstz": "timestamptz",
            "txt": "text",
            "tz3": "timestamptz(3)",
            "uq": "bigint",
            "uu_txt": "varchar(36)",
            "vb": "bit varying(10)",
            "v50": "varchar(50)",
            "vix": "varchar(50)",
        }.items()
    },
    ("t", "st"): Invocation(FILE_START, "sqlalchemy.Enum", (Argument(FILE_START, Constant(FILE_START, "status"), "name"),)),
    ("fkchild", "parent_id"): "bigint",
    ("parent", "id"): "bigint",
    ("vc", "code"): "varchar(50)",
    ("vp", "code"): "varchar(50)",
}
NOT_NULL = frozenset({("t", "req")})
#: (table, column or constraint) → the table that its foreign key references.
REFERENCED = {("fkchild", "parent_id"): "parent", ("fkchild", "fk_fkchild_parent"): "parent", ("fkchild", "fk_nv"): "parent"}
PROVEN_NOT_NULL = frozenset({"alter_column nullable=False with validated CHECK", "alter_column nullable=False, CHECK with AND"})

#: Why → the measured operations that are left out of the comparison.
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    "the partitions of a partitioned table are locked and read with it, and no operation names them": (
        "ALTER TABLE ATTACH then DETACH... ADD CHECK NOT VALID on partitioned",
        "ATTACH PARTITION (no CHECK; default partition present)",
        "ATTACH PARTITION (valid CHECK; default partition present)",
        "CREATE TABLE PARTITION OF (default present)",
        "DETACH PARTITION",
        "add_column on partitioned parent",
        "create_foreign_key on partitioned child",
        "create_foreign_key on partitioned child NOT VALID",
        "create_index on partitioned parent",
        "drop_index on partitioned index",
        "drop_table of a partition",
    ),
    "a CHECK that stands already proves the rows, or the parent has an index: the operation itself does not say so": (
        "ADD PRIMARY KEY USING INDEX (nullable column)",
        "ATTACH PARTITION (valid CHECK, default has excluding CHECK)",
        "ATTACH PARTITION (valid CHECK; no default)",
        "ATTACH PARTITION when parent has index not on child",
    ),
    "an index, a check or a foreign key over the column adds work or a lock: the operation itself does not name them": (
        "alter type citext->text, indexed",
        "alter type fk child column bigint->int",
        "alter type numeric(10,2)->numeric(12,2), in a CHECK",
        "alter type referenced PK parent.id bigint->int",
        "alter type timestamp->timestamptz, UTC, indexed",
        "alter type varchar(50)->citext, indexed",
        "alter type varchar(50)->varchar(100) on FK child column",
        "alter type varchar(50)->varchar(100) on FK referenced column",
        "alter type varchar(50)->varchar(100), column in a CHECK",
        "alter type varchar(50)->varchar(100), expression index on it",
        "alter type varchar(50)->varchar(100), partial index on it",
    ),
    "what a domain, or a function of the user's own, is made of stands elsewhere: unknown": (
        "add_column domain with CHECK, default",
        "add_column domain with CHECK, no default",
        "add_column server_default plpgsql STABLE function",
        "add_column server_default plpgsql VOLATILE function",
        "add_column server_default user-defined IMMUTABLE function",
        "add_column server_default user-defined function (VOLATILE by default)",
        "alter type domain over varchar -> varchar",
        "alter type int->domain with CHECK",
        "alter type varchar -> domain over varchar without CHECK",
    ),
    "nothing happens, for the thing is there or gone already; the operation is judged by what it may do": (
        "ALTER TABLE SET TABLESPACE pg_default (same)",
        "SET ACCESS METHOD heap (same)",
        "create_index concurrently if_not_exists over an INVALID index",
        "create_index if_not_exists (exists)",
        "create_table if_not_exists with FK (exists)",
        "drop_index if_exists (missing)",
        "drop_table if_exists (missing)",
    ),
    "the session's time zone is set by the migration itself": (
        "alter type timestamp->timestamptz, SET LOCAL timezone UTC in the migration",
    ),
    "how many rows a WHERE or a query touches is not known": (
        "DELETE with FK children",
        "INSERT ON CONFLICT from SELECT",
        "INSERT SELECT",
        "MERGE (PG15)",
        "UPDATE one row",
        "bulk_insert",
    ),
    "only reads, under locks that stop nobody, or of a table that is new": (
        "COPY-like: SELECT INTO",
        "CREATE MATERIALIZED VIEW",
        "CREATE TABLE AS SELECT",
        "CREATE TABLE INHERITS",
        "SELECT FOR UPDATE all",
    ),
    "the new, empty file takes an instant, though PostgreSQL counts it as a rewrite": ("TRUNCATE", "TRUNCATE CASCADE referenced"),
    "CASCADE and the like reach tables that the operation does not name": (
        "CREATE SCHEMA / DROP SCHEMA CASCADE",
        "DROP FUNCTION CASCADE used by trigger",
        "DROP TABLE referenced CASCADE",
    ),
    "not about a table, or about one that is not named": (
        "ALTER DOMAIN ADD CHECK",
        "ALTER DOMAIN ADD CHECK NOT VALID",
        "ALTER DOMAIN VALIDATE",
        "COMMENT ON CONSTRAINT",
        "COMMENT ON INDEX",
        "CREATE PUBLICATION FOR ALL TABLES",
        "CREATE PUBLICATION FOR TABLE",
        "DROP STATISTICS",
        "DROP VIEW",
        "REINDEX INDEX",
        "REINDEX INDEX CONCURRENTLY",
    ),
    "a spelling without a fact of its own: unknown, and no rule asks": (
        "ALTER CONSTRAINT fk ENFORCED (PG18)",
        "ALTER TABLE INHERIT",
        "LOCK TABLE",
        "LOCK TABLE SHARE",
        "SET (user_catalog_table)",
        "SET EXPRESSION stored",
        "batch_alter_table recreate='always' on PostgreSQL",
    ),
}
NOT_COVERED = {name: reason for reason, names in _LEFT_OUT.items() for name in names}
