"""Modules by path and paths by module."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.projects import write

from flake8_sqla.project.modules import Modules, Packages, absolute


@pytest.mark.parametrize(
    ("path", "module", "is_package", "found"),
    [
        ("a.b", "app.x", False, "a.b"),
        (".models", "app.x", False, "app.models"),
        (".models.User", "app.sub.x", False, "app.sub.models.User"),
        ("..models.User", "app.sub.x", False, "app.models.User"),
        ("...models", "app.sub.x", False, "models"),
        ("....models", "app.sub.x", False, ""),
        (".", "app.x", False, "app"),
        (".models", "app", True, "app.models"),
        ("..models", "app.sub", True, "app.models"),
        ("...models", "app.sub", True, "models"),
        ("....models", "app.sub", True, ""),
        (".", "app", True, "app"),
        (".models", "x", False, "models"),
        ("..models", "x", False, ""),
    ],
)
def test_a_relative_path_is_seen_from_its_module(path: str, module: str, is_package: bool, found: str) -> None:
    assert absolute(path, module, is_package) == found


def _relative(folder: Path, path: str) -> str:
    return os.path.relpath(path, os.path.realpath(folder)).replace(os.sep, "/") if path else ""


@pytest.mark.parametrize(
    ("files", "module", "found"),
    [
        (["app/__init__.py", "app/db.py"], "app.db", "app/db.py"),
        (["app/__init__.py"], "app", "app/__init__.py"),
        (["app/db.py"], "app.db", "app/db.py"),  # a namespace package
        (["app/db.py"], "app", ""),
        (["src/app/db.py"], "app.db", "src/app/db.py"),
        (["src/app/db.py"], "src.app.db", "src/app/db.py"),
        (["app/db.py", "src/app/db.py"], "app.db", "app/db.py"),
        (["app/db.py", "app/db/__init__.py"], "app.db", "app/db/__init__.py"),
        (["app/db.txt"], "app.db", ""),
        (["app/db.py"], "app.nothing", ""),
        (["app/my-db.py"], "app.my-db", ""),
        (["app/db.py"], "", ""),
        (["app/db.py"], "..", ""),
        (["lib/app/db.py"], "app.db", ""),
    ],
)
def test_a_module_is_found_by_its_name(files: list[str], module: str, found: str, folder: Path) -> None:
    write(folder, dict.fromkeys(files, ""))
    assert _relative(folder, Modules(folder).file_of(module)) == found


def test_source_roots_are_looked_through_first(folder: Path) -> None:
    write(folder, dict.fromkeys(["app/db.py", "lib/app/db.py"], ""))
    assert _relative(folder, Modules(folder, (folder / "lib", folder / "missing")).file_of("app.db")) == "lib/app/db.py"


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("app.db.Session", ("app.db", ("Session",))),
        ("app.db", ("app.db", ())),
        ("app.db.Session.begin", ("app.db", ("Session", "begin"))),
        ("app.Thing", ("app", ("Thing",))),
        ("fastapi.Depends", ("", ("fastapi", "Depends"))),
        ("", ("", ("",))),
    ],
)
def test_a_path_is_split_at_the_longest_module(path: str, split: tuple[str, tuple[str, ...]], folder: Path) -> None:
    write(folder, dict.fromkeys(["app/__init__.py", "app/db.py"], ""))
    assert Modules(folder).split(path) == split


@pytest.mark.parametrize(
    ("files", "path", "name"),
    [
        (["app/__init__.py"], "app/__init__.py", "app"),
        (["app/__init__.py", "app/sub/__init__.py"], "app/sub/db.py", "app.sub.db"),
        ([], "db.py", "db"),
        (["src/app/__init__.py"], "src/app/db.py", "app.db"),
        ([], "src/space/db.py", "space.db"),
        (["space/app/__init__.py"], "space/app/db.py", "space.app.db"),
        (["my-service/app/__init__.py"], "my-service/app/db.py", "app.db"),  # no name leads there from the root
    ],
)
def test_a_file_has_one_name(files: list[str], path: str, name: str, folder: Path) -> None:
    write(folder, dict.fromkeys([*files, path], ""))
    assert Modules(folder).name_of(str(folder / path)) == name


def test_a_namespace_package_that_is_a_source_root_is_no_part_of_the_name(folder: Path) -> None:
    write(folder, dict.fromkeys(["backend/app/__init__.py", "backend/app/db.py"], ""))
    modules = Modules(folder, (folder / "backend",))
    assert modules.name_of(str(folder / "backend/app/db.py")) == "app.db"
    assert modules.name_of(modules.file_of("backend.app.db")) == "app.db"


def test_the_top_of_a_package_is_above_the_last_init(folder: Path) -> None:
    write(folder, dict.fromkeys(["x/app/__init__.py", "x/app/sub/__init__.py", "x/app/sub/db.py"], ""))
    assert Packages().top_of(str(folder / "x/app/sub/db.py")) == (os.path.realpath(folder / "x"), ("app", "sub", "db"))


def test_links_out_of_the_project_are_not_followed(folder: Path) -> None:
    outside, project = folder / "outside", folder / "project"
    write(outside, {"secret.py": "", "package/__init__.py": ""})
    write(project, {"app/__init__.py": "", "app/db.py": ""})
    (project / "app/secret.py").symlink_to(outside / "secret.py")
    (project / "package").symlink_to(outside / "package")
    (project / "app/again.py").symlink_to(project / "app/db.py")
    modules = Modules(project)
    assert (modules.file_of("app.secret"), modules.file_of("package")) == ("", "")
    assert _relative(project, modules.file_of("app.again")) == "app/db.py"


def test_a_file_that_only_the_editor_has_is_found(folder: Path) -> None:
    write(folder, {"app/__init__.py": ""})
    unsaved = os.path.realpath(folder / "app/new.py")
    assert Modules(folder).file_of("app.new") == ""
    assert Modules(folder, unsaved=unsaved).file_of("app.new") == unsaved


@pytest.mark.parametrize(
    ("files", "path", "text", "start"),
    [
        (["app/__init__.py"], "app/models.py", "from app import x", ""),
        (["server/app/__init__.py"], "server/app/models.py", "from app import x", "server"),
        (["app/__init__.py", "app/migrations/versions/a1.py"], "app/migrations/versions/a1.py", "from app import x", ""),
        (["migrations/versions/a1.py"], "migrations/versions/a1.py", "from alembic import op", ""),
        (["server/app/__init__.py", "server/app/feedback/models.py"], "server/app/feedback/models.py", "import app.x", "server"),
        (["app/__init__.py", "app/feedback/incident/__init__.py"], "app/feedback/incident/x.py", "from app import y", ""),
        (["bin/helper.py"], "bin/run.py", "import os, helper", "bin"),
        (["bin/helper.py"], "bin/run.py", "if True:\n    from helper import x", "bin"),
        (["bin/helper.py"], "bin/run.py", "import os  # not helper", ""),
        (["bin/helper/x.py"], "bin/run.py", "import helper.x as y", "bin"),
        (["app/__init__.py", "app/bin/helper.py"], "app/bin/run.py", "import helper", "app/bin"),
        (["app/__init__.py", "app/bin/helper.py"], "app/bin/run.py", "from .helper import x", ""),
    ],
)
def test_imports_start_above_the_package_or_where_a_script_lies(files: list[str], path: str, text: str, start: str, folder: Path) -> None:
    write(folder, {**dict.fromkeys(files, ""), path: text})
    root = os.path.realpath(folder)
    assert _relative(folder, Packages().start_of(os.path.join(root, path), text, root)) == (start or ".")


@pytest.mark.parametrize(
    ("files", "apart"),
    [
        (["src/app/x.py", "tests/x.py", "src/README.md", "README.md"], True),
        (["src/app/__init__.py", "src/__init__.py", "__init__.py"], True),
        (["src/app/x.py", "app/y.py"], False),
        (["src/tests.py", "tests/y.py"], False),
    ],
)
def test_folders_from_which_no_name_can_be_imported_twice_are_apart(files: list[str], apart: bool, folder: Path) -> None:
    write(folder, dict.fromkeys(files, ""))
    assert Packages().share_nothing(str(folder), str(folder / "src")) is apart
