"""Scopes and qualified names: what a name means where it stands, and that what cannot be known is not guessed."""

from __future__ import annotations

import pytest
from support.facts import name_of

SELECT = "sqlalchemy.select"


@pytest.mark.parametrize(
    ("imports", "expression", "name"),
    [
        ("import sqlalchemy", "sqlalchemy.select", SELECT),
        ("import sqlalchemy as sa", "sa.select", SELECT),
        ("import sqlalchemy.orm", "sqlalchemy.orm.Session", "sqlalchemy.orm.Session"),
        ("import sqlalchemy.orm as orm", "orm.Session", "sqlalchemy.orm.Session"),
        ("from sqlalchemy import orm", "orm.Session", "sqlalchemy.orm.Session"),
        ("from sqlalchemy import select", "select", SELECT),
        ("from sqlalchemy import select as pick", "pick", SELECT),
        ("from sqlalchemy.sql import select", "select", SELECT),
        ("from sqlalchemy.sql.expression import select", "select", SELECT),
        ("from sqlalchemy.future import select", "select", SELECT),
        ("from sqlmodel import select", "select", SELECT),
        ("from sqlalchemy.schema import Column", "Column", "sqlalchemy.Column"),
        ("from sqlalchemy.types import Integer", "Integer", "sqlalchemy.Integer"),
        ("from sqlalchemy.engine import create_engine", "create_engine", "sqlalchemy.create_engine"),
        ("from sqlalchemy.orm.session import Session", "Session", "sqlalchemy.orm.Session"),
        ("from sqlalchemy.ext.declarative import declarative_base", "declarative_base", "sqlalchemy.orm.declarative_base"),
        ("from sqlalchemy.ext.asyncio.session import AsyncSession", "AsyncSession", "sqlalchemy.ext.asyncio.AsyncSession"),
        ("from sqlmodel.ext.asyncio.session import AsyncSession", "AsyncSession", "sqlalchemy.ext.asyncio.AsyncSession"),
        ("from sqlalchemy.dialects.postgresql import insert", "insert", "sqlalchemy.dialects.postgresql.insert"),
        ("from sqlalchemy.dialects.postgresql.json import JSONB", "JSONB", "sqlalchemy.dialects.postgresql.JSONB"),
        ("from sqlalchemy import func", "func.now", "sqlalchemy.func.now"),
        ("from sqlalchemy.sql import func", "func.now", "sqlalchemy.func.now"),
        ("from sqlalchemy.sql.functions import now", "now", "sqlalchemy.func.now"),
        ("from sqlmodel import func", "func.count", "sqlalchemy.func.count"),
        ("from sqlmodel import SQLModel", "SQLModel", "sqlmodel.SQLModel"),
        ("from sqlmodel import Relationship", "Relationship", "sqlmodel.Relationship"),
        ("from alembic import op", "op.execute", "alembic.op.execute"),
        ("import alembic.op as operations", "operations.execute", "alembic.op.execute"),
        ("from datetime import datetime", "datetime.utcnow", "datetime.datetime.utcnow"),
        ("from .models import User", "User", ".models.User"),
        ("from . import models", "models.User", ".models.User"),
        ("from ..db import session", "session", "..db.session"),
    ],
)
def test_an_import_gives_its_object_one_name(imports: str, expression: str, name: str) -> None:
    assert name_of(f"{imports}\n{expression}\n", expression) == name


@pytest.mark.parametrize("module", ["sqlalchemy.orm", "sqlalchemy.ext.asyncio", "sqlalchemy.sql", "sqlalchemy.dialects.postgresql"])
def test_a_module_keeps_its_own_name(module: str) -> None:
    assert name_of(f"import {module} as module\nmodule\n", "module") == module


@pytest.mark.parametrize(
    ("text", "expression", "name"),
    [
        ("import sqlalchemy as sa\npick = sa.select\npick(1)\n", "pick", SELECT),
        ("import sqlalchemy as sa\na = sa\nb = a\nb.select(1)\n", "b.select", SELECT),
        ("from sqlalchemy import select\nclass C:\n    pass\nC\n", "C", "<local>.C"),
        ("def f():\n    pass\nf\n", "f", "<local>.f"),
        ("len\n", "len", "builtins.len"),
        ("import sqlalchemy as sa\n(pick := sa.select)\npick\n", "pick", SELECT),
        ("import sqlalchemy as sa\npick: object = sa.select\npick\n", "pick", SELECT),
        ("import sqlalchemy as sa\na, b = sa.select, sa.insert\nb\n", "b", "sqlalchemy.insert"),
    ],
)
def test_an_assignment_passes_a_name_on(text: str, expression: str, name: str) -> None:
    assert name_of(text, expression) == name


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("unbound\n", "unbound"),
        ("from sqlalchemy import *\nselect\n", "select"),
        ("from app import *\nlen\n", "len"),
        ("import sqlalchemy as sa\nsa.select(1).where\n", "sa.select(1).where"),
        ("import sqlalchemy as sa\nsa = other()\nsa.select\n", "sa.select"),
        ("from sqlalchemy import select\nfor select in range(3):\n    select\n", "select"),
        ("from sqlalchemy import select\nwith open('f') as select:\n    select\n", "select"),
        ("from sqlalchemy import select\nselect += 1\nselect\n", "select"),
        ("from sqlalchemy import select\ntry:\n    pass\nexcept OSError as select:\n    select\n", "select"),
        ("from sqlalchemy import select\ndef f(select):\n    select\n", "select"),
        ("from sqlalchemy import select\ndef f(*select):\n    select\n", "select"),
        ("from sqlalchemy import select\ndef f(**select):\n    select\n", "select"),
        ("from sqlalchemy import select\ng = lambda select: select\n", "select"),
        ("from sqlalchemy import select\n[select for select in range(3)]\n", "select"),
        ("from sqlalchemy import select\nmatch x:\n    case [select]:\n        select\n", "select"),
        ("from sqlalchemy import select\nmatch x:\n    case [1, *select]:\n        select\n", "select"),
        ("from sqlalchemy import select\nmatch x:\n    case {'a': 1, **select}:\n        select\n", "select"),
        ("from sqlalchemy import select\nmatch x:\n    case int() as select:\n        select\n", "select"),
        ("a = b\nb = a\na\n", "a"),
        ("a = a\na\n", "a"),
    ],
)
def test_what_a_name_means_is_not_guessed(text: str, expression: str) -> None:
    assert name_of(text, expression) == ""


@pytest.mark.parametrize(
    "text",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sqlalchemy import select\nselect\n",
        "try:\n    from sqlalchemy import select\nexcept ImportError:\n    select = None\nselect\n",
        "try:\n    from sqlalchemy import select\nexcept ImportError:\n    from sqlalchemy.sql import select\nselect\n",
        "if new:\n    from sqlalchemy import select\nelse:\n    from sqlalchemy.future import select\nselect\n",
        "def f():\n    return select\nfrom sqlalchemy import select\n",
        "def f():\n    from sqlalchemy import select\n    return [select for x in y]\n",
        "from sqlalchemy import select\nclass C:\n    select = 1\n    def f(self):\n        return select\n",
        "from sqlalchemy import select\ndef f():\n    global other\n    return select\n",
        "from sqlalchemy import select\ndef f():\n    [select := 1 for x in y]\ndef g():\n    return select\n",
        "def f():\n    global select\n    from sqlalchemy import select\ndef g():\n    return select\n",
        "from sqlalchemy import select\nasync def f():\n    async with x as y:\n        return select\n",
        "from sqlalchemy import select\ndef f(x=1, /, *, y: int = 2):\n    return lambda z: select\n",
    ],
)
def test_a_name_is_seen_through_the_scopes_around_it(text: str) -> None:
    assert name_of(text, "select") == SELECT


def test_names_of_different_things_under_one_name_are_not_known() -> None:
    text = "if new:\n    from sqlalchemy import select as f\nelse:\n    from sqlalchemy import insert as f\nf\n"
    assert name_of(text, "f") == ""


def test_a_class_body_sees_its_own_names_first() -> None:
    assert name_of("from sqlalchemy import select\nclass C:\n    select = 1\n    x = select\n", "select") == ""


def test_a_global_name_is_that_of_the_module_past_the_functions_between() -> None:
    text = """
        from sqlalchemy import select
        def outer():
            select = 1
            def inner():
                global select
                return select.method
        """
    assert name_of(text, "select.method") == f"{SELECT}.method"


def test_a_nonlocal_name_belongs_to_the_function_around_it_not_to_the_module() -> None:
    text = """
        from sqlalchemy import select
        def outer():
            select = None
            def inner():
                nonlocal select
                select = 3
        select.method
        """
    assert name_of(text, "select.method") == f"{SELECT}.method"


# -- Flask-SQLAlchemy's `db`


@pytest.mark.parametrize(
    "text",
    [
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\ndb.Column(db.Integer)\n",
        "from flask_sqlalchemy import SQLAlchemy\nclass Database(SQLAlchemy):\n    pass\ndb = Database()\ndb.Column(db.Integer)\n",
        "from app import db\nclass User(db.Model):\n    id = db.Column(db.Integer)\n",
        "from .extensions import db\nx = db.Column(db.Integer)\n",
        "from app import db\ndb.session.add(1)\ndb.Column\n",
    ],
)
def test_the_object_of_flask_sqlalchemy_is_known_by_what_it_is_or_how_it_is_used(text: str) -> None:
    assert name_of(text, "db.Column") == "sqlalchemy.Column"


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("db.relationship", "sqlalchemy.orm.relationship"),
        ("db.String", "sqlalchemy.String"),
        ("db.func.now", "sqlalchemy.func.now"),
        ("db.session", "flask_sqlalchemy.SQLAlchemy().session"),
        ("db.Model", "flask_sqlalchemy.SQLAlchemy().Model"),
        ("db.Table", "sqlalchemy.Table"),
    ],
)
def test_what_is_on_the_object_of_flask_sqlalchemy_has_the_name_of_its_library(expression: str, name: str) -> None:
    assert name_of(f"from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n{expression}\n", expression) == name


@pytest.mark.parametrize(
    "text",
    [
        "from app import db\ndb.Column\n",
        "from app import db\ndb.session.frobnicate()\ndb.Column\n",
        "from django import db\nclass User(db.Model):\n    id = db.Column(1)\n",
        "import db\nclass User(db.Model):\n    id = db.Column(1)\n",
        "from peewee import db\nx = db.Column(1)\n",
    ],
)
def test_without_evidence_a_name_is_not_flask_sqlalchemys(text: str) -> None:
    assert name_of(text, "db.Column") != "sqlalchemy.Column"
