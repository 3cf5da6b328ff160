"""What a value is: sessions, factories, engines, connections and statements, by every way a program says so."""

from __future__ import annotations

import pytest
from support.facts import value_of

from flake8_sqla.extract.kinds import ConnectionValue, EngineValue, FactoryValue, SessionValue, StatementValue, TableValue

SYNC, ASYNC = SessionValue(False), SessionValue(True)
SCOPED = SessionValue(False, scoped=True)

IMPORTS = """
from __future__ import annotations
from contextlib import closing
from typing import Annotated, Optional
import typing as tp
import sqlalchemy as sa
from sqlalchemy import create_engine, engine_from_config, select, update, Table, MetaData, Engine, Connection
from sqlalchemy.orm import Session, sessionmaker, scoped_session, Query
from sqlalchemy.ext.asyncio import AsyncSession, AsyncEngine, AsyncConnection, async_sessionmaker, async_scoped_session, create_async_engine
engine = create_engine("sqlite://")
async_engine = create_async_engine("sqlite+aiosqlite://")
Factory = sessionmaker(engine)
AsyncFactory = async_sessionmaker(async_engine)
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # made
        ("s = Session(engine)\ns", SYNC),
        ("s = Factory()\ns", SYNC),
        ("s = sessionmaker()()\ns", SYNC),
        ("s = AsyncFactory()\ns", ASYNC),
        ("s = AsyncSession(async_engine)\ns", ASYNC),
        ("F = sessionmaker(async_engine, class_=AsyncSession)\ns = F()\ns", ASYNC),
        ("s = scoped_session(Factory)\ns", SCOPED),
        ("s = scoped_session(Factory)()\ns", SCOPED),
        ("s = async_scoped_session(AsyncFactory, scopefunc=f)\ns", SessionValue(True, scoped=True)),
        # entered
        ("with Session(engine) as s:\n    s", SYNC),
        ("with Factory() as s:\n    s", SYNC),
        ("with Factory.begin() as s:\n    s", SYNC),
        ("async def f():\n    async with AsyncFactory() as s:\n        s", ASYNC),
        ("async def f():\n    async with AsyncFactory.begin() as s:\n        s", ASYNC),
        ("with open('x') as file, Session(engine) as s:\n    s", SYNC),
        # entered, by what is done with it
        ("from elsewhere import opened\nwith opened() as s:\n    s.execute(select(1))\n    s", SYNC),
        ("from elsewhere import opened\nasync def f():\n    async with opened() as s:\n        await s.scalars(select(1))\n        s", ASYNC),
        ("from elsewhere import opened\nwith opened() as s:\n    s.execute('select 1')\n    s", None),
        ("from elsewhere import opened\nwith opened() as s:\n    s.get('/')\n    s", None),
        ("from elsewhere import opened\nwith opened() as (s, t):\n    s.execute(select(1))\n    s", None),
        ("from elsewhere import opened\nwith opened() as conn:\n    conn.execute(select(1))\n    s = conn\n    s", None),
        # entered, by a function made a manager without a decorator
        (
            "from contextlib import contextmanager\ndef opened():\n    with Factory() as session:\n        yield session\n"
            "scope = contextmanager(opened)\nwith scope() as s:\n    s",
            SYNC,
        ),
        (
            "from contextlib import asynccontextmanager\nasync def opened():\n    async with AsyncFactory() as session:\n        yield session\n"
            "async def f():\n    async with asynccontextmanager(opened)() as s:\n        s",
            ASYNC,
        ),
        (
            "from contextlib import contextmanager\ndef opened():\n    with Factory() as session:\n        yield session\n"
            "scope = contextmanager(opened)\nwith scope as s:\n    s",
            None,
        ),
        # annotated
        ("def f(s: Session):\n    s", SYNC),
        ("def f(s: sa.orm.Session):\n    s", SYNC),
        ("def f(s: AsyncSession):\n    s", ASYNC),
        ("def f(s: 'Session'):\n    s", SYNC),
        ("def f(s: 'AsyncSession | None' = None):\n    s", ASYNC),
        ("def f(s: Optional[Session]):\n    s", SYNC),
        ("def f(s: tp.Optional[Session]):\n    s", SYNC),
        ("def f(s: Session | None):\n    s", SYNC),
        ("def f(s: None | Session):\n    s", SYNC),
        ("def f(s: Annotated[AsyncSession, Depends(get)]):\n    s", ASYNC),
        ("def f(s: tp.Annotated['AsyncSession', 1]):\n    s", ASYNC),
        ("SessionDep = Annotated[Session, Depends(get)]\ndef f(s: SessionDep):\n    s", SYNC),
        ("def f(s: async_scoped_session[AsyncSession]):\n    s", SessionValue(True, scoped=True)),
        ("def f(*, s: Session):\n    s", SYNC),
        ("def f(s: Session, /):\n    s", SYNC),
        ("s: Session = make()\ns", SYNC),
        ("s: Session\ns", SYNC),
        # passed on
        ("s = Session(engine)\nother = s\ns2 = other\nwith s2 as s:\n    s", SYNC),
        ("if (s := Session(engine)):\n    s", SYNC),
        ("s = Session(engine) if x else Session()\ns", SYNC),
        ("def f(given: Session | None = None):\n    s = given or Session(engine)\n    s", SYNC),
        ("s = None\ns = Session(engine)\ns", SYNC),
        ("a, s = 1, Session(engine)\ns", SYNC),
        # given by functions
        ("def get() -> Session:\n    ...\ns = get()\ns", SYNC),
        ("def get() -> 'AsyncSession':\n    ...\ns = get()\ns", ASYNC),
        ("def get():\n    return Session(engine)\ns = get()\ns", SYNC),
        ("async def get():\n    return AsyncFactory()\nasync def f():\n    s = await get()\n    s", ASYNC),
        # attributes
        ("class C:\n    def __init__(self):\n        self.s = Session(engine)\n    def f(self):\n        s = self.s\n        s", SYNC),
        (
            "class C:\n    def __init__(self, given: AsyncSession):\n        self.s = given\n    def f(self):\n        s = self.s\n        s",
            ASYNC,
        ),
        ("class C:\n    s: Session\n    def f(self):\n        s = self.s\n        s", SYNC),
        ("class C:\n    def __init__(self):\n        self.s: Session = make()\n    def f(self):\n        s = self.s\n        s", SYNC),
        (
            "class C:\n    def __init__(self):\n        self.s = None\n    def open(self):\n        self.s = Factory()\n    def f(self):\n        s = self.s\n        s",
            SYNC,
        ),
    ],
)
def test_a_session_is_known_by_every_way_to_come_by_it(text: str, value: SessionValue) -> None:
    assert value_of(f"{IMPORTS}{text}\n", "s") == value


@pytest.mark.parametrize(
    "text",
    [
        "def f(s):\n    s",
        "def f(session):\n    s = session\n    s",
        "s = unknown()\ns",
        "s = None\ns",
        "s = Session(engine)\ns = 3\ns",
        "s = Session(engine) if x else AsyncSession(engine)\ns",
        "s = Session(engine)\nfor s in range(3):\n    s",
        "def f(s: Session | AsyncSession):\n    s",
        "def f(s: 'not python ['):\n    s",
        "def f(s: list[Session]):\n    s",
        "def f(*s: Session):\n    s",
        "def f(**s: Session):\n    s",
        "@decorated\ndef get() -> Session:\n    ...\ns = get()\ns",
        "def get():\n    if x:\n        return Session(engine)\n    return 3\ns = get()\ns",
        "with Factory as s:\n    s",
        "async def f():\n    async with async_engine as s:\n        s",
        "class C:\n    def f(self):\n        s = self.s\n        s",
        "class C:\n    def g(self):\n        self.s = Session()\n        self.s = AsyncSession()\n    def f(self):\n        s = self.s\n        s",
        "s = s\ns",
        "def get():\n    return get()\ns = get()\ns",
    ],
)
def test_what_may_be_something_else_is_no_session(text: str) -> None:
    assert value_of(f"{IMPORTS}{text}\n", "s") is None


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("engine", EngineValue(False)),
        ("async_engine", EngineValue(True)),
        ("engine_from_config({})", EngineValue(False)),
        ("engine.execution_options(isolation_level='AUTOCOMMIT')", EngineValue(False)),
        ("engine.connect()", ConnectionValue(False)),
        ("engine.begin()", ConnectionValue(False)),
        ("async_engine.connect()", ConnectionValue(True)),
        ("engine.connect().execution_options(stream_results=True)", ConnectionValue(False)),
        ("Session(engine).connection()", ConnectionValue(False)),
        ("Factory", FactoryValue(False)),
        ("AsyncFactory", FactoryValue(True)),
        ("Factory.begin()", FactoryValue(False, begins=True)),
    ],
)
def test_engines_connections_and_factories_are_told_apart(expression: str, value: object) -> None:
    assert value_of(f"{IMPORTS}{expression}\n", expression) == value


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        ("Engine", EngineValue(False)),
        ("AsyncEngine", EngineValue(True)),
        ("Connection", ConnectionValue(False)),
        ("sa.engine.Connection", ConnectionValue(False)),
        ("AsyncConnection", ConnectionValue(True)),
        ("sessionmaker[Session]", FactoryValue(False)),
        ("async_sessionmaker[AsyncSession]", FactoryValue(True)),
        ("sa.Select[tuple[int]]", StatementValue("select", None, None, complete=False)),
        ("sa.Update", StatementValue("update", None, None, complete=False)),
        ("Query[int]", StatementValue("query", None, None, complete=False)),
    ],
)
def test_an_annotation_says_what_a_parameter_is(annotation: str, value: object) -> None:
    assert value_of(f"{IMPORTS}def f(x: {annotation}):\n    x\n", "x") == value


def _outline(found: object) -> tuple[str, list[str], bool]:
    assert isinstance(found, StatementValue)
    return found.root, [step.method.attr for step in found.steps], found.complete


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("q = select(X)\nq", ("select", [], True)),
        ("q = select(X).where(a).order_by(b)\nq", ("select", ["where", "order_by"], True)),
        ("q = update(X).values(a=1)\nq", ("update", ["values"], True)),
        ("q = sa.dialects.postgresql.insert(X).on_conflict_do_nothing()\nq", ("insert", ["on_conflict_do_nothing"], True)),
        ("q = sa.union_all(select(X), select(Y)).limit(1)\nq", ("union", ["limit"], True)),
        ("q = Session(engine).query(X).filter(a)\nq", ("query", ["filter"], True)),
        ("def f(s: Session):\n    q = s.query(X).filter(a).join(Y)\n    q", ("query", ["filter", "join"], True)),
        ("q = select(X)\nif x:\n    q = q.where(a)\nq", ("select", ["where"], True)),
        ("q = select(X)\nq = q.where(a)\nq = q.limit(1)\nq = q.offset(2)\nq", ("select", ["where", "limit", "offset"], True)),
        ("q = unknown()\nif x:\n    q = select(X).where(a)\nq", ("select", ["where"], False)),
        ("def make():\n    return select(X).where(a)\nq = make().limit(1)\nq", ("select", ["where", "limit"], True)),
        ("def f(q: sa.Select):\n    q = q.where(a)\n    q", ("select", ["where"], False)),
        ("t = Table('t', MetaData())\nq = t.delete().where(a)\nq", ("delete", ["where"], True)),
        ("from models import User\nq = anything.query(User).filter_by(a=1)\nq", ("query", ["filter_by"], True)),
        ("from models import User\nq = User.query.filter_by(a=1).limit(3)\nq", ("query", ["filter_by", "limit"], True)),
    ],
)
def test_a_statement_keeps_its_steps(text: str, outline: tuple[str, list[str], bool]) -> None:
    assert _outline(value_of(f"{IMPORTS}{text}\n", "q")) == outline


def test_a_statement_keeps_the_steps_of_every_branch() -> None:
    text = "q = select(X)\nif x:\n    q = q.where(a)\nelse:\n    q = q.limit(b)\nq\n"
    root, steps, complete = _outline(value_of(IMPORTS + text, "q"))
    assert (root, sorted(steps), complete) == ("select", ["limit", "where"], True)


def test_a_table_is_a_table() -> None:
    assert isinstance(value_of(f"{IMPORTS}t = Table('t', MetaData())\nt\n", "t"), TableValue)


def test_an_async_session_has_no_query() -> None:
    assert value_of(f"{IMPORTS}def f(s: AsyncSession):\n    s.query(X)\n", "s.query(X)") is None


def test_names_that_the_user_calls_sessions_are_sessions() -> None:
    names = frozenset({"request.db", "session"})
    assert value_of("def f(request):\n    request.db\n", "request.db", names) == SCOPED
    assert value_of("def f(session):\n    session\n", "session", names) == SCOPED
    assert value_of("def f(request):\n    request.other\n", "request.other", names) is None


@pytest.mark.parametrize("receiver", ["db.session", "db.session()"])
def test_the_session_of_flask_sqlalchemy_is_scoped(receiver: str) -> None:
    assert value_of(f"from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n{receiver}\n", receiver) == SCOPED
