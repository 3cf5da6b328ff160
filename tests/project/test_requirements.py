"""Which SQLAlchemy a project asks for, in every spelling of a dependency."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_sqla.project.requirements import Requirements, find_requirements


@pytest.mark.parametrize(
    ("file", "text", "admits_2_1", "admits_2_0"),
    [
        ("requirements.txt", "sqlalchemy", True, True),
        ("requirements.txt", "SQLAlchemy==2.0.30\n", False, True),
        ("requirements.txt", "sqlalchemy[asyncio]>=2.0,<2.1  # pinned", False, True),
        ("requirements.txt", "sqlalchemy>=2.1", True, False),
        ("requirements.txt", "sqlalchemy~=2.0", True, True),
        ("requirements.txt", "sqlalchemy~=2.0.1", False, True),
        ("requirements.txt", "sqlalchemy==2.0.*", False, True),
        ("requirements.txt", "sqlalchemy!=2.0.1,>=1.4", True, True),
        ("requirements.txt", "sqlalchemy<=2.0.44", False, True),
        ("requirements.txt", 'sqlalchemy==2.1.0 ; python_version > "3.10"', True, False),
        ("requirements-dev.txt", "sqlalchemy<3", True, True),
        ("requirements/base.in", "sqlalchemy>=2", True, True),
        ("pyproject.toml", '[project]\ndependencies = [\n  "sqlalchemy[asyncio]>=2.0.14,<2.1",\n]\n', False, True),
        ("pyproject.toml", 'dependencies = ["SQLAlchemy (>=2.0.36,<3.0.0)"]', True, True),
        ("pyproject.toml", '[tool.poetry.dependencies]\nsqlalchemy = "^2.0"\n', True, True),
        ("pyproject.toml", 'sqlalchemy = "~2.0"', False, True),
        ("pyproject.toml", 'sqlalchemy = "*"', True, True),
        ("pyproject.toml", 'sqlalchemy = {extras = ["asyncio"], version = "^2.1.2"}', True, False),
        ("Pipfile", 'sqlalchemy = "==2.0.30"', False, True),
        ("setup.cfg", "install_requires =\n    sqlalchemy >= 1.4, < 2.1\n", False, True),
        ("setup.py", 'setup(install_requires=["sqlalchemy>=2.0"])', True, True),
    ],
)
def test_a_dependency_says_which_versions_it_admits(tmp_path: Path, file: str, text: str, admits_2_1: bool, admits_2_0: bool) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = find_requirements(tmp_path)
    assert (found.stated, found.admits_2_1, found.admits_2_0) == (True, admits_2_1, admits_2_0)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("requirements.txt", "flask-sqlalchemy==3.1\nsqlalchemy-utils\ngreenlet"),
        ("requirements.txt", "# sqlalchemy>=2.0"),
        ("pyproject.toml", '[tool.mypy]\nplugins = ["sqlalchemy.ext.mypy.plugin"]'),
        ("pyproject.toml", '[tool.isort]\nknown_third_party = "sqlalchemy"'),
        ("notes.txt", "sqlalchemy>=2.0"),
    ],
)
def test_what_is_no_dependency_says_nothing(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert find_requirements(tmp_path) == Requirements()


def test_a_project_without_files_asks_for_nothing(tmp_path: Path) -> None:
    found = find_requirements(tmp_path)
    assert found == Requirements()
    assert not found.admits_2_1
    assert not found.admits_2_0


def test_every_file_must_be_met(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('dependencies = ["sqlalchemy>=2.0"]', encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("sqlalchemy==2.0.44", encoding="utf-8")
    assert not find_requirements(tmp_path).admits_2_1


@pytest.mark.parametrize("line", ["asyncpg>=0.29", '"aiosqlite",', 'asyncmy = "^0.2"'])
def test_an_asynchronous_driver_is_seen(tmp_path: Path, line: str) -> None:
    (tmp_path / "requirements.txt").write_text(line, encoding="utf-8")
    assert find_requirements(tmp_path).has_async_driver


def test_another_distribution_is_no_driver(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("asyncpg-stubs\npsycopg2", encoding="utf-8")
    assert not find_requirements(tmp_path).has_async_driver
