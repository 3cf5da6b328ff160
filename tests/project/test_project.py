"""The project of a file: its root, its part of the project, what is read once a run and never again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.linting import flake8_here
from support.projects import migration, reports, reports_by, seen_from, write

from flake8_sqla.extract.neighbours import NoNeighbours
from flake8_sqla.options import Settings
from flake8_sqla.project.project import Projects
from flake8_sqla.review import Reviewer


@pytest.mark.parametrize(
    ("files", "path", "root", "inside"),
    [
        ([], "x.py", "", "x.py"),
        ([], "app/x.py", "", "app/x.py"),
        (["app/pyproject.toml"], "app/x.py", "app", "x.py"),
        (["app/setup.cfg"], "app/sub/x.py", "app", "sub/x.py"),
        (["app/setup.py"], "app/x.py", "app", "x.py"),
        # a part of the project has databases and tests of its own, but no modules
        (["app/requirements.txt"], "app/sub/x.py", "", "sub/x.py"),
        (["app/alembic.ini"], "app/sub/x.py", "", "sub/x.py"),
        (["migrations/alembic.ini", "migrations/env.py"], "migrations/versions/x.py", "", "migrations/versions/x.py"),
    ],
)
def test_a_file_belongs_to_the_nearest_project(files: list[str], path: str, root: str, inside: str, folder: Path) -> None:
    write(folder, dict.fromkeys([*files, path], ""))
    projects = Projects(Settings())
    for spelled in (path, str(folder / path), os.path.join(".", path)):
        assert projects.of(spelled).root == str(folder / root) if root else str(folder)
        assert projects.inside(spelled).replace(os.sep, "/") == inside


def test_without_any_marker_the_folder_is_the_project(tmp_path: Path) -> None:
    write(tmp_path, {"app/requirements.txt": "", "app/x.py": "", "other/x.py": ""})
    projects = Projects(Settings())
    assert projects.of(str(tmp_path / "app/x.py")).root == str(tmp_path / "app")
    assert projects.of(str(tmp_path / "other/x.py")).root == str(tmp_path / "other")


def test_without_any_marker_the_project_begins_where_flake8_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = ["shop/examples/x.py", "shop/examples/fast/__init__.py", "shop/examples/fast/x.py", "other/x.py"]
    write(tmp_path, dict.fromkeys(files, ""))
    monkeypatch.chdir(tmp_path / "shop")
    projects = Projects(Settings())
    for path in ("examples/x.py", "examples/fast/x.py", str(tmp_path / "shop/examples/fast/x.py")):
        assert projects.of(path).root == str(tmp_path / "shop")
    assert projects.inside("examples/fast/x.py").replace(os.sep, "/") == "examples/fast/x.py"
    assert projects.of(str(tmp_path / "other/x.py")).root == str(tmp_path / "other")
    monkeypatch.chdir(tmp_path / "other")
    # from elsewhere: the folder that the topmost package lies in
    projects = Projects(Settings())
    assert projects.of(str(tmp_path / "shop/examples/fast/x.py")).root == str(tmp_path / "shop/examples")
    assert projects.of("x.py").root == str(tmp_path / "other")


def test_a_home_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"home/me/code/x.py": ""})
    monkeypatch.setenv("HOME", str(tmp_path / "home/me"))
    for here in ("home/me", "home", "/"):
        monkeypatch.chdir(tmp_path / here)
        assert Projects(Settings()).of(str(tmp_path / "home/me/code/x.py")).root == str(tmp_path / "home/me/code")
    monkeypatch.chdir(tmp_path / "home/me/code")
    assert Projects(Settings()).of("x.py").root == str(tmp_path / "home/me/code")


def test_the_parts_of_a_tree_without_a_marker_know_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"app/__init__.py": "", "app/db.py": MAKER, "app/web/__init__.py": "", "app/web/x.py": QUERY, "examples/x.py": QUERY})
    monkeypatch.chdir(tmp_path)
    assert "SQA101" in flake8_here("app/web/x.py").codes & flake8_here("examples/x.py").codes
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "SQA101" in flake8_here(str(tmp_path / "app/web/x.py")).codes


def test_the_option_names_the_root_through_links_too(folder: Path) -> None:
    write(folder, {"real/tests/x.py": "", "real/app/x.py": ""})
    (folder / "linked").symlink_to(folder / "real")
    for root in ("real", "linked"):
        projects = Projects(Settings(project_root=str(folder / root)))
        for path in ("real/tests/x.py", "linked/tests/x.py"):
            assert projects.of(path).root == os.path.realpath(folder / "real")
            assert projects.inside(path).replace(os.sep, "/") == "tests/x.py"
    assert Projects(Settings(project_root=str(folder / "real"))).inside("elsewhere/x.py") == "elsewhere/x.py"


@pytest.mark.parametrize(
    ("files", "dialects"),
    [
        ({"requirements.txt": "pymysql"}, {"mysql"}),
        ({"requirements.txt": "pymysql", "service/requirements.txt": "psycopg2"}, {"postgresql"}),
        ({"requirements.txt": "pymysql", "service/alembic.ini": "[alembic]\nsqlalchemy.url = sqlite://\n"}, {"sqlite"}),
        ({"requirements.txt": "pymysql", "service/alembic.ini": "[alembic]\n"}, {"mysql"}),
        ({"requirements.txt": "pymysql", "service/migrations/alembic.ini": "[alembic]\n", "service/migrations/env.py": ""}, {"mysql"}),
    ],
)
def test_the_nearest_file_that_names_a_database_counts(files: dict[str, str], dialects: set[str], folder: Path) -> None:
    write(folder, {**files, "service/migrations/versions/x.py": ""})
    assert Projects(Settings()).of("service/migrations/versions/x.py").dialects == dialects


def test_dialects_of_the_option_go_before_all(folder: Path) -> None:
    write(folder, {"requirements.txt": "pymysql", "x.py": ""})
    assert Projects(Settings(dialects=("oracle",))).of("x.py").dialects == {"oracle"}


@pytest.mark.parametrize("path", ["stdin", "-", "", "x.pyi"])
def test_what_is_no_file_of_the_project_knows_no_others(path: str, folder: Path) -> None:
    assert isinstance(Projects(Settings()).neighbours(path, ""), NoNeighbours)


@pytest.mark.parametrize("path", ["\0", "a\0b.py", "/", "x" * 5000 + ".py", "/nonexistent/deep/x.py"])
def test_no_path_is_too_odd(path: str, folder: Path) -> None:
    projects = Projects(Settings())
    projects.of(path)
    projects.inside(path)
    projects.neighbours(path, "import sqlalchemy")
    assert projects.history(path, migration("a")).complete is False


# -- one run after the other


def test_a_run_reads_every_file_once(folder: Path) -> None:
    write(folder, {"app/__init__.py": "", "app/db.py": "from sqlalchemy.orm import sessionmaker\nFactory = sessionmaker()", "app/x.py": ""})
    text = "from app.db import Factory\nimport sqlalchemy\n\ndef f(x):\n    return Factory().query(x)\n"
    write(folder, {"app/x.py": text, "app/y.py": text})
    reviewer = Reviewer.with_all_rules(Settings())
    assert reports_by(reviewer, folder / "app/x.py") == [(5, "SQA101")]
    (folder / "app/db.py").write_text("Factory = None")
    assert reports_by(reviewer, folder / "app/y.py") == [(5, "SQA101")]  # no file is judged by another state than its neighbour
    assert reports(folder / "app/y.py") == []


def test_a_file_that_is_edited_while_flake8_runs_is_judged_as_it_was_handed_over(folder: Path) -> None:
    old = "import sqlalchemy as sa\nfrom sqlalchemy.orm import Session\n\ndef f(s: Session, x):\n    return s.query(x)\n"
    write(folder, {"app/__init__.py": "", "app/x.py": "gone = 1\n"})
    assert reports(folder / "app/x.py", text=old) == [(5, "SQA101")]
    (folder / "app/x.py").unlink()
    assert reports(folder / "app/x.py", text=old) == [(5, "SQA101")]


QUERY = "from app.db import Factory\nimport sqlalchemy\n\n\ndef f(x):\n    return Factory().query(x)\n"
MAKER = "from sqlalchemy.orm import sessionmaker\n\nFactory = sessionmaker()\n"


def test_nothing_is_kept_from_one_run_to_the_next_in_one_process(folder: Path) -> None:
    write(
        folder,
        {
            "app/__init__.py": "",
            "app/db.py": MAKER,
            "app/x.py": QUERY,
            "migrations/env.py": "",
            "migrations/versions/a1.py": migration("a1"),
        },
    )

    def codes(*paths: str) -> set[str]:
        return flake8_here("--select=SQA101,SQA602,SQA632,SQA7", *paths).codes

    assert codes("app/x.py") == {"SQA101"}
    write(folder, {"app/db.py": "Factory = None\n"})
    assert codes("app/x.py") == set()
    write(folder, {"app/db.py": "", "app/__init__.py": "", "app/db/__init__.py": "from .maker import Factory", "app/db/maker.py": MAKER})
    assert codes("app/x.py") == {"SQA101"}  # the package took the module's place
    (folder / "app/db/maker.py").unlink()
    assert codes("app/x.py") == set()

    assert "SQA709" not in codes("migrations")
    write(folder, {"migrations/versions/b1.py": migration("b1", "'a1'"), "migrations/versions/b2.py": migration("b2", "'a1'")})
    assert "SQA709" in codes("migrations/versions/b1.py")
    (folder / "migrations/versions/b2.py").unlink()
    assert "SQA709" not in codes("migrations/versions/b1.py")


def test_the_dependencies_are_read_anew_in_each_run(folder: Path) -> None:
    write(folder, {"a1.py": migration("a1")})
    assert "SQA601" in flake8_here("a1.py").codes
    write(folder, {"requirements.txt": "pymysql\n"})
    assert "SQA601" not in flake8_here("a1.py").codes
    write(folder, {"requirements.txt": "psycopg2\n"})
    assert "SQA601" in flake8_here("a1.py").codes


def test_two_checkouts_of_one_project_in_one_run_stay_apart(folder: Path) -> None:
    for name, maker in (("one", MAKER), ("two", "Factory = None\n")):
        write(folder, {f"{name}/setup.cfg": "", f"{name}/app/__init__.py": "", f"{name}/app/db.py": maker, f"{name}/app/x.py": QUERY})
    reviewer = Reviewer.with_all_rules(Settings())
    assert [reports_by(reviewer, folder / name / "app/x.py") for name in ("one", "two", "one")] == [[(6, "SQA101")], [], [(6, "SQA101")]]


def test_a_file_outside_of_the_named_root_knows_itself_only(folder: Path) -> None:
    write(folder, {"project/x.py": "", "app/__init__.py": "", "app/db.py": MAKER, "app/x.py": QUERY})
    assert reports(folder / "app/x.py", Settings(project_root=str(folder / "project"))) == []
    assert (
        seen_from(folder / "app/x.py", settings=Settings(project_root=str(folder / "project"))).follow("app.db.Factory") == "app.db.Factory"
    )
