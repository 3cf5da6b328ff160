"""Columns, constraints, tables and relationships: the words that their arguments may be.

Read off SQLAlchemy 2.1.9; `tests/facts/test_schema_vocabulary.py` holds the sets against the installed library.
"""

from __future__ import annotations

#: Positional arguments of a column that are not its type.
NOT_TYPES = frozenset(
    f"sqlalchemy.{name}"
    for name in (
        "ForeignKey Identity Computed Sequence FetchedValue DefaultClause CheckConstraint UniqueConstraint ColumnDefault "
        "ForeignKeyConstraint PrimaryKeyConstraint Constraint"
    ).split()
)

_CONSTRAINT = frozenset("name deferrable initially info comment".split())
_COLUMN = frozenset(
    "name type_ autoincrement default insert_default doc key index unique info nullable onupdate primary_key server_default "
    "server_onupdate quote system comment insert_sentinel".split()
)

#: The keywords of each construct that takes `<dialect>_<word>` besides, and so swallows what is misspelt.
KEYWORDS: dict[str, frozenset[str]] = {
    "sqlalchemy.Column": _COLUMN,
    "sqlalchemy.orm.mapped_column": _COLUMN
    | frozenset(
        "init repr default_factory compare kw_only hash deferred deferred_group deferred_raiseload use_existing_column active_history "
        "sort_order dataclass_metadata".split()
    ),
    "sqlalchemy.ForeignKey": _CONSTRAINT | frozenset("column use_alter onupdate ondelete link_to_name match".split()),
    "sqlalchemy.ForeignKeyConstraint": _CONSTRAINT
    | frozenset("columns refcolumns use_alter onupdate ondelete link_to_name match table".split()),
    "sqlalchemy.UniqueConstraint": _CONSTRAINT,
    "sqlalchemy.PrimaryKeyConstraint": _CONSTRAINT,
    "sqlalchemy.CheckConstraint": _CONSTRAINT | frozenset({"sqltext", "table"}),
    "sqlalchemy.Index": frozenset("name unique quote info".split()),
    "sqlalchemy.Table": frozenset(
        "schema quote quote_schema autoload autoload_replace autoload_with resolve_fks extend_existing keep_existing implicit_returning "
        "include_columns info listeners must_exist prefixes comment table_columns_cls".split()
    ),
}
#: What people write, and the keyword they mean.
MEANT_KEYWORDS = {
    "foreign_key": "a ForeignKey(…) as an argument",
    "on_delete": "ondelete",
    "on_update": "onupdate",
    "not_null": "nullable=False",
    "is_nullable": "nullable",
    "auto_increment": "autoincrement",
    "default_value": "default",
    "db_index": "index",
    "unique_key": "unique",
    "max_length": "the length in the type, String(n)",
    "auto_now_add": "server_default=func.now()",
    "auto_now": "onupdate=func.now()",
    "comment_text": "comment",
    "schema_name": "schema",
    "nulls_not_distinct": "postgresql_nulls_not_distinct",
    "is_unique": "unique",
    "index_name": "an Index(…) of that name",
}
#: The first words of dialects, SQLAlchemy's own and others': `<dialect>_<word>` is theirs to read.
DIALECT_PREFIXES = frozenset(
    "mssql mysql mariadb oracle postgresql sqlite snowflake clickhouse redshift cockroachdb bigquery duckdb starrocks databricks hana "
    "crate db2 ibm firebird sybase access informix teradata teradatasql trino presto hive impala athena awsathena druid elasticsearch "
    "exasol "
    "exa vertica greenplum gaussdb opengauss kingbase dm doris tidb oceanbase spanner risingwave monetdb sqream "
    "materialize solr pinot netezza denodo iris ignite phoenix drill kylin dremio timescaledb yugabytedb ydb yql tdengine taos iotdb "
    "questdb cratedb libsql rqlite firebolt singlestoredb memsql hsqldb h2 aurora fmp sas".split()
)

CASCADES = frozenset("all save-update merge delete delete-orphan refresh-expire expunge none".split())
LAZY_WORDS = frozenset("select joined subquery selectin raise raise_on_sql noload immediate dynamic write_only".split())
ONDELETE_WORDS = frozenset({"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"})

#: What each dialect keeps of a name.
LONGEST_NAMES = {"postgresql": 63, "mysql": 64, "mariadb": 64, "mssql": 128, "oracle": 128}

#: Types that hold a date and time, by whether they can be told to keep a zone.
DATETIME_TYPES = frozenset(
    {
        "sqlalchemy.DateTime",
        "sqlalchemy.DATETIME",
        "sqlalchemy.TIMESTAMP",
        "sqlalchemy.dialects.postgresql.TIMESTAMP",
    }
)
BOOLEAN_TYPES = frozenset({"sqlalchemy.Boolean", "sqlalchemy.BOOLEAN"})
ENUM_TYPES = frozenset({"sqlalchemy.Enum", "sqlalchemy.dialects.postgresql.ENUM"})
#: Types without which MySQL cannot make a VARCHAR.
LENGTH_TYPES = frozenset({"sqlalchemy.String", "sqlalchemy.Unicode", "sqlalchemy.VARCHAR", "sqlalchemy.NVARCHAR"})

_NUMBERS = {"Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT", "SMALLINT"}
_TEXTS = {"String", "Text", "Unicode", "UnicodeText", "VARCHAR", "CHAR", "TEXT", "NVARCHAR", "NCHAR", "CLOB"}
_FLOATS = {"Float", "FLOAT", "REAL", "Double", "DOUBLE", "DOUBLE_PRECISION"}
_DECIMALS = {"Numeric", "NUMERIC", "DECIMAL"}
_DATETIMES = {"DateTime", "TIMESTAMP", "DATETIME"}
#: The Python type that values of each SQLAlchemy type have.
PYTHON_OF_TYPE: dict[str, str] = {
    f"sqlalchemy.{name}": python
    for names, python in (
        (_NUMBERS, "int"),
        (_TEXTS, "str"),
        (_FLOATS, "float"),
        (_DECIMALS, "Decimal"),
        (_DATETIMES, "datetime"),
        ({"Boolean", "BOOLEAN"}, "bool"),
        ({"Date", "DATE"}, "date"),
        ({"Time", "TIME"}, "time"),
        ({"Interval"}, "timedelta"),
        ({"LargeBinary", "BLOB", "BINARY", "VARBINARY"}, "bytes"),
    )
    for name in names
}
PYTHON_OF_ANNOTATION: dict[str, str] = {
    "builtins.int": "int",
    "builtins.str": "str",
    "builtins.float": "float",
    "builtins.bool": "bool",
    "builtins.bytes": "bytes",
    "decimal.Decimal": "Decimal",
    "datetime.datetime": "datetime",
    "datetime.date": "date",
    "datetime.time": "time",
    "datetime.timedelta": "timedelta",
    "uuid.UUID": "UUID",
}
