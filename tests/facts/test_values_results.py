"""What executing gives: results, rows, entities, coroutines; and sessions given by functions, dependencies, fixtures and evidence."""

from __future__ import annotations

import pytest
from support.facts import value_of

from flake8_sqla.extract.kinds import (
    ConnectionValue,
    CoroutineValue,
    EntityValue,
    ListValue,
    ManagerValue,
    ResultValue,
    RowValue,
    SessionValue,
    StatementValue,
)

IMPORTS = """
from __future__ import annotations
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property, wraps
from typing import Annotated, Any
import pytest
from fastapi import Depends
from sqlalchemy import Connection, select, func, insert, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, AsyncConnection
from sqlmodel import Session as ModelSession
from app.models import User, Address
Factory = sessionmaker()
AsyncFactory = async_sessionmaker(expire_on_commit=False)
s = Factory()
a = AsyncFactory()
"""


def _shape(text: str, expression: str = "x") -> object:
    """The kind and shape of a value, short enough to compare."""
    value = value_of(f"{IMPORTS}{text}\n", expression)
    match value:
        case ResultValue():
            return ("result", value.shape, value.by_session)
        case RowValue():
            return ("row", value.result.by_session)
        case ListValue():
            return ("list", value.result.shape if value.result is not None else "query")
        case EntityValue():
            return ("entity", value.model.rpartition(".")[2])
        case CoroutineValue():
            return ("coroutine", type(value.inner).__name__)
        case _:
            return value


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        # results
        ("x = s.execute(select(User))", ("result", "rows", True)),
        ("x = s.scalars(select(User))", ("result", "scalars", True)),
        ("x = s.execute(select(User)).scalars().unique()", ("result", "scalars", True)),
        ("x = s.execute(select(User)).mappings()", ("result", "mappings", True)),
        ("def f(c: Connection):\n    x = c.execute(select(User))\n    x", ("result", "rows", False)),
        ("def f(m: ModelSession):\n    x = m.exec(select(User))\n    x", ("result", "scalars", True)),
        ("def f(m: ModelSession):\n    x = m.exec(select(User, Address))\n    x", ("result", "rows", True)),
        ("async def f():\n    x = await a.execute(select(User))\n    x", ("result", "rows", True)),
        # coroutines
        ("x = a.execute(select(User))", ("coroutine", "ResultValue")),
        ("x = a.commit()", ("coroutine", "NoneType")),
        ("async def f():\n    r = await a.stream(select(User))\n    x = r.all()\n    x", ("coroutine", "ListValue")),
        # lists, rows, entities
        ("x = s.execute(select(User)).all()", ("list", "rows")),
        ("x = list(s.scalars(select(User)))", ("list", "scalars")),
        ("x = s.query(User).all()", ("list", "query")),
        ("x = s.execute(select(User)).first()", ("row", True)),
        ("x = s.execute(select(User)).all()[0]", ("row", True)),
        ("x = s.scalars(select(User)).one()", ("entity", "User")),
        ("x = s.execute(select(User)).scalar_one_or_none()", ("entity", "User")),
        ("x = s.scalar(select(User).where(User.id == 1))", ("entity", "User")),
        ("x = s.get(User, 1)", ("entity", "User")),
        ("async def f():\n    x = await a.get(User, 1)\n    x", ("entity", "User")),
        ("x = s.query(User).filter_by(id=1).first()", ("entity", "User")),
        # loops and comprehensions
        ("for x in s.execute(select(User)):\n    x", ("row", True)),
        ("for x in s.scalars(select(User)):\n    x", ("entity", "User")),
        ("for x in s.scalars(select(User)).all():\n    x", ("entity", "User")),
        ("for x in s.query(User):\n    x", ("entity", "User")),
        ("y = [x for x in s.scalars(select(User))]", ("entity", "User")),
        ("async def f():\n    async for x in await a.stream_scalars(select(User)):\n        x", ("entity", "User")),
        ("if (x := s.get(User, 1)):\n    x", ("entity", "User")),
    ],
)
def test_what_executing_gives_is_known(text: str, shape: object) -> None:
    assert _shape(text) == shape


@pytest.mark.parametrize(
    "text",
    [
        "x = s.scalars(select(User.id)).one()",
        "x = s.scalar(select(func.count()))",
        "x = s.execute(select(User, Address)).scalar()",
        "x = s.scalars(insert(User).returning(User)).one()",
        "x = s.get(choose(), 1)",
        "x = s.scalars(select(User).with_only_columns(User.id)).one()",
        "def f(c: Connection):\n    x = c.scalar(select(User))\n    x",
        "x = s.execute(select(User)).scalar_one().name",
    ],
)
def test_what_is_no_single_entity_is_not_taken_for_one(text: str) -> None:
    assert _shape(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@contextmanager\ndef get() -> Iterator[Session]:\n    yield make()\nwith get() as x:\n    x", SessionValue(False)),
        ("@contextmanager\ndef get():\n    with Factory() as one:\n        yield one\nwith get() as x:\n    x", SessionValue(False)),
        (
            "@asynccontextmanager\nasync def get():\n    yield AsyncFactory()\nasync def f():\n    async with get() as x:\n        x",
            SessionValue(True),
        ),
        ("def get():\n    yield Factory()\ndef f(x=Depends(get)):\n    x", SessionValue(False)),
        ("def get() -> Iterator[Session]:\n    yield make()\ndef f(x: Annotated[Any, Depends(get)]):\n    x", SessionValue(False)),
        ("async def get() -> AsyncIterator[AsyncSession]:\n    yield make()\ndef f(x=Depends(get)):\n    x", SessionValue(True)),
        ("def get():\n    return Factory()\ndef f(x=Depends(get)):\n    x", SessionValue(False)),
        ("@pytest.fixture\ndef x():\n    with Factory() as one:\n        yield one\ndef test_it(x):\n    x", SessionValue(False)),
        ("@pytest.fixture(scope='session')\ndef x():\n    return Factory()\ndef test_it(x):\n    x", SessionValue(False)),
        ("class C:\n    def make(self) -> Session: ...\n    def f(self):\n        x = self.make()\n        x", SessionValue(False)),
        (
            "class C:\n    @property\n    def s(self):\n        return Factory()\n    def f(self):\n        x = self.s\n        x",
            SessionValue(False),
        ),
        ("class Own(AsyncSession): ...\ndef f(x: Own):\n    x", SessionValue(True)),
        ("class Own(Session): ...\nx = Own()\nx", SessionValue(False)),
        # evidence
        ("def f(x):\n    x.execute(select(User))\n    x", SessionValue(False)),
        ("async def f(x):\n    await x.scalars(select(User))\n    x", SessionValue(True)),
        ("def f(x):\n    x.query(User).filter_by(id=1)\n    x", SessionValue(False)),
        ("def f(x):\n    x.add(User())\n    x.commit()\n    x", SessionValue(False)),
        ("def f(x):\n    stmt = select(User)\n    x.scalar(stmt)\n    x", SessionValue(False)),
    ],
)
def test_a_session_is_known_by_who_gives_it_and_by_what_is_done_with_it(text: str, value: SessionValue) -> None:
    assert value_of(f"{IMPORTS}{text}\n", "x") == value


@pytest.mark.parametrize(
    "text",
    [
        "def f(session):\n    x = session\n    x",
        "def f(x):\n    x.commit()\n    x.close()\n    x",
        "def f(x):\n    x.add(1)\n    x.commit()\n    x",
        "def f(x):\n    x.execute('select 1')\n    x",
        "def f(x):\n    x.query('a').filter('b')\n    x",
        "def f(conn):\n    conn.execute(select(User))\n    x = conn\n    x",
        "@some.decorator\ndef get():\n    return Factory()\nx = get()\nx",
        "def get():\n    yield Factory()\nx = get()\nx",
    ],
)
def test_a_name_or_a_likeness_is_no_session(text: str) -> None:
    assert value_of(f"{IMPORTS}{text}\n", "x") is None


def test_a_connection_of_a_session_is_a_connection() -> None:
    assert value_of(f"{IMPORTS}x = s.connection()\n", "x") == ConnectionValue(False)


def test_a_marked_function_gives_a_manager() -> None:
    text = f"{IMPORTS}@contextmanager\ndef get():\n    yield Factory()\nx = get()\nx\n"
    assert value_of(text, "x") == ManagerValue(SessionValue(False))


@pytest.mark.parametrize(
    ("body", "methods", "mixed"),
    [
        ("x = select(User)\nx = select(Address).limit(1)\nx", ["limit"], False),
        ("x = select(User)\nif flag:\n    x = x.where(User.id)\nx", ["where"], False),
        ("if flag:\n    x = select(User)\nelse:\n    x = select(Address).limit(1)\nx", ["limit"], True),
        ("x = select(User)\nif flag:\n    x = select(Address).limit(1)\n    return x\nx", [], False),
        ("x = select(User)\nfor each in range(3):\n    x = x.where(each)\nx", ["where"], False),
        ("x = select(User).limit(1)\nx = x.where(User.id)\nx", ["limit", "where"], False),
    ],
)
def test_a_statement_is_what_reaches_the_place_where_it_is_read(body: str, methods: list[str], mixed: bool) -> None:
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    value = value_of(f"{IMPORTS}def f(flag):\n{indented}", "x")
    assert isinstance(value, StatementValue)
    assert [step.method.attr for step in value.steps] == methods
    assert value.mixed is mixed
