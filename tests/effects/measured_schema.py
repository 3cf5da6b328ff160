"""The database on which the effects were measured, as far as the answers depend on it, and what is left out of the comparison."""

from __future__ import annotations

TABLES = frozenset("t parent fkchild nopk ev ev23 ev24 ev25 evdef part2 part2_24 mv ul g vc vp".split())

#: (table, column) → its type, in the words of SQL.
COLUMN_TYPES = {
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
            "st": "status",
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
    ("fkchild", "parent_id"): "bigint",
    ("parent", "id"): "bigint",
    ("vc", "code"): "varchar(50)",
    ("vp", "code"): "varchar(50)",
}
NOT_NULL = frozenset({("t", "req")})
#: (table, column or constraint) → the table that its foreign key references.
REFERENCED = {("fkchild", "parent_id"): "parent", ("fkchild", "fk_fkchild_parent"): "parent", ("fkchild", "fk_nv"): "parent"}
PROVEN_NOT_NULL = frozenset[str]()
NOT_COVERED: dict[str, str] = {}
