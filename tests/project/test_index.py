"""What one file knows of the names that others define."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.projects import reports, seen_from, write

from flake8_sqla.extract.kinds import EngineValue, FactoryValue, ManagerValue, SessionValue
from flake8_sqla.options import Settings

USER = (
    "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\nclass User(Base):\n    __tablename__ = 'users'\n"
)


def _follow(folder: Path, files: Mapping[str, str | bytes], path: str, seen: str = "app/x.py") -> str:
    write(folder, {seen: "", **files})
    return seen_from(folder / seen).follow(path)


@pytest.mark.parametrize(
    ("files", "path", "found"),
    [
        # where a name is defined
        ({"app/models.py": USER}, "app.models.User", "app.models.User"),
        ({"app/models.py": USER}, ".models.User", "app.models.User"),
        ({"app/models.py": USER}, "app.models.Missing", "app.models.Missing"),
        ({}, "fastapi.Depends", "fastapi.Depends"),
        ({}, "...too.far", "...too.far"),
        # re-exports and aliases
        ({"app/__init__.py": "from .models import User", "app/models.py": USER}, "app.User", "app.models.User"),
        ({"app/__init__.py": "from .models import User as U", "app/models.py": USER}, "app.U", "app.models.User"),
        ({"app/__init__.py": "from . import models\nU = models.User", "app/models.py": USER}, "app.U", "app.models.User"),
        ({"app/__init__.py": "import app.models\nU = app.models.User", "app/models.py": USER}, "app.U", "app.models.User"),
        ({"app/__init__.py": "from .a import A", "app/a.py": "from .b import B as A  # sqlalchemy", "app/b.py": USER + "B = User"}, "app.A", "app.b.User"),
        ({"app/models.py": USER + "Use = User"}, "app.models.Use", "app.models.User"),
        ({"app/__init__.py": "from .models import User", "app/models/__init__.py": "from .user import User", "app/models/user.py": USER}, "app.User", "app.models.user.User"),
        ({"app/sub/__init__.py": "from ..models import User", "app/models.py": USER}, ".sub.User", "app.models.User"),
        # into libraries
        ({"app/db.py": "from sqlalchemy import Column"}, "app.db.Column", "sqlalchemy.Column"),
        ({"app/db.py": "import sqlalchemy as sa\nC = sa.Column"}, "app.db.C", "sqlalchemy.Column"),
        ({"app/db.py": "import sqlalchemy as sa"}, "app.db.sa.orm.Session", "sqlalchemy.orm.Session"),
        ({"app/__init__.py": "from .db import db", "app/db.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()"}, "app.db.session", "flask_sqlalchemy.SQLAlchemy().session"),
        ({"app/__init__.py": "from .ext import db", "app/ext.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()"}, "app.db.Model", "flask_sqlalchemy.SQLAlchemy().Model"),
        # a module and a name of its package
        ({"app/__init__.py": "from . import db", "app/db.py": "from sqlalchemy import Column"}, "app.db", "app.db"),
        ({"app/__init__.py": "from . import db", "app/db.py": "from sqlalchemy import Column"}, "app.db.Column", "sqlalchemy.Column"),
        # stars
        ({"app/__init__.py": "from .models import *", "app/models.py": USER}, "app.User", "app.models.User"),
        ({"app/__init__.py": "from .models import *", "app/models.py": USER + "__all__ = ['Base']"}, "app.User", "app.User"),
        ({"app/__init__.py": "from .models import *", "app/models.py": USER + "__all__ = ['User']"}, "app.User", "app.models.User"),
        ({"app/__init__.py": "from .models import *", "app/models.py": USER + "_User = User"}, "app._User", "app._User"),
        ({"app/__init__.py": "from .models import *", "app/models.py": USER + "_User = User\n__all__ = ('_User',)"}, "app._User", "app.models.User"),
        ({"app/__init__.py": "from .a import *\nfrom .b import *", "app/a.py": USER, "app/b.py": USER}, "app.User", "app.b.User"),
        ({"app/__init__.py": "from .a import *", "app/a.py": "from .b import *  # sqlalchemy", "app/b.py": USER}, "app.User", "app.b.User"),
        ({"app/__init__.py": "from sqlalchemy import *\nfrom .a import *", "app/a.py": USER}, "app.User", "app.a.User"),
        (
            {
                "app/__init__.py": "from .a import *\nfrom .b import *", "app/a.py": USER,
                "app/b.py": "import sqlalchemy\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import User\n",
            },
            "app.User", "app.a.User",
        ),
        # for type checkers
        ({"app/__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .models import User", "app/models.py": USER}, "app.User", "app.models.User"),
        ({"app/__init__.py": "try:\n    from .models import User\nexcept ImportError:\n    User = None", "app/models.py": USER}, "app.User", "app.models.User"),
        # circles
        ({"app/__init__.py": "from .a import A", "app/a.py": "from . import A  # sqlalchemy"}, "app.A", "app.A"),
        ({"app/a.py": "from .a import A  # sqlalchemy"}, "app.a.A", "app.a.A"),
        ({"app/__init__.py": "", "app/a.py": "from .b import *  # sqlalchemy", "app/b.py": "from .a import *  # sqlalchemy"}, "app.a.A", "app.a.A"),
        ({"app/__init__.py": "import app\nA = app.A"}, "app.A", "app.A"),
        # what cannot be read
        ({"app/models.py": "import sqlalchemy\nclass (:"}, "app.models.User", "app.models.User"),
        ({"app/models.py": b"import sqlalchemy\nx = '\xff\xfe'\nfrom sqlalchemy import Column\n"}, "app.models.Column", "sqlalchemy.Column"),
        ({"app/models.py": "import sqlalchemy\x00"}, "app.models.User", "app.models.User"),
        ({"app/models.py": "# sqlalchemy\nx = " + "(" * 5000}, "app.models.User", "app.models.User"),
        ({"app/models.py": "from sqlalchemy import Column\n" + "# filler\n" * 500_000}, "app.models.Column", "app.models.Column"),
    ],
)  # fmt: skip
def test_a_name_is_followed_to_where_it_is_defined(files: dict[str, str | bytes], path: str, found: str, folder: Path) -> None:
    assert _follow(folder, {"app/__init__.py": "", **files}, path) == found


def test_a_chain_of_many_files_ends(folder: Path) -> None:
    files = {f"app/m{number}.py": f"from .m{number + 1} import A  # sqlalchemy" for number in range(100)}
    write(folder, {"app/__init__.py": "", "app/x.py": "", **files})
    assert seen_from(folder / "app/x.py").follow("app.m0.A").endswith(".A")


def test_many_stars_that_lead_to_one_another_end(folder: Path) -> None:
    stars = "\n".join(f"from .m{number} import *  # sqlalchemy" for number in range(30))
    write(folder, {"app/__init__.py": "", "app/x.py": "", **{f"app/m{number}.py": stars for number in range(30)}})
    assert seen_from(folder / "app/x.py").follow("app.m0.A") == "app.m0.A"


def test_a_source_root_leads_to_its_modules(folder: Path) -> None:
    write(folder, {"lib/shared/db.py": "from sqlalchemy import Column", "app/x.py": ""})
    assert seen_from(folder / "app/x.py").follow("shared.db.Column") == "shared.db.Column"
    assert seen_from(folder / "app/x.py", settings=Settings(source_roots=("lib",))).follow("shared.db.Column") == "sqlalchemy.Column"


@pytest.mark.parametrize("top", ["", "src/", "backend/"])
def test_relative_and_absolute_imports_give_one_name(top: str, folder: Path) -> None:
    write(
        folder,
        {
            f"{top}app/__init__.py": "",
            f"{top}app/models.py": USER,
            f"{top}app/sub/__init__.py": "from app.models import User",
            f"{top}app/x.py": "",
        },
    )
    seen = seen_from(folder / f"{top}app/x.py")
    assert {seen.follow(path) for path in ("app.models.User", ".models.User", "app.sub.User", ".sub.User")} == {"app.models.User"}


def test_a_link_out_of_the_project_is_not_read(folder: Path) -> None:
    write(
        folder,
        {"secret.py": "from sqlalchemy import Column", "project/pyproject.toml": "", "project/app/__init__.py": "", "project/app/x.py": ""},
    )
    (folder / "project/app/db.py").symlink_to(folder / "secret.py")
    assert seen_from(folder / "project/app/x.py").follow("app.db.Column") == "app.db.Column"


# -- values


DB = """
from contextlib import contextmanager, asynccontextmanager
from collections.abc import Iterator
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, Table, create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
engine = create_engine("sqlite://")
async_engine = create_async_engine("sqlite+aiosqlite://")
Factory = sessionmaker(engine)
AsyncFactory = async_sessionmaker(async_engine)
Scoped = scoped_session(Factory)
session = Session(engine)
db = SQLAlchemy()
users = Table("users", MetaData())
def annotated() -> Session: ...
async def annotated_async() -> AsyncSession: ...
def made(): return Factory()
def generator() -> Iterator[Session]:
    with Factory() as session:
        yield session
def bare_generator():
    with Factory() as session:
        yield session
@contextmanager
def manager():
    with Factory() as session:
        yield session
@asynccontextmanager
async def async_manager():
    async with AsyncFactory() as session:
        yield session
@unknown
def decorated() -> Session: ...
def plain() -> int: ...
"""
SYNC, ASYNC = SessionValue(False), SessionValue(True)


@pytest.fixture
def db(folder: Path) -> Path:
    """A file beside a module that exports everything, and one that hands it on."""
    write(folder, {"app/__init__.py": "from .db import Factory, annotated", "app/db.py": DB, "app/x.py": ""})
    return folder / "app/x.py"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("app.db.engine", EngineValue(False)),
        ("app.db.async_engine", EngineValue(True)),
        ("app.db.Factory", FactoryValue(False)),
        ("app.db.AsyncFactory", FactoryValue(True)),
        ("app.Factory", FactoryValue(False)),
        (".db.Factory", FactoryValue(False)),
        (".Factory", FactoryValue(False)),
        ("app.db.Scoped", SessionValue(False, scoped=True)),
        ("app.db.session", SYNC),
        ("app.db.users", None),
        ("app.db.annotated", None),
        ("app.db.nothing", None),
        ("app.db", None),
        ("sqlalchemy.select", None),
    ],
)
def test_a_name_of_another_file_has_its_kind(name: str, value: object, db: Path) -> None:
    assert seen_from(db).value_of(name) == value


@pytest.mark.parametrize(
    ("name", "returned", "provided"),
    [
        ("app.db.annotated", SYNC, SYNC),
        ("app.annotated", SYNC, SYNC),
        ("app.db.annotated_async", ASYNC, ASYNC),
        ("app.db.made", SYNC, SYNC),
        ("app.db.generator", None, SYNC),
        ("app.db.bare_generator", None, SYNC),
        ("app.db.manager", ManagerValue(SYNC), None),
        ("app.db.async_manager", ManagerValue(ASYNC), None),
        ("app.db.decorated", None, None),
        ("app.db.plain", None, None),
        ("app.db.Factory", SYNC, SYNC),
    ],
)
def test_a_function_of_another_file_gives_a_kind(name: str, returned: object, provided: object, db: Path) -> None:
    assert seen_from(db).returned_by(name) == returned
    assert seen_from(db).provided_by(name) == provided


@pytest.mark.parametrize(
    ("imports", "session"),
    [
        ("from app.db import Factory", "with Factory() as s:\n        "),
        ("from app.db import Factory as F", "with F.begin() as s:\n        "),
        ("from app import db", "with db.Factory() as s:\n        "),
        ("import app.db", "with app.db.Factory() as s:\n        "),
        ("from .db import manager", "with manager() as s:\n        "),
        ("from app.db import annotated", "s = annotated()\n    "),
        ("from app.db import made", "s = made()\n    "),
        ("from app.db import Scoped as s", ""),
        ("from app.db import session as s", ""),
    ],
)
def test_a_session_of_another_file_is_a_session(imports: str, session: str, folder: Path) -> None:
    write(
        folder,
        {
            "app/__init__.py": "",
            "app/db.py": DB,
            "app/x.py": f"{imports}\nimport sqlalchemy\n\ndef f(thing):\n    {session}return s.query(thing)\n",
        },
    )
    assert {code for _, code in reports(folder / "app/x.py")} == {"SQA101"}


def test_a_dependency_of_another_file_is_a_session(folder: Path) -> None:
    text = "import sqlalchemy\nfrom fastapi import Depends\nfrom app.db import generator\n\ndef f(thing, s=Depends(generator)):\n    return s.query(thing)\n"
    write(folder, {"app/__init__.py": "", "app/db.py": DB, "app/x.py": text})
    assert reports(folder / "app/x.py") == [(6, "SQA101")]


# -- classes


BASE = "from sqlalchemy.orm import DeclarativeBase, declarative_base, Mapped, mapped_column\nclass Base(DeclarativeBase): ...\nOld = declarative_base()\n"


@pytest.mark.parametrize(
    ("files", "name", "role", "flavour"),
    [
        ({"base.py": BASE}, "base.Base", "base", "declarative"),
        ({"base.py": BASE}, "base.Old", "base", "declarative"),
        ({"base.py": BASE + "class U(Base): ..."}, "base.U", "model", "declarative"),
        ({"base.py": BASE + "class U(Base):\n    __abstract__ = True"}, "base.U", "abstract", "declarative"),
        ({"base.py": BASE, "u.py": "import sqlalchemy\nfrom base import Base\nclass U(Base): ..."}, "u.U", "model", "declarative"),
        ({"base.py": BASE, "u.py": "import sqlalchemy, base\nclass U(base.Old): ..."}, "u.U", "model", "declarative"),
        ({"base.py": BASE, "m.py": "import sqlalchemy\nfrom base import Base\nclass M(Base): ...", "u.py": "import sqlalchemy\nfrom m import M\nclass U(M): ..."}, "u.U", "model", "declarative"),
        ({"mixin.py": "import sqlalchemy as sa\nclass Stamped:\n    at = sa.Column()"}, "mixin.Stamped", "mixin", "declarative"),
        ({"base.py": BASE, "mixin.py": "import sqlalchemy as sa\nclass Stamped:\n    at = sa.Column()", "u.py": "import sqlalchemy\nfrom base import Base\nfrom mixin import Stamped\nclass U(Stamped, Base): ..."}, "u.U", "model", "declarative"),
        ({"mixin.py": "import sqlalchemy as sa\nclass Stamped:\n    at = sa.Column()", "u.py": "import sqlalchemy\nfrom mixin import Stamped\nclass U(Stamped): ..."}, "u.U", "mixin", "declarative"),
        ({"u.py": "import sqlalchemy\nclass U: ..."}, "u.U", "", ""),
        ({"u.py": "import sqlalchemy\nfrom missing import Base\nclass U(Base): ..."}, "u.U", "", ""),
        # Flask-SQLAlchemy, SQLModel
        ({"ext.py": "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()", "u.py": "import sqlalchemy\nfrom ext import db\nclass U(db.Model): ..."}, "u.U", "model", "flask_sqlalchemy"),
        ({"h.py": "from sqlmodel import SQLModel\nclass HeroBase(SQLModel): ...", "u.py": "import sqlmodel\nfrom h import HeroBase\nclass Hero(HeroBase, table=True): ..."}, "u.Hero", "model", "sqlmodel"),
        ({"h.py": "from sqlmodel import SQLModel\nclass HeroBase(SQLModel): ...", "u.py": "import sqlmodel\nfrom h import HeroBase\nclass Hero(HeroBase): ..."}, "u.Hero", "mixin", "sqlmodel"),
        # circles
        ({"a.py": "import sqlalchemy\nfrom b import B\nclass A(B): ...", "b.py": "import sqlalchemy\nfrom a import A\nclass B(A): ..."}, "a.A", "", ""),
        ({"base.py": BASE, "a.py": "import sqlalchemy\nfrom b import B\nclass A(B): ...", "b.py": "import sqlalchemy\nfrom a import A\nfrom base import Base\nclass B(A, Base): ..."}, "a.A", "model", "declarative"),
        ({"a.py": "import sqlalchemy\nfrom a import A\nclass A(A): ..."}, "a.A", "", ""),
        # what is no class
        ({"base.py": BASE + "def f(): ..."}, "base.f", "", ""),
        ({"base.py": BASE}, "base", "", ""),
        ({}, "sqlmodel.SQLModel.metadata", "", ""),
        ({}, "", "", ""),
    ],
)  # fmt: skip
def test_a_class_has_the_role_that_its_ancestors_give_it(files: dict[str, str], name: str, role: str, flavour: str, folder: Path) -> None:
    write(folder, {"x.py": "", **files})
    seen = seen_from(folder / "x.py")
    assert (seen.class_role(name), seen.class_flavour(name)) == (role, flavour)


@pytest.mark.parametrize("first", ["a.A", "b.B"])
def test_the_role_of_classes_in_a_circle_does_not_depend_on_what_was_asked_first(first: str, folder: Path) -> None:
    write(
        folder,
        {
            "x.py": "",
            "base.py": BASE,
            "a.py": "import sqlalchemy\nfrom b import B\nfrom base import Base\nclass A(B, Base): ...",
            "b.py": "import sqlalchemy\nfrom a import A\nclass B(A): ...",
        },
    )
    seen = seen_from(folder / "x.py")
    seen.class_role(first)
    assert (seen.class_role("a.A"), seen.class_role("b.B")) == ("model", "model")


def test_a_hierarchy_of_many_mixins_is_read_in_moments(folder: Path) -> None:
    files = {
        f"m{level}.py": f"import sqlalchemy\nfrom m{level + 1} import A, B\nclass A(A, B): ...\nclass B(A, B): ..." for level in range(40)
    }
    write(folder, {"x.py": "", **files})
    assert seen_from(folder / "x.py").class_role("m0.A") == ""


# -- the editor


def test_what_the_editor_holds_counts_and_not_the_disk(folder: Path) -> None:
    write(folder, {"app/__init__.py": "from .x import *", "app/x.py": "import sqlalchemy\nclass Old: ..."})
    text = "from sqlalchemy import Column as New\nimport sqlalchemy\n"
    assert seen_from(folder / "app/x.py", text).follow("app.New") == "sqlalchemy.Column"
    assert seen_from(folder / "app/x.py").follow("app.New") == "app.New"


def test_a_file_that_was_never_saved_is_known_to_the_others(folder: Path) -> None:
    write(folder, {"app/__init__.py": "from .new import Base", "app/u.py": "import sqlalchemy\nfrom app import Base\nclass U(Base): ..."})
    assert seen_from(folder / "app/new.py", BASE).class_role("app.u.U") == "model"


def test_a_role_across_the_file_in_the_editor(folder: Path) -> None:
    write(
        folder,
        {
            "app/__init__.py": "",
            "app/base.py": "import sqlalchemy\nclass Base: ...",
            "app/u.py": "import sqlalchemy\nfrom .base import Base\nclass U(Base): ...",
        },
    )
    assert seen_from(folder / "app/base.py").class_role(".u.U") == ""
    assert seen_from(folder / "app/base.py", BASE).class_role(".u.U") == "model"
