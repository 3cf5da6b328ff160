"""What the extractors of single calls are asked about (`extract/call_readers.py`): names of methods, and of what is called.

They stand here and not with the extractors, so that an extractor is loaded with the first call that it may have something to say of.
"""

from __future__ import annotations

from flake8_sqla.vocabulary import sessions
from flake8_sqla.vocabulary.schema import ENUM_TYPES, KEYWORDS

#: Calls that make a construct of the schema.
SCHEMA_CONSTRUCTS = frozenset(KEYWORDS) | ENUM_TYPES | {"sqlalchemy.MetaData"}

#: What keywords begin with that speak to one dialect.
DIALECT_KEYWORDS = ("postgresql_", "mysql_", "mariadb_", "sqlite_", "mssql_", "oracle_")

#: Methods that make or drop tables: of metadata, and of a table itself.
METADATA_METHODS = frozenset({"create_all", "drop_all"})
TABLE_METHODS = frozenset({"create", "drop"})
#: Methods that set an option of Alembic's configuration → how many arguments they take.
OPTION_METHODS = {"set_main_option": 2, "set_section_option": 3}

#: `and_()` and `or_()`, which may have nothing to join.
JOINING_FUNCTIONS = frozenset({"sqlalchemy.and_", "sqlalchemy.or_"})
#: Functions that take SQL as text.
TEXT_FUNCTIONS = frozenset({"sqlalchemy.text", "sqlalchemy.literal_column", "sqlalchemy.DDL"})

#: Methods of columns that take a collection of values or a subquery.
MEMBERSHIP_METHODS = frozenset({"in_", "not_in", "notin_"})
#: Functions whose arguments are single values, beside those of `func`.
VALUE_FUNCTIONS = frozenset(f"sqlalchemy.{name}" for name in ("any_", "all_", "cast", "type_coerce", "not_"))

#: Builtins that go over what they are given.
GOING_OVER = frozenset({"list", "sorted", "tuple", "set", "enumerate", "iter"})
#: Builtins that do something with a value, not with a column.
VALUE_BUILTINS = frozenset({"len", "max", "min", "sum", "int", "float", "round", "abs", "sorted", "any", "all"})
#: Methods of strings, dates and lists that no column has.
PLAIN_METHODS = frozenset(
    "upper lower strip lstrip rstrip title capitalize casefold replace split encode zfill format swapcase isdigit "
    "isoformat strftime date timestamp total_seconds append keys items".split()
)

#: Methods of a statement or query whose keywords name attributes → the roots of statements of which that holds.
NAMING_METHODS = {"filter_by": ("select", "query", "update", "delete"), "values": ("insert", "update")}
#: Methods of a session that take an object, a collection of them, or a class and a key.
OBJECT_METHODS = frozenset({"add", "delete", "add_all", "get", "get_one", "refresh", "merge", "expunge"})

#: Methods of a session that give a result.
RESULT_METHODS = frozenset({"execute", "scalars", "exec"})
#: Methods that read the first column of the rows and nothing else.
SCALAR_METHODS = frozenset({"scalars", "scalar", "stream_scalars", "scalar_one", "scalar_one_or_none"})
#: What a statement is asked that is taken for its result.
READS = frozenset("all first one one_or_none scalar scalars scalar_one scalar_one_or_none fetchall fetchone count get mappings".split())
#: Methods of a result that raise where a joined collection repeats the rows. `first()` and `scalar()` do not.
RAISING_ON_REPEATS = frozenset("all fetchall fetchmany fetchone one one_or_none scalar_one scalar_one_or_none partitions".split())

#: Methods of asynchronous sessions, connections and streamed results that are coroutines.
COROUTINE_METHODS = sessions.SESSION_COROUTINES | sessions.CONNECTION_COROUTINES | sessions.STREAM_COROUTINES
#: Methods that give nothing to await.
NOTHING_TO_AWAIT = sessions.PLAIN_SESSION_METHODS | sessions.CONSUMING | frozenset(sessions.RESHAPING)

#: Functions that start several tasks, and such that start one.
GATHERING = frozenset({"asyncio.gather", "asyncio.wait", "asyncio.as_completed"})
STARTING = frozenset({"asyncio.create_task", "asyncio.ensure_future"})
STARTING_METHODS = frozenset({"create_task", "start_soon"})
