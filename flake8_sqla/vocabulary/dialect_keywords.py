"""The keywords that each dialect accepts on behalf of each construct; SQLAlchemy refuses any other with an ArgumentError.

Read off SQLAlchemy 2.1.9 (`dialect.construct_arguments`). MariaDB accepts what MySQL does, under its own prefix.
"""

from __future__ import annotations

_MYSQL_INDEX = frozenset({"using", "length", "prefix", "with_parser"})
_ON_CONFLICT = frozenset({"on_conflict"})
_COLUMN_OF_SQLITE = frozenset({"on_conflict_primary_key", "on_conflict_not_null", "on_conflict_unique"})

#: construct → dialect → names without the dialect. `*` stands for any.
ACCEPTED: dict[str, dict[str, frozenset[str]]] = {
    "Index": {
        "postgresql": frozenset("using include where ops concurrently with tablespace nulls_not_distinct invalid".split()),
        "mysql": _MYSQL_INDEX,
        "mariadb": _MYSQL_INDEX,
        "sqlite": frozenset({"where"}),
        "mssql": frozenset({"clustered", "include", "where", "columnstore"}),
        "oracle": frozenset({"bitmap", "compress", "vector"}),
    },
    "UniqueConstraint": {
        "postgresql": frozenset({"include", "nulls_not_distinct"}),
        "sqlite": _ON_CONFLICT,
        "mssql": frozenset({"clustered"}),
    },
    "CheckConstraint": {"postgresql": frozenset({"not_valid"}), "sqlite": _ON_CONFLICT},
    "ForeignKeyConstraint": {"postgresql": frozenset({"not_valid"}), "sqlite": _ON_CONFLICT},
    "PrimaryKeyConstraint": {
        "postgresql": frozenset({"include"}),
        "mysql": frozenset({"using"}),
        "mariadb": frozenset({"using"}),
        "sqlite": _ON_CONFLICT,
        "mssql": frozenset({"clustered"}),
    },
    "Table": {
        "postgresql": frozenset("ignore_search_path tablespace partition_by with_oids with on_commit inherits using".split()),
        "mysql": frozenset({"*"}),
        "mariadb": frozenset({"*"}),
        "sqlite": frozenset({"autoincrement", "with_rowid", "strict"}),
        "oracle": frozenset({"resolve_synonyms", "on_commit", "compress", "tablespace"}),
    },
    "Column": {"sqlite": _COLUMN_OF_SQLITE, "mssql": frozenset({"identity_start", "identity_increment"})},
}

#: What is called → the construct that takes its keywords.
CONSTRUCTS: dict[str, str] = {
    "sqlalchemy.Index": "Index",
    "sqlalchemy.UniqueConstraint": "UniqueConstraint",
    "sqlalchemy.CheckConstraint": "CheckConstraint",
    "sqlalchemy.ForeignKey": "ForeignKeyConstraint",
    "sqlalchemy.ForeignKeyConstraint": "ForeignKeyConstraint",
    "sqlalchemy.PrimaryKeyConstraint": "PrimaryKeyConstraint",
    "sqlalchemy.Table": "Table",
    "sqlalchemy.Column": "Column",
    "sqlalchemy.orm.mapped_column": "Column",
}
#: The same for Alembic's operations, plain or in a batch.
OPERATIONS: dict[str, str] = {
    "create_index": "Index",
    "drop_index": "Index",
    "create_unique_constraint": "UniqueConstraint",
    "create_check_constraint": "CheckConstraint",
    "create_foreign_key": "ForeignKeyConstraint",
    "create_table": "Table",
}
