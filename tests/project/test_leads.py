"""Sessions that come to a file through several others: aliases of types, classes of sessions, attributes of a base class."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.projects import reports, write

DB = """
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NewType
from sqlalchemy.ext.asyncio import AsyncSession as _AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker
ReadSession = NewType("ReadSession", Session)
WriteSession = NewType("WriteSession", ReadSession)
Either = ReadSession | WriteSession
class OwnSession(Session): ...
class AsyncSession(_AsyncSession): ...
SessionLocal = sessionmaker(class_=OwnSession)
"""
DEPENDENCIES = """
from contextlib import contextmanager
from typing import Annotated
from fastapi import Depends
from app.db import ReadSession, SessionLocal, OwnSession, Either
def get_db():
    with SessionLocal() as session:
        yield session
def annotated() -> OwnSession: ...
def made():
    return SessionLocal()
SessionDep = Annotated[ReadSession, Depends(get_db)]
ByCall = Annotated[object, Depends(get_db)]
session = SessionLocal()
def _opened():
    with SessionLocal() as session:
        yield session
session_scope = contextmanager(_opened)
class Repository:
    def __init__(self, session: Either) -> None:
        self.session = session
        self.db = session
class Service:
    db: OwnSession
"""


@pytest.mark.parametrize(
    ("imports", "before"),
    [
        ("from app.dependencies import SessionDep", "def f(thing, s: SessionDep):\n"),
        ("from app.dependencies import SessionDep as Dep", "def f(thing, s: Dep | None):\n"),
        ("from app.dependencies import ByCall", "def f(thing, s: ByCall):\n"),
        ("from app.db import OwnSession", "def f(thing, s: OwnSession):\n"),
        ("from app.db import WriteSession, ReadSession", "def f(thing, s: WriteSession | ReadSession):\n"),
        ("from app.db import Either", "def f(thing, s: Either):\n"),
        ("from app import db", "def f(thing, s: 'db.WriteSession'):\n"),
        ("from app.dependencies import get_db\nfrom fastapi import Depends", "def f(thing, s=Depends(get_db)):\n"),
        ("from app.db import SessionLocal\nfrom fastapi import Depends", "def f(thing, s=Depends(SessionLocal)):\n"),
        ("from app.dependencies import annotated", "def f(thing):\n    s = annotated()\n"),
        ("from app.dependencies import made", "def f(thing):\n    s = made()\n"),
        ("from app.dependencies import session as s", "def f(thing):\n"),
        ("from app.db import OwnSession", "def f(thing):\n    s = OwnSession()\n"),
        ("from app.dependencies import session_scope", "def f(thing):\n    with session_scope() as session:\n        s = session\n"),
    ],
)
def test_a_session_is_known_through_several_files(imports: str, before: str, folder: Path) -> None:
    text = f"{imports}\nimport sqlalchemy\n\n{before}    return s.query(thing)\n"
    write(folder, {"app/__init__.py": "", "app/db.py": DB, "app/dependencies.py": DEPENDENCIES, "app/x.py": text})
    assert {code for _, code in reports(folder / "app/x.py")} == {"SQA101"}


@pytest.mark.parametrize(
    ("base", "attribute"),
    [("Repository", "session"), ("Repository", "db"), ("Service", "db"), ("Repository[int]", "session")],
)
def test_an_attribute_of_a_base_class_elsewhere_is_known(base: str, attribute: str, folder: Path) -> None:
    text = (
        "import sqlalchemy\nfrom app.dependencies import Repository, Service\n"
        f"class Own({base}): ...\nclass Users(Own):\n    def f(self, thing):\n        return self.{attribute}.query(thing)\n"
    )
    write(folder, {"app/__init__.py": "", "app/db.py": DB, "app/dependencies.py": DEPENDENCIES, "app/x.py": text})
    assert {code for _, code in reports(folder / "app/x.py")} == {"SQA101"}


@pytest.mark.parametrize(
    "module",
    [
        "import requests\nSession = requests.Session\nclass Base:\n    def __init__(self):\n        self.session = requests.Session()\n",
        "from app.db import Base, Session\n",
        "Session = int\nclass Base: ...\n",
        "from app.db import Session as Other\nSession = Other | int\nclass Base: ...\n",
    ],
)
def test_what_leads_nowhere_is_no_session(module: str, folder: Path) -> None:
    text = (
        "import sqlalchemy\nfrom app.db import Base, Session\n"
        "def f(thing, s: Session):\n    return s.query(thing)\n"
        "class Users(Base):\n    def f(self, thing):\n        return self.session.query(thing)\n"
    )
    write(folder, {"app/__init__.py": "", "app/db.py": f"import sqlalchemy\n{module}", "app/x.py": text})
    assert reports(folder / "app/x.py") == []


def test_a_file_that_only_takes_a_session_is_read(folder: Path) -> None:
    text = "from app.dependencies import SessionDep\n\ndef f(thing, s: SessionDep):\n    return s.query(thing)\n"
    write(folder, {"app/__init__.py": "", "app/db.py": DB, "app/dependencies.py": DEPENDENCIES, "app/x.py": text})
    assert {code for _, code in reports(folder / "app/x.py")} == {"SQA101"}
