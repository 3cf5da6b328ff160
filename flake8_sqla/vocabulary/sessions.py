"""What sessions, connections and results can be asked, and which of it is a coroutine. Read off SQLAlchemy 2.1.9 and SQLModel."""

from __future__ import annotations

SESSION_COROUTINES = frozenset(
    "aclose close close_all commit connection delete delete_all execute exec flush get get_one invalidate merge merge_all refresh reset "
    "rollback run_sync scalar scalars stream stream_scalars".split()
)
CONNECTION_COROUTINES = frozenset(
    "aclose close commit exec_driver_sql execute get_isolation_level get_raw_connection invalidate rollback run_sync scalar scalars".split()
)
#: Methods of an asynchronous session that are plain functions and give nothing to await.
PLAIN_SESSION_METHODS = frozenset(
    "add add_all bind_mapper bind_table expire expire_all expunge expunge_all get_bind identity_key in_nested_transaction in_transaction "
    "is_modified object_session get_transaction get_nested_transaction".split()
)
#: Methods of the results of an asynchronous stream that are coroutines.
STREAM_COROUTINES = frozenset(
    "all close fetchall fetchmany fetchone first freeze one one_or_none scalar scalar_one scalar_one_or_none".split()
)

#: What may be called on a session that says something of its life.
SESSION_METHODS = SESSION_COROUTINES | frozenset(
    "add add_all begin begin_nested expire expire_all expunge expunge_all query "
    "bulk_insert_mappings bulk_save_objects bulk_update_mappings".split()
)

#: Methods of a result that read its rows.
CONSUMING = frozenset(
    "all fetchall fetchmany fetchone first one one_or_none scalar scalar_one scalar_one_or_none partitions freeze".split()
)
#: Methods of a result that give the same result in another shape.
RESHAPING = {"scalars": "scalars", "mappings": "mappings", "unique": "", "tuples": "", "yield_per": "", "execution_options": ""}
SINGLE_READS = frozenset({"first", "one", "one_or_none", "fetchone"})
SCALAR_READS = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})
LIST_READS = frozenset({"all", "fetchall", "fetchmany"})

#: Functions that mark a parameter as given by a dependency: the first argument gives the value.
DEPENDENCY_FUNCTIONS = frozenset({"fastapi.Depends", "fastapi.param_functions.Depends", "fastapi.params.Depends", "litestar.di.Provide"})
CONTEXT_MANAGER_DECORATORS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
FIXTURE_DECORATORS = frozenset({"pytest.fixture", "pytest_asyncio.fixture", "pytest.yield_fixture"})
#: Decorators that leave what a function gives as it is.
KEEPING_DECORATORS = frozenset(
    {
        "builtins.staticmethod",
        "builtins.classmethod",
        "builtins.property",
        "functools.wraps",
        "functools.cached_property",
        "functools.lru_cache",
    }
    | {"functools.cache", "typing.override", "abc.abstractmethod", "typing_extensions.override"}
)
#: Annotations of generators: the first parameter is what they yield.
GENERATOR_TYPES = frozenset(
    f"{module}.{name}"
    for module in ("typing", "collections.abc", "typing_extensions")
    for name in ("Generator", "Iterator", "Iterable", "AsyncGenerator", "AsyncIterator", "AsyncIterable")
)
AWAITABLE_TYPES = frozenset(f"{module}.{name}" for module in ("typing", "collections.abc") for name in ("Awaitable", "Coroutine"))
#: Names that parameters have which are no session though statements are executed on them.
CONNECTION_NAMES = frozenset("conn connection bind engine cursor op cur db_conn database".split())
#: Annotations of collections: the first parameter is what they hold.
COLLECTION_TYPES = (
    frozenset({"builtins.list", "builtins.set", "builtins.frozenset", "typing.List", "typing.Set", "typing.FrozenSet"})
    | frozenset(
        f"{module}.{name}"
        for module in ("typing", "collections.abc", "typing_extensions")
        for name in ("Sequence", "MutableSequence", "Collection", "Set", "AbstractSet")
    )
    | GENERATOR_TYPES
)
MAPPING_TYPES = frozenset({"builtins.dict", "typing.Dict"}) | frozenset(
    f"{module}.{name}" for module in ("typing", "collections.abc") for name in ("Mapping", "MutableMapping")
)
#: Classes of results → the shape of what they give, and whether their reading methods are coroutines.
RESULT_CLASSES: dict[str, tuple[str, bool]] = {
    "sqlalchemy.Result": ("rows", False),
    "sqlalchemy.CursorResult": ("rows", False),
    "sqlalchemy.ScalarResult": ("scalars", False),
    "sqlalchemy.ext.asyncio.AsyncResult": ("rows", True),
    "sqlalchemy.ext.asyncio.AsyncScalarResult": ("scalars", True),
}
