"""The tables of removed, moved and deprecated API, held against the installed SQLAlchemy: a new release shows what changed."""

from __future__ import annotations

import contextlib
import importlib
import inspect
from collections.abc import Callable

import pytest
import sqlalchemy
import sqlalchemy.ext.asyncio
import sqlalchemy.orm
import sqlalchemy.pool
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.sql.functions import _registry

from flake8_sqla.vocabulary import api, deprecated, drivers, kinds, moved, pools, removed

#: The words are those of SQLAlchemy 2.1; on an older one (pip takes it on Python 3.10) there is nothing to hold them against.
_HAS_2_1 = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2]) >= (2, 1)
pytestmark = pytest.mark.skipif(not _HAS_2_1, reason="needs SQLAlchemy 2.1")

_OWNERS: dict[str, tuple[type, ...]] = {
    "engine": (sqlalchemy.Engine,),
    "async_engine": (sqlalchemy.ext.asyncio.AsyncEngine,),
    "connection": (sqlalchemy.Connection,),
    "async_connection": (sqlalchemy.ext.asyncio.AsyncConnection,),
    "session": (sqlalchemy.orm.Session,),
    "async_session": (sqlalchemy.ext.asyncio.AsyncSession,),
    "query": (sqlalchemy.orm.Query,),
    "select": (sqlalchemy.Select,),
    "dml": (sqlalchemy.Insert, sqlalchemy.Update, sqlalchemy.Delete),
    "table": (sqlalchemy.Table,),
    "metadata": (sqlalchemy.MetaData,),
    "text": (sqlalchemy.TextClause,),
    "function": (sqlalchemy.Function,),
    "ddl": (sqlalchemy.DDL,),
    "column": (sqlalchemy.Column,),
    "mapper": (sqlalchemy.orm.Mapper,),
    "result": (sqlalchemy.Result,),
    "row": (sqlalchemy.Row,),
    "automap": (automap_base(),),
    "inspector": (sqlalchemy.Inspector,),
    "array": (sqlalchemy.ARRAY.Comparator,),
}


def _has(kind: str, name: str) -> bool:
    return any(hasattr(owner, name) for owner in _OWNERS[kind])


def _find(name: str) -> Callable[..., object] | None:
    """What a canonical name stands for, wherever SQLAlchemy keeps it; None where it is gone."""
    module, _, last = name.rpartition(".")
    for home in (module, "sqlalchemy.schema", "sqlalchemy.types", "sqlalchemy.engine"):
        try:
            return getattr(importlib.import_module(home), last)
        except (ImportError, AttributeError):
            continue
    return None


def _parameters(function: Callable[..., object]) -> set[str]:
    parameters = inspect.signature(function).parameters.values()
    return {parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD}


_GONE_METHODS = [
    *removed.REMOVED_EXECUTION,
    *removed.REMOVED_QUERY_METHODS,
    *deprecated.REMOVED_IN_2_1_METHODS,
]
_KEPT_METHODS = [*deprecated.DEPRECATED_METHODS, *deprecated.DEPRECATED_WITH_ARGUMENTS, *deprecated.LEGACY_METHODS]


@pytest.mark.parametrize(("kind", "method"), _GONE_METHODS)
def test_a_removed_method_is_gone(kind: str, method: str) -> None:
    assert not _has(kind, method)


@pytest.mark.parametrize(("kind", "method"), _KEPT_METHODS)
def test_a_deprecated_method_is_still_there(kind: str, method: str) -> None:
    assert _has(kind, method)


@pytest.mark.parametrize(("kind", "attribute"), sorted([key for key in deprecated.REMOVED_IN_2_1_ATTRIBUTES if key[0] == "mapper"]))
def test_a_removed_attribute_is_gone(kind: str, attribute: str) -> None:
    assert attribute not in vars(sqlalchemy.orm.Mapper)


def test_a_select_has_no_columns() -> None:
    statement = sqlalchemy.select(sqlalchemy.literal(1))
    for kind, attribute in deprecated.REMOVED_IN_2_1_ATTRIBUTES:
        assert kind != "select" or not hasattr(statement, attribute)


@pytest.mark.parametrize(("kind", "method"), sorted([(kind, method) for kind, methods in removed.WANT_BIND.items() for method in methods]))
def test_schema_methods_want_a_bind(kind: str, method: str) -> None:
    (owner,) = _OWNERS[kind]
    assert inspect.signature(getattr(owner, method)).parameters["bind"].default is inspect.Parameter.empty


@pytest.mark.parametrize("kind", sorted(removed.EXECUTE_KEYWORDS))
@pytest.mark.parametrize("method", ["execute", "scalar", "scalars"])
def test_execute_takes_these_keywords(kind: str, method: str) -> None:
    (owner,) = _OWNERS[kind]
    taken = {name for name in _parameters(getattr(owner, method)) if not name.startswith("_")} - {"self"}
    assert taken == removed.EXECUTE_KEYWORDS[kind]


@pytest.mark.parametrize(
    ("key", "keyword"), sorted([(key, word) for key, table in removed.REMOVED_METHOD_KEYWORDS.items() for word in table])
)
def test_a_removed_keyword_of_a_method_is_gone(key: tuple[str, str], keyword: str) -> None:
    (owner,) = _OWNERS[key[0]]
    assert keyword not in _parameters(getattr(owner, key[1]))


@pytest.mark.parametrize(
    ("name", "keyword"), sorted([(name, keyword) for name, table in removed.REMOVED_KEYWORDS.items() for keyword in table])
)
def test_a_removed_keyword_is_gone(name: str, keyword: str) -> None:
    function = mysql.ENUM if name.endswith("mysql.ENUM") else _find(name)
    assert function is not None
    assert keyword not in _parameters(function)


def test_the_functions_that_ignore_a_bind_are_known() -> None:
    ignoring = set()
    own = [name for name, cls in _registry["_default"].items() if cls.__module__ == "sqlalchemy.sql.functions"]
    for name in own:
        for arguments in ((), (sqlalchemy.column("x"),)):
            with contextlib.suppress(TypeError, AttributeError, AssertionError):
                getattr(sqlalchemy.func, name)(*arguments, bind=None)
                ignoring.add(name)
    abstract = {"all", "ansifunction", "any", "orderedsetagg", "returntypefromargs", "returntypefromoptionalargs", "some"}
    assert ignoring - abstract == removed.FUNCTIONS_TAKING_KEYWORDS
    with pytest.raises(TypeError):
        sqlalchemy.func.upper("x", bind=None)


@pytest.mark.parametrize("event", sorted(deprecated.REMOVED_IN_2_1_EVENTS))
def test_an_event_that_is_gone_cannot_be_listened_to(event: str) -> None:
    with pytest.raises(sqlalchemy.exc.InvalidRequestError):
        sqlalchemy.event.listen(sqlalchemy.orm.Mapper, event, print)


@pytest.mark.parametrize("name", sorted(removed.POSITIONAL_LIMIT))
def test_a_statement_takes_its_table_alone(name: str) -> None:
    function = _find(name)
    assert function is not None
    with pytest.raises(TypeError):
        function(sqlalchemy.table("t"), {})


@pytest.mark.parametrize("name", sorted(removed.TABLE_METHODS_WITHOUT_ARGUMENTS))
def test_the_methods_of_a_table_take_nothing(name: str) -> None:
    with pytest.raises(TypeError):
        getattr(sqlalchemy.Table("t", sqlalchemy.MetaData()), name)({})


@pytest.mark.parametrize("name", sorted(set(removed.REMOVED_FUNCTIONS) - {"sqlalchemy.orm.mapper", "sqlalchemy.URL"}))
def test_a_removed_function_is_gone(name: str) -> None:
    assert _find(name) is None


def test_the_removed_functions_that_are_still_there_raise() -> None:
    with pytest.raises(sqlalchemy.exc.InvalidRequestError):
        sqlalchemy.orm.mapper()  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        sqlalchemy.URL("sqlite")  # type: ignore[call-arg]


_METHODS_OF_CLASSES = {"sqlalchemy.Inspector.from_engine", "sqlalchemy.ext.asyncio.AsyncSession.close_all"}


@pytest.mark.parametrize("name", sorted(set(deprecated.DEPRECATED_FUNCTIONS) - _METHODS_OF_CLASSES))
def test_a_deprecated_function_is_still_there(name: str) -> None:
    assert hasattr(postgresql, name.rpartition(".")[2]) if ".postgresql." in name else _find(name) is not None


@pytest.mark.parametrize(("module", "name"), sorted([(module, name) for module, names in moved.MOVED.items() for name in names]))
def test_a_moved_name_is_in_both_places(module: str, name: str) -> None:
    new_module, _, new_name = moved.MOVED[module][name].rpartition(".")
    try:
        old = importlib.import_module(module)
    except ImportError:
        pytest.skip(f"{module} itself is gone")
    if hasattr(old, name):
        assert hasattr(importlib.import_module(new_module), new_name)


@pytest.mark.parametrize(("module", "name"), sorted([(module, name) for module, names in moved.GONE.items() for name in names]))
def test_a_name_that_is_gone_cannot_be_imported(module: str, name: str) -> None:
    try:
        found = importlib.import_module(module)
    except ImportError:
        return
    assert not hasattr(found, name)


@pytest.mark.parametrize("module", sorted(moved.GONE_MODULES))
def test_a_module_that_is_gone_cannot_be_imported(module: str) -> None:
    if module == "sqlalchemy.interfaces":
        assert not hasattr(importlib.import_module("sqlalchemy.engine.interfaces"), "PoolListener")
        return
    with pytest.raises(ImportError):
        importlib.import_module(module)


@pytest.mark.parametrize("name", sorted(pools.TAKEN_BY))
@pytest.mark.parametrize("argument", sorted(pools.POOL_ARGUMENTS))
def test_a_pool_takes_what_the_table_says(name: str, argument: str) -> None:
    pool = getattr(sqlalchemy.pool, name)
    own = {parameter for cls in pool.__mro__ if "__init__" in vars(cls) for parameter in _parameters(cls.__init__)}
    assert (argument.removeprefix("pool_") in own or argument in own) is (argument in pools.TAKEN_BY[name])


def _refuses(make: Callable[..., object], url: str, pool: str) -> bool:
    try:
        make(url, poolclass=getattr(sqlalchemy.pool, pool))
    except sqlalchemy.exc.ArgumentError:
        return True
    return False


@pytest.mark.parametrize("pool", sorted(pools.TAKEN_BY))
def test_an_engine_refuses_the_pools_the_table_says(pool: str) -> None:
    assert _refuses(sqlalchemy.ext.asyncio.create_async_engine, "sqlite+aiosqlite:///x.db", pool) is (pool in pools.NOT_ASYNC)
    assert _refuses(sqlalchemy.create_engine, "sqlite:///x.db", pool) is (pool in pools.ONLY_ASYNC)


@pytest.mark.parametrize("dialect", sorted(drivers.DEFAULT_DRIVERS))
def test_a_dialect_has_this_default_driver(dialect: str) -> None:
    package = "mysql" if dialect == "mariadb" else dialect
    module = importlib.import_module(f"sqlalchemy.dialects.{package}")
    assert module.base.dialect.driver == drivers.DEFAULT_DRIVERS[dialect]


def test_every_loader_option_is_there() -> None:
    for name in kinds.LOADERS:
        assert hasattr(sqlalchemy.orm, name)
        assert hasattr(sqlalchemy.orm.Load, name)


def test_every_method_that_takes_elements_is_there() -> None:
    for kind, methods in api.METHODS_TAKING_ELEMENTS.items():
        assert all(_has(kind, method) for method in methods), kind
