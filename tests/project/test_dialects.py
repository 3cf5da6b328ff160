"""Which databases a project runs on, by what its files say."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.projects import write

from flake8_sqla.options import Settings
from flake8_sqla.project.dialects import dialect_of_url, find_dialects
from flake8_sqla.project.project import Projects

_LOCAL = "[alembic]\nsqlalchemy.url = sqlite:///app.db\n"


@pytest.mark.parametrize(
    ("files", "dialects"),
    [
        ({}, ""),
        ({"pyproject.toml": '[project]\ndependencies = ["psycopg[binary]>=3"]'}, "postgresql"),
        ({"pyproject.toml": '[tool.poetry.dependencies]\nasyncpg = "^0.29"'}, "postgresql"),
        ({"setup.cfg": "[options]\ninstall_requires =\n    psycopg2-binary\n"}, "postgresql"),
        ({"setup.py": "setup(install_requires=['PyMySQL'])"}, "mysql"),
        ({"Pipfile": "[packages]\nmysqlclient = '*'"}, "mysql"),
        ({"requirements.txt": "psycopg2_binary==2.9\n"}, "postgresql"),
        ({"requirements.in": "cx_Oracle"}, "oracle"),
        ({"requirements-dev.txt": "aiosqlite"}, "sqlite"),
        ({"requirements/base.txt": "pyodbc ; sys_platform == 'win32'"}, "mssql"),
        ({"requirements.txt": "psycopg2\nPyMySQL\n"}, "mysql postgresql"),
        ({"requirements.txt": "# psycopg2\n  # pymysql\n"}, ""),
        ({"requirements.txt": "psycopg2-pool-extra\nmy-psycopg2\ntypes-psycopg2\npsycopg22\n"}, ""),
        ({"requirements.txt": b"\xff\npsycopg2\n"}, "postgresql"),
        ({"requirements.txt": "psycopg2\n" + "# filler\n" * 100_000}, ""),
        ({"app/requirements.txt": "psycopg2"}, ""),
        # a program that reads many databases says nothing of its own
        ({"requirements.txt": "psycopg2\nPyMySQL\npyodbc\noracledb\n"}, ""),
        (
            {"requirements.txt": "psycopg2\nPyMySQL\npyodbc\noracledb\n", "alembic.ini": "[alembic]\nsqlalchemy.url = postgresql://x\n"},
            "postgresql",
        ),
        ({"requirements.txt": "psycopg2\nPyMySQL\nmariadb\naiosqlite\n"}, "mariadb mysql postgresql sqlite"),
        # alembic.ini
        ({"alembic.ini": "[alembic]\nsqlalchemy.url = postgresql+psycopg://u:p@h/d\n"}, "postgresql"),
        ({"alembic.ini": "[one]\nsqlalchemy.url = mysql://h/d\n[two]\nsqlalchemy.url = sqlite:///x.db\n"}, "mysql sqlite"),
        ({"alembic.ini": "[alembic]\nsqlalchemy.url = driver://user:pass@localhost/dbname\n"}, ""),
        ({"alembic.ini": "[alembic]\nsqlalchemy.url = %(DATABASE_URL)s\n"}, ""),
        ({"alembic.ini": "[alembic\n= no"}, ""),
        # SQLite is for one's own machine where the migrations speak of a server
        ({"alembic.ini": _LOCAL}, "sqlite"),
        ({"alembic.ini": _LOCAL, "alembic/versions/a1.py": "if op.get_bind().dialect.name == 'postgresql':\n    pass\n"}, "postgresql sqlite"),
        ({"alembic.ini": _LOCAL, "alembic/versions/a1.py": "if bind.dialect.name in ('mysql', 'mariadb'):\n    pass\n"}, "mysql sqlite"),
        ({"alembic.ini": _LOCAL, "alembic/versions/a1.py": "from sqlalchemy.dialects import mysql\n"}, "mysql sqlite"),
        ({"alembic.ini": _LOCAL, "alembic/versions/a1.py": "from sqlalchemy.dialects.postgresql import JSONB\n"}, "postgresql sqlite"),
        ({"alembic.ini": _LOCAL, "alembic/versions/2026/a1.py": "op.create_index('i', 't', ['a'], postgresql_where='b')\n"}, "postgresql sqlite"),
        ({"alembic.ini": _LOCAL, "alembic/env.py": "if connection.dialect.name == 'postgresql':\n    pass\n"}, "postgresql sqlite"),
        ({"alembic.ini": _LOCAL, "storage.py": "import sqlalchemy.dialects.mysql as mysql\n"}, "mysql sqlite"),
        ({"alembic.ini": _LOCAL, "alembic/versions/a1.py": "# postgresql would want this\n"}, "sqlite"),
        ({"alembic.ini": _LOCAL, "app/models.py": "from sqlalchemy.dialects import postgresql\n"}, "sqlite"),
        ({"alembic.ini": _LOCAL.replace("sqlite", "mysql"), "alembic/versions/a1.py": "from sqlalchemy.dialects import postgresql\n"}, "mysql"),
        ({"alembic.ini": "[DEFAULT]\nsqlalchemy.url = mysql://h/d\n[alembic]\nx = 1\n"}, "mysql"),
    ],
)
def test_the_files_at_the_root_name_the_databases(files: dict[str, str | bytes], dialects: str, folder: Path) -> None:
    write(folder, files)
    assert sorted(find_dialects(folder)) == dialects.split()


def test_links_and_folders_say_nothing(folder: Path) -> None:
    write(folder, {"outside.txt": "psycopg2", "project/pyproject.toml/x": "psycopg2"})
    (folder / "project/requirements.txt").symlink_to(folder / "outside.txt")
    (folder / "project/setup.cfg").symlink_to(folder / "project/setup.cfg")
    (folder / "project/setup.py").symlink_to(folder / "nowhere")
    assert find_dialects(folder / "project") == frozenset()
    assert find_dialects(folder / "missing") == frozenset()


@pytest.mark.parametrize(
    ("url", "dialect"),
    [
        ("postgresql://h/d", "postgresql"),
        ("postgres://h/d", "postgresql"),
        ("PostgreSQL+asyncpg://h/d", "postgresql"),
        (" mysql+pymysql://h/d", "mysql"),
        ("sqlite://", "sqlite"),
        ("http://example.com", ""),
        ("driver://x", ""),
        ("postgresql", ""),
        ("", ""),
    ],
)
def test_a_url_names_its_dialect(url: str, dialect: str) -> None:
    assert dialect_of_url(url) == dialect


_NEEDS = {"requirements.txt": "psycopg2\n"}


@pytest.mark.parametrize(
    ("files", "dialects"),
    [
        ({"alembic/env.py": "context.configure(render_as_batch=True)"}, "postgresql sqlite"),
        ({**_NEEDS, "migrations/env.py": 'options = {"render_as_batch": True}'}, "postgresql sqlite"),
        ({**_NEEDS, "migrations/env.py": "# render_as_batch=True\nrender_as_batch=False"}, "postgresql"),
        ({"requirements.txt": "pymysql", "alembic/env.py": "configure(render_as_batch = True)"}, "mysql sqlite"),
        ({**_NEEDS, "alembic/env.py": 'if connection.dialect.name == "sqlite":\n    pass'}, "postgresql sqlite"),
        (
            {"alembic.ini": "[a]\nsqlalchemy.url = sqlite:///x\n", "alembic/env.py": "if c.dialect.name != 'postgresql': pass"},
            "postgresql sqlite",
        ),
        ({**_NEEDS, "alembic.ini": "[a]\nscript_location = %(here)s/db\n", "db/env.py": "render_as_batch=True"}, "postgresql sqlite"),
        ({**_NEEDS, "alembic.ini": "[a]\nscript_location = app.db:moves\n", "app/db/moves/env.py": "render_as_batch=True"}, "postgresql sqlite"),
        ({**_NEEDS, "alembic.ini": "no section", "migrations/env.py": "render_as_batch=True"}, "postgresql sqlite"),
        ({**_NEEDS, "other/env.py": "render_as_batch=True"}, "postgresql"),
    ],
)
def test_the_environment_says_what_it_is_written_for(files: dict[str, str], dialects: str, tmp_path: Path) -> None:
    write(tmp_path, {"setup.cfg": "", **files})
    project = Projects(Settings()).of(str(tmp_path / "models.py"))
    assert " ".join(sorted(project.dialects)) == dialects


def test_the_option_says_more_than_the_environment(tmp_path: Path) -> None:
    write(tmp_path, {"setup.cfg": "", "migrations/env.py": "render_as_batch=True"})
    assert Projects(Settings(dialects=("postgresql",))).of(str(tmp_path / "models.py")).dialects == {"postgresql"}
