"""Methods and attributes of values of a known kind, rows taken for mappings, and the lives of connections."""

from __future__ import annotations

import pytest
from support.facts import fact, facts

from flake8_sqla.facts.calls import ApiCall, AttributeUse, MethodCall, NameImport
from flake8_sqla.facts.engines import ConnectionUse, EngineCreation, UrlLiteral
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.rows import RowAsMapping
from flake8_sqla.facts.unknown import UNKNOWN

IMPORTS = (
    "import sqlalchemy as sa\n"
    "from sqlalchemy import Connection, DDL, Engine, MetaData, Table, create_engine, func, inspect\n"
    "from sqlalchemy import make_url, select, text, update\n"
    "from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine\n"
    "from sqlalchemy.orm import Load, Session, class_mapper, joinedload, sessionmaker\n"
    "engine = create_engine('sqlite://')\n"
    "table = Table('t', MetaData())\n"
)
LINE = IMPORTS.count("\n") + 1


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("engine.execute(x)", "engine"),
        ("create_async_engine(u).execute(x)", "async_engine"),
        ("engine.connect().execute(x)", "connection"),
        ("Session(engine).execute(x)", "session"),
        ("Session(engine).query(X).get(1)", "query"),
        ("select(X).execute()", "select"),
        ("update(table).execute()", "dml"),
        ("table.create()", "table"),
        ("MetaData().create_all()", "metadata"),
        ("Base.metadata.create_all()", "metadata"),
        ("X.__table__.drop()", "table"),
        ("text('x').execute()", "text"),
        ("text('x').bindparams(a=1).execute()", "text"),
        ("func.now().scalar()", "function"),
        ("DDL('x').execute()", "ddl"),
        ("joinedload(X.a).joinedload('b')", "loader"),
        ("Load(X).load_only('b')", "loader"),
        ("sessionmaker().configure(autocommit=True)", "factory"),
    ],
)
def test_a_method_is_a_fact_where_its_receiver_is_known(expression: str, kind: str) -> None:
    assert kind in [call.kind for call in facts(f"{IMPORTS}{expression}\n", MethodCall)]


@pytest.mark.parametrize("expression", ["thing.execute(x)", "thing.metadata.other()", "engine.dispose()", "unknown().query(X)"])
def test_a_method_of_the_unknown_is_no_fact(expression: str) -> None:
    assert facts(f"{IMPORTS}{expression}\n", MethodCall) == []


def test_a_method_knows_its_place_subject_and_the_kinds_of_its_arguments() -> None:
    (found,) = facts(f"{IMPORTS}table.create(\n    bind=engine)\n", MethodCall)
    assert (found.span, found.subject, found.argument_kinds) == (Span(LINE, 6, LINE, 12), "table", ("engine",))
    assert found.kind_of(0, "bind") == "engine"
    assert found.kind_of(0) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print(select(X).c)", [("select", "c", False)]),
        ("m = MetaData()\nm.bind = engine", [("metadata", "bind", True)]),
        ("X.metadata.bind = engine", [("metadata", "bind", True)]),
        ("X.metadata.bind = other", []),
        ("class_mapper(X).mapped_table", [("mapper", "mapped_table", False)]),
        ("make_url('x').drivername = 'y'", [("url", "drivername", True)]),
        ("Session().transaction", [("session", "transaction", False)]),
        ("Session().begin()", []),
        ("thing.c", []),
        ("table.c", [("table", "c", False)]),
    ],
)
def test_an_attribute_is_a_fact_where_its_owner_is_known(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert [(use.kind, use.attribute, use.stored) for use in facts(f"{IMPORTS}{text}\n", AttributeUse)] == expected


def test_the_arguments_of_a_mapper_are_a_call() -> None:
    (found,) = [call for call in facts("import sqlalchemy\nclass A:\n    __mapper_args__ = {'order_by': 1}\n", ApiCall)]
    assert (found.function, [argument.keyword for argument in found.arguments]) == ("sqlalchemy.orm.Mapper", ["order_by"])


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("import sqlalchemy", False),
        ("try:\n    import sqlalchemy\nexcept ImportError:\n    pass", True),
        ("try:\n    pass\nexcept (ImportError, KeyError):\n    import sqlalchemy", True),
        ("try:\n    import sqlalchemy\nexcept KeyError:\n    pass", False),
        ("try:\n    import sqlalchemy\nexcept:\n    pass", True),
    ],
)
def test_an_import_with_a_handler_is_guarded(text: str, guarded: bool) -> None:
    assert fact(f"{text}\n", NameImport).guarded is guarded


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("row['a']", [("item", "a")]),
        ("'a' in row", [("in", "a")]),
        ("dict(row)", [("dict", "")]),
        ("row.keys()", [("method", "keys")]),
        ("row[0]", []),
        ("row._mapping['a']", []),
        ("other['a']", []),
    ],
)
def test_a_row_taken_for_a_mapping_is_told(text: str, forms: list[tuple[str, str]]) -> None:
    found = facts(f"{IMPORTS}def f(c: Connection):\n    row = c.execute(text('x')).one()\n    {text}\n", RowAsMapping)
    assert [(use.form, use.key) for use in found] == forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("with engine.connect() as c:\n    c.execute(update(table))", (True, False, False, ["update"])),
        ("with engine.connect() as c:\n    c.execute(update(table))\n    c.commit()", (True, False, True, ["update"])),
        ("c = engine.connect()\nc.execute(text('DELETE FROM t'))", (False, False, False, ["delete"])),
        ("c = engine.connect()\nc.close()", (True, False, False, [])),
        ("c = engine.connect()\nuse(c)", (False, True, True, [])),
        ("self.c = engine.connect()", (False, True, False, [])),
        ("engine.connect().execute(update(table))", (False, False, False, ["update"])),
        ("c = engine.connect().execution_options(isolation_level='AUTOCOMMIT')", (False, False, True, [])),
    ],
)
def test_the_life_of_a_connection_is_told(text: str, expected: tuple[bool, bool, bool, list[str]]) -> None:
    found = fact(f"{IMPORTS}{text}\n", ConnectionUse)
    assert (found.closed, found.escapes, found.commits, [word for _, word in found.changes]) == expected


@pytest.mark.parametrize(
    ("text", "pool"),
    [
        ("create_engine(u)", ""),
        ("create_engine(u, poolclass=sa.pool.NullPool)", "sqlalchemy.NullPool"),
        ("create_engine(u, poolclass=a if b else c)", UNKNOWN),
    ],
)
def test_the_pool_of_an_engine_is_told(text: str, pool: object) -> None:
    assert facts(f"{IMPORTS}{text}\n", EngineCreation)[-1].pool_class == pool


@pytest.mark.parametrize(
    ("url", "pasted"),
    [
        ("f'postgresql://u:{password}@h/d'", True),
        ("f'postgresql://u:{quote(password)}@h/d'", False),
        ("f'postgresql://u:{quoted_password}@h/d'", False),
        ("f'postgresql://u:p@{host}/d'", False),
        ("'postgresql://u:%s@h/d' % password", True),
        ("'postgresql://{}:{}@h/d'.format(user, password)", True),
        ("'postgresql://u:' + password + '@h/d'", True),
    ],
)
def test_a_pasted_url_is_told(url: str, pasted: bool) -> None:
    assert [literal.url.pasted for literal in facts(f"{IMPORTS}make_url({url})\n", UrlLiteral)][-1] is pasted
