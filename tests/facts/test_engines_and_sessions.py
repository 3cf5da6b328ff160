"""Engines, database URLs, and where sessions are made."""

from __future__ import annotations

import pytest
from support.facts import fact, facts, told

from flake8_sqla.facts.engines import DatabaseUrl, EngineCreation, UrlLiteral
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.sessions import SessionCreation
from flake8_sqla.facts.unknown import UNKNOWN

IMPORTS = (
    "import os\nimport sqlalchemy as sa\nfrom sqlalchemy import create_engine, URL, make_url, engine_from_config\n"
    "from sqlalchemy.ext.asyncio import create_async_engine, async_sessionmaker, AsyncSession\n"
    "from sqlalchemy.orm import Session, sessionmaker, scoped_session\n"
)


def _url(expression: str, before: str = "") -> dict[str, object] | object:
    url = fact(f"{IMPORTS}{before}\ncreate_engine({expression})\n", EngineCreation).url
    return told(url, "dialect", "driver", "password", "host") if isinstance(url, DatabaseUrl) else url


def _parts(dialect: object, driver: object = "", password: object = None, host: object = "") -> dict[str, object]:
    return {"dialect": dialect, "driver": driver, "password": password, "host": host}


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("'sqlite://'", _parts("sqlite")),
        ("'sqlite:///file.db'", _parts("sqlite")),
        ("'postgresql://h/d'", _parts("postgresql", host="h")),
        ("'postgres://u:p@h:5432/d'", _parts("postgresql", password="p", host="h")),
        ("'postgresql+asyncpg://u:p%40x@h/d'", _parts("postgresql", "asyncpg", "p@x", "h")),
        ("'postgresql://u:@h/d'", _parts("postgresql", password="", host="h")),
        ("'postgresql://u@h/d'", _parts("postgresql", host="h")),
        ("'postgresql://u:p@[::1]/d'", _parts("postgresql", password="p", host="[::1]")),
        ("'mysql+pymysql://u:p@h/d?charset=utf8'", _parts("mysql", "pymysql", "p", "h")),
        ("url='mssql+pyodbc://u:p@dsn'", _parts("mssql", "pyodbc", "p", "dsn")),
        ("'POSTGRESQL://u:p@h/d'", _parts("postgresql", password="p", host="h")),
        ("f'postgresql://u:{secret}@h/d'", _parts("postgresql", password=UNKNOWN, host="h")),
        ("f'postgresql://{user}:p@{host}/d'", _parts("postgresql", password="p", host=UNKNOWN)),
        ("f'{dialect}://u:p@h/d'", _parts(UNKNOWN, password="p", host="h")),
        ("make_url('sqlite://')", _parts("sqlite")),
        ("URL.create('postgresql+psycopg', username='u', password='p', host='h')", _parts("postgresql", "psycopg", "p", "h")),
        ("URL.create('postgresql', 'u', 'p', 'h')", _parts("postgresql", "", "p", "h")),
        ("URL.create(make(), password=secret)", _parts(UNKNOWN, UNKNOWN, UNKNOWN)),
        ("URL.create(**settings)", _parts(UNKNOWN, UNKNOWN)),
    ],
)
def test_a_url_is_taken_apart(expression: str, parts: dict[str, object]) -> None:
    assert _url(expression) == parts


@pytest.mark.parametrize(
    "expression", ["", "url", "os.environ['URL']", "'no url'", "'https://u:p@h/'", "%(url)s", "''", "*urls", "b'sqlite://'", "3"]
)
def test_a_url_from_elsewhere_is_unknown(expression: str) -> None:
    text = expression.replace("%(url)s", "'%(url)s'")
    assert _url(text) is UNKNOWN


def test_a_url_in_a_name_is_placed_where_it_is_written() -> None:
    text = f"{IMPORTS}URL_TEXT = 'postgresql://u:p@h/d'\nengine = create_engine(URL_TEXT, pool_pre_ping=True)\n"
    found = fact(text, EngineCreation)
    assert isinstance(found.url, DatabaseUrl)
    assert found.url.span == Span(6, 11, 6, 33)
    assert told(found, "function", "asynchronous", "main_guard", "has_starred") == {
        "function": "create_engine",
        "asynchronous": False,
        "main_guard": False,
        "has_starred": False,
    }
    assert found.keyword("pool_pre_ping") is not None
    assert [(literal.span, literal.purpose) for literal in facts(text, UrlLiteral)] == [(Span(6, 11, 6, 33), "create_engine")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("create_async_engine('sqlite+aiosqlite://')", ("create_async_engine", True, False)),
        ("sa.create_engine('sqlite://')", ("create_engine", False, False)),
        ("engine_from_config(c, 'sqlalchemy.')", ("engine_from_config", False, False)),
        ("if __name__ == '__main__':\n    create_engine('sqlite://')", ("create_engine", False, True)),
    ],
)
def test_an_engine_is_told(text: str, expected: tuple[str, bool, bool]) -> None:
    found = fact(f"{IMPORTS}{text}\n", EngineCreation)
    assert (found.function, found.asynchronous, found.main_guard) == expected


def test_options_that_cannot_be_read_are_told() -> None:
    assert fact(f"{IMPORTS}create_engine(u, **options)\n", EngineCreation).has_starred


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("SQLALCHEMY_DATABASE_URI = 'postgresql://u:p@h/d'", "the setting SQLALCHEMY_DATABASE_URI"),
        ("class Config:\n    SQLALCHEMY_DATABASE_URI = 'postgresql://u:p@h/d'", "the setting SQLALCHEMY_DATABASE_URI"),
        ("config.set_main_option('sqlalchemy.url', 'postgresql://u:p@h/d')", "set_main_option"),
        ("make_url('postgresql://u:p@h/d')", "make_url"),
    ],
)
def test_a_url_is_found_where_the_program_will_use_it(text: str, purpose: str) -> None:
    assert [literal.purpose for literal in facts(f"{IMPORTS}{text}\n", UrlLiteral)] == [purpose]


@pytest.mark.parametrize(
    "text", ["print('postgresql://u:p@h/d')", "OTHER = 'postgresql://u:p@h/d'", "config.set_main_option('other', 'postgresql://u:p@h/d')"]
)
def test_a_url_nobody_uses_is_only_text(text: str) -> None:
    assert facts(f"{IMPORTS}{text}\n", UrlLiteral) == []


# -- sessions


@pytest.mark.parametrize(
    ("text", "session"),
    [
        ("s = Session(e)", SessionCreation(Span(6, 4, 6, 14), False, "module", "s")),
        ("F = sessionmaker(e)\ns = F()", SessionCreation(Span(7, 4, 7, 7), False, "module", "s")),
        ("with Session(e) as s:\n    pass", SessionCreation(Span(6, 5, 6, 15), False, "module", "", managed=True)),
        ("def f():\n    return Session(e)", SessionCreation(Span(7, 11, 7, 21), False, "function")),
        ("class C:\n    s = Session(e)", SessionCreation(Span(7, 8, 7, 18), False, "class", "s")),
        ("class C:\n    def f(self):\n        self.s = Session(e)", SessionCreation(Span(8, 17, 8, 27), False, "function", "self.s")),
        ("def f(s=Session(e)):\n    pass", SessionCreation(Span(6, 8, 6, 18), False, "default")),
        ("def f(*, s=Session(e)):\n    pass", SessionCreation(Span(6, 11, 6, 21), False, "default")),
        ("g = lambda: Session(e)", SessionCreation(Span(6, 12, 6, 22), False, "function")),
        ("F = async_sessionmaker(e)\ns: AsyncSession = F()", SessionCreation(Span(7, 18, 7, 21), True, "module", "s")),
        ("if __name__ == '__main__':\n    s = Session(e)", SessionCreation(Span(7, 8, 7, 18), False, "module", "s", main_guard=True)),
    ],
)
def test_a_session_is_told_where_it_is_made(text: str, session: SessionCreation) -> None:
    assert fact(f"{IMPORTS}{text}\n", SessionCreation) == session


@pytest.mark.parametrize(
    "text",
    [
        "s = scoped_session(sessionmaker())",
        "s = scoped_session(sessionmaker())()",
        "def get() -> Session: ...\ns = get()",
        "Session",
        "F = sessionmaker(e)",
        "def f(s: Session): ...",
    ],
)
def test_what_makes_no_session_of_its_own_is_not_told(text: str) -> None:
    assert facts(f"{IMPORTS}{text}\n", SessionCreation) == []
