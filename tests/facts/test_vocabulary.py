"""The vocabulary held against the installed libraries: what it names exists, under the name it gives."""

from __future__ import annotations

import importlib
import inspect

import alembic.operations
import pytest
import sqlalchemy
import sqlalchemy.ext.asyncio
import sqlalchemy.orm

from flake8_sqla.syntax.names import canonical
from flake8_sqla.vocabulary import alembic as operations
from flake8_sqla.vocabulary import api, drivers, modules, orm

#: The words are those of SQLAlchemy 2.1; on an older one (pip takes it on Python 3.10) there is nothing to hold them against.
_HAS_2_1 = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2]) >= (2, 1)
pytestmark = pytest.mark.skipif(not _HAS_2_1, reason="needs SQLAlchemy 2.1")

#: Gone from SQLAlchemy, still met in code that has not been moved.
_REMOVED_NAMES = {
    "sqlalchemy.orm.relation",
    "sqlalchemy.orm.comparable_property",
    "sqlalchemy.orm.compile_mappers",
    "sqlalchemy.orm.contains_eager_all",
    "sqlalchemy.orm.eagerload",
    "sqlalchemy.orm.eagerload_all",
    "sqlalchemy.orm.joinedload_all",
    "sqlalchemy.orm.lazyload_all",
    "sqlalchemy.orm.subqueryload_all",
    "sqlalchemy.orm.collection.converter",
    "sqlalchemy.orm.Session.close_all",
    "sqlalchemy.subquery",
}
#: Where names live that we know as the package's own.
_HOMES = ("sqlalchemy", "sqlalchemy.schema", "sqlalchemy.sql.expression", "sqlalchemy.engine")
_REMOVED_METHODS = {"from_select", "with_labels", "apply_labels", "filter_where"}
#: Methods of statements of single dialects, or of other constructs of the ORM.
_ELSEWHERE = {"on_conflict_do_nothing", "on_conflict_do_update", "on_duplicate_key_update", "only_return_tuples", "execution_option"}


def _exists(name: str) -> bool:
    """Whether a dotted name can be imported."""
    module, _, attribute = name.rpartition(".")
    if module == "sqlalchemy":
        return any(hasattr(importlib.import_module(home), attribute) for home in _HOMES)
    try:
        return hasattr(importlib.import_module(module), attribute)
    except ImportError:
        return bool(module) and _exists(module) and hasattr(_object(module), attribute)


def _object(name: str) -> object:
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute)
    except ImportError:
        return getattr(_object(module), attribute)


_NAMES = sorted(
    {
        *orm.STATEMENT_FUNCTIONS,
        *orm.SESSION_CLASSES,
        *orm.SCOPED_SESSIONS,
        *orm.SESSION_FACTORIES,
        *orm.ENGINE_FUNCTIONS,
        *orm.ENGINE_CLASSES,
        *orm.CONNECTION_CLASSES,
        *orm.STATEMENT_CLASSES,
        *orm.ENTITY_FUNCTIONS,
        *orm.DECLARATIVE_BASES,
        *orm.BASE_FUNCTIONS,
        orm.DATACLASS_MIXIN,
        *orm.COLUMN_CONSTRUCTS,
        *orm.RELATIONSHIP_CONSTRUCTS,
        *orm.SCHEMA_ITEMS,
        *orm.MAPPED_WRAPPERS,
        *orm.CLAUSE_FUNCTIONS,
        *api.NOTEWORTHY,
        api.REGISTRY,
    }
    - _REMOVED_NAMES
)


@pytest.mark.parametrize("name", _NAMES)
def test_a_name_exists_and_is_its_own_canonical_form(name: str) -> None:
    assert _exists(name)
    assert canonical(name) == name


@pytest.mark.parametrize("name", sorted(_REMOVED_NAMES))
def test_a_removed_name_is_really_gone(name: str) -> None:
    assert not _exists(name)


@pytest.mark.parametrize("name", sorted(modules.ORM_NAMES))
def test_a_name_of_the_orm_is_there(name: str) -> None:
    assert hasattr(sqlalchemy.orm, name)


@pytest.mark.parametrize("name", sorted(orm.GENERATIVE_METHODS - _REMOVED_METHODS - _ELSEWHERE))
def test_a_generative_method_exists_on_a_statement(name: str) -> None:
    owners = (
        sqlalchemy.Select,
        sqlalchemy.Update,
        sqlalchemy.Insert,
        sqlalchemy.Delete,
        sqlalchemy.CompoundSelect,
        sqlalchemy.orm.Query,
    )
    assert any(hasattr(owner, name) for owner in owners)


def test_every_generative_method_of_the_library_is_known() -> None:
    found = set()
    for owner in (sqlalchemy.Select, sqlalchemy.Update, sqlalchemy.Insert, sqlalchemy.Delete, sqlalchemy.orm.Query):
        for name, method in inspect.getmembers(owner, inspect.isfunction):
            returns = str(inspect.signature(method).return_annotation)
            if not name.startswith("_") and returns.strip("'\"") == "Self":
                found.add(name)
    # Hooks for the authors of extensions, and the one that gives a Query another session.
    assert found - orm.GENERATIVE_METHODS - {"ext", "replace_selectable", "with_session"} == set()


@pytest.mark.parametrize("name", sorted(orm.QUERY_ENDINGS - {"first_or_404", "get_or_404", "one_or_404", "paginate"}))
def test_an_ending_exists_on_the_query(name: str) -> None:
    assert hasattr(sqlalchemy.orm.Query, name)


@pytest.mark.parametrize("name", ["first_or_404", "get_or_404", "one_or_404", "paginate"])
def test_an_ending_of_flask_sqlalchemy_exists_on_its_query(name: str) -> None:
    query = pytest.importorskip("flask_sqlalchemy.query")
    assert hasattr(query.Query, name)


@pytest.mark.parametrize("name", sorted(orm.EXECUTING_METHODS - {"exec"}))
def test_an_executing_method_exists(name: str) -> None:
    owners = (sqlalchemy.orm.Session, sqlalchemy.ext.asyncio.AsyncSession, sqlalchemy.Connection)
    assert any(hasattr(owner, name) for owner in owners)


@pytest.mark.parametrize("name", sorted(orm.TABLE_STATEMENT_METHODS))
def test_a_table_begins_a_statement(name: str) -> None:
    assert hasattr(sqlalchemy.Table, name)


@pytest.mark.parametrize("name", sorted(api.REGISTRY_BASE_METHODS))
def test_a_registry_makes_bases(name: str) -> None:
    assert hasattr(sqlalchemy.orm.registry, name)


def test_asynchronous_things_are_those_of_the_asyncio_extension() -> None:
    tables = (
        orm.SESSION_CLASSES,
        orm.SCOPED_SESSIONS,
        orm.SESSION_FACTORIES,
        orm.ENGINE_FUNCTIONS,
        orm.ENGINE_CLASSES,
        orm.CONNECTION_CLASSES,
    )
    for table in tables:
        for name, asynchronous in table.items():
            assert asynchronous is name.startswith("sqlalchemy.ext.asyncio."), name


@pytest.mark.parametrize("name", sorted(modules.MOVED_FROM_EXT_DECLARATIVE))
def test_what_moved_to_the_orm_is_there(name: str) -> None:
    assert hasattr(sqlalchemy.orm, name)
    assert canonical(f"sqlalchemy.ext.declarative.{name}") == f"sqlalchemy.orm.{name}"


def _public(module: str) -> set[str]:
    names = getattr(importlib.import_module(module), "__all__", None)
    return set(names) if names is not None else {name for name in vars(importlib.import_module(module)) if not name.startswith("_")}


@pytest.mark.parametrize("name", sorted(modules.CORE_MODULES - {"sql", "sqltypes", "type_api", "selectable", "elements", "dml", "ddl"}))
def test_a_submodule_exists_somewhere_in_the_core(name: str) -> None:
    places = (f"sqlalchemy.{name}", f"sqlalchemy.sql.{name}", f"sqlalchemy.engine.{name}", f"sqlalchemy.pool.{name}")
    found = []
    for place in places:
        try:
            found.append(importlib.import_module(place))
        except ImportError:
            continue
    assert found


@pytest.mark.parametrize(
    "module",
    ["sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlalchemy.schema", "sqlalchemy.types", "sqlalchemy.engine", "sqlalchemy.future"],
)
def test_what_a_submodule_shares_with_the_package_has_the_packages_name(module: str) -> None:
    shared = {name for name in _public(module) if hasattr(sqlalchemy, name) and not inspect.ismodule(getattr(sqlalchemy, name))}
    same = {name for name in shared if getattr(sqlalchemy, name) is getattr(importlib.import_module(module), name)}
    assert same
    assert {name: canonical(f"{module}.{name}") for name in same} == {name: f"sqlalchemy.{name}" for name in same}


# -- Alembic


def _parameters(owner: type, method: str) -> list[inspect.Parameter]:
    return list(inspect.signature(getattr(owner, method)).parameters.values())[1:]


@pytest.mark.parametrize("method", sorted(operations.OPERATION_PARAMETERS))
def test_the_parameters_of_an_operation_are_alembics(method: str) -> None:
    _compare(alembic.operations.Operations, method, operations.OPERATION_PARAMETERS[method])


@pytest.mark.parametrize("method", sorted(operations.BATCH_PARAMETERS))
def test_the_parameters_of_a_batch_operation_are_alembics(method: str) -> None:
    _compare(alembic.operations.BatchOperations, method, operations.BATCH_PARAMETERS[method])


def _compare(owner: type, method: str, known: tuple[str, ...]) -> None:
    positional = [
        parameter.name
        for parameter in _parameters(owner, method)
        if parameter.kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    ]
    # Alembic's `execute` takes its options by position, too; nobody reads them.
    assert positional[: len(known)] == list(known)
    assert method in ("execute", "create_exclude_constraint", "alter_column") or positional == list(known)


def test_every_operation_of_alembic_that_changes_a_schema_is_known() -> None:
    not_schema = {"batch_alter_table", "create_module_class_proxy", "f", "get_bind", "get_context", "implementation_for", "inline_literal"}
    not_schema |= {"invoke", "register_operation", "run_async", "context"}
    public = {name for name, _ in inspect.getmembers(alembic.operations.Operations, callable) if not name.startswith("_")}
    assert public - not_schema == set(operations.OPERATION_PARAMETERS)


@pytest.mark.parametrize("parameter", operations.TABLE_PARAMETERS)
def test_a_parameter_for_a_table_is_one_of_an_operation(parameter: str) -> None:
    assert any(parameter in order for order in operations.OPERATION_PARAMETERS.values())


# -- Flask-SQLAlchemy, SQLModel


@pytest.mark.parametrize("name", sorted(modules.FLASK_SQLALCHEMY_OWN - {"Query"}))
def test_what_flask_sqlalchemys_object_has_of_its_own_is_there(name: str) -> None:
    extension = pytest.importorskip("flask_sqlalchemy")
    # Not asked of an instance: the engine wants an application around it.
    assert hasattr(extension.SQLAlchemy, name) or name in vars(extension.SQLAlchemy())


@pytest.mark.parametrize("name", sorted(modules.FLASK_SQLALCHEMY_CLASSES - {"quart_sqlalchemy.SQLAlchemy"}))
def test_the_class_of_flask_sqlalchemys_object_exists(name: str) -> None:
    pytest.importorskip("flask_sqlalchemy")
    assert _exists(name)


@pytest.mark.parametrize("name", sorted(modules.SQLMODEL_OWN))
def test_what_sqlmodel_has_of_its_own_is_there(name: str) -> None:
    pytest.importorskip("sqlmodel")
    assert _exists(f"sqlmodel.{name}")


def test_everything_else_that_sqlmodel_exports_is_sqlalchemys() -> None:
    sqlmodel = pytest.importorskip("sqlmodel")
    unknown = set()
    for name in vars(sqlmodel):
        if name.startswith("_") or inspect.ismodule(getattr(sqlmodel, name)) or name in modules.SQLMODEL_OWN:
            continue
        known = canonical(f"sqlmodel.{name}")
        if not (known.startswith("sqlalchemy.") and _exists(known)) and known not in orm.SESSION_CLASSES:
            unknown.add(name)
    # Names of SQLModel's own that no rule speaks of.
    assert unknown <= {"AutoString", "Session", "UTCDateTime", "Discriminator", "Tag"}


# -- drivers


@pytest.mark.parametrize("dialect", sorted(set(drivers.DRIVER_DISTRIBUTIONS.values())))
def test_the_dialect_of_a_driver_is_one_that_a_url_can_name(dialect: str) -> None:
    assert dialect in drivers.URL_SCHEMES.values()


@pytest.mark.parametrize("dialect", sorted(set(drivers.URL_SCHEMES.values()) - {"cockroachdb"}))
def test_the_dialect_of_a_url_is_one_of_sqlalchemys(dialect: str) -> None:
    assert importlib.import_module(f"sqlalchemy.dialects.{dialect if dialect != 'mariadb' else 'mysql'}")


@pytest.mark.parametrize("distribution", sorted(drivers.DRIVER_DISTRIBUTIONS))
def test_a_distribution_is_written_in_its_normal_form(distribution: str) -> None:
    assert distribution == distribution.lower().replace("_", "-").replace(".", "-")
