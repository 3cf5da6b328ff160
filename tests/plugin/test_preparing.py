"""What is found out before flake8 forks, so that its processes need not find it out each for itself."""

from __future__ import annotations

import ast
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.loading import LOADED, loaded, run
from support.projects import migration, write
from support.whole_project import FILES, PROJECT

from flake8_sqla.engine import Report
from flake8_sqla.options import Settings
from flake8_sqla.project import inventory, revision_operations
from flake8_sqla.project.library import ModuleLibrary
from flake8_sqla.review import Reviewer

_forks = pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="flake8 does not fork here")
_PLAIN = "import json\n\nprint(json.dumps({}))\n"
#: No verdict of another run is known.
_OPTIONS = ("--select=SQA", "--sqla-cache-dir=off")
_FAILING = "from flake8_sqla.project.project import Projects\ndef fail(*_given): raise KeyError('no')\nProjects.prepare = fail"


@pytest.fixture
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, and the current directory."""
    write(folder, PROJECT)
    monkeypatch.chdir(folder)
    return folder


def _reports(reviewer: Reviewer) -> Iterator[tuple[str, list[Report]]]:
    for path in FILES:
        text = Path(path).read_text(encoding="utf-8")
        if path != "app/broken.py":  # flake8 cannot parse it
            yield path, reviewer.review(os.path.join(".", path), text.splitlines(keepends=True), ast.parse(text))


def test_what_was_prepared_is_not_read_again_and_nothing_else_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = dict(_reports(Reviewer.with_all_rules(Settings())))
    reviewer = Reviewer.with_all_rules(Settings())
    reviewer.prepare(["."])
    read: list[str] = []
    entry_of, models_of = inventory.entry_of, ModuleLibrary._models_of
    monkeypatch.setattr(inventory, "entry_of", lambda text: (read.append("a text"), entry_of(text))[1])
    monkeypatch.setattr(ModuleLibrary, "_models_of", lambda self, file: (read.append(file), models_of(self, file))[1])
    assert dict(_reports(reviewer)) == expected
    with_tables = {str(project / path) for path, text in PROJECT.items() if path.endswith(".py") and "__tablename__ =" in text}
    assert with_tables
    assert not {path for path in read if path == "a text" or path in with_tables}


def test_revisions_that_name_the_table_of_a_model_are_read_beforehand(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        project,
        {
            "migrations/env.py": PROJECT["migrations/env.py"] + "context.run_migrations()\n",
            "migrations/versions/a5.py": migration("a5", "'a3'").replace("users", "others"),
        },
    )
    reviewer = Reviewer.with_all_rules(Settings())
    read: list[str] = []
    operations = revision_operations._operations
    monkeypatch.setattr(revision_operations, "_operations", lambda path, text: (read.append(os.path.basename(path)), operations(path, text))[1])
    reviewer.prepare(["."])
    assert sorted(read) == ["a1.py", "a2.py", "a3.py", "a4.py"]  # a5 is about another table
    dict(_reports(reviewer))
    assert len(read) == 4


def test_each_root_below_the_folders_is_prepared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("one", "two"):
        write(folder, {f"{part}/pyproject.toml": "", f"{part}/models.py": PROJECT["app/models/user.py"]})
    monkeypatch.chdir(folder)
    looked_at: list[str] = []
    looked_through = inventory.Inventory._looked_through

    def noted(self: inventory.Inventory) -> dict[str, list[str]]:
        looked_at.append(os.path.basename(self._root))
        return looked_through(self)

    monkeypatch.setattr(inventory.Inventory, "_looked_through", noted)
    Reviewer.with_all_rules(Settings()).prepare(["one", "two"])
    assert set(looked_at) == {"one", "two"}


@_forks
def test_all_is_loaded_before_a_fork_where_a_file_is_about_a_database(folder: Path) -> None:
    write(folder, {"one.py": _PLAIN, "two.py": _PLAIN, "three.py": PROJECT["app/models/user.py"]})
    assert {"flake8_sqla.rules.models.overlong_identifier", "flake8_sqla.extract.session_use"} <= loaded(folder, *_OPTIONS, "-j2", ".")


@_forks
def test_for_single_files_the_rules_are_loaded_and_each_process_loads_what_else_it_needs(folder: Path) -> None:
    write(folder, {"one.py": PROJECT["app/models/user.py"], "two.py": PROJECT["app/models/user.py"]})
    names = loaded(folder, *_OPTIONS, "-j2", "one.py", "two.py")
    assert "flake8_sqla.rules.models.overlong_identifier" in names and "flake8_sqla.extract.session_use" not in names


@_forks
def test_no_rule_is_loaded_before_a_fork_where_no_file_is_about_a_database(folder: Path) -> None:
    write(folder, {"one.py": _PLAIN, "two.py": _PLAIN})
    assert not {name for name in loaded(folder, *_OPTIONS, "-j2", ".") if name.startswith("flake8_sqla.rules.")}


@_forks
def test_what_fails_there_costs_no_report(project: Path) -> None:
    expected, failed = run(project, *_OPTIONS, "-j1", "."), run(project, *_OPTIONS, "-j2", ".", patch=_FAILING)
    said = [line for line in failed.stdout.splitlines() if not line.startswith(LOADED)]
    assert failed.stderr == ""
    assert said == [line for line in expected.stdout.splitlines() if not line.startswith(LOADED)]
    assert any("SQA6" in line for line in said)


@_forks
def test_who_works_on_the_plugin_sees_it(project: Path) -> None:
    assert "KeyError: 'no'" in run(project, *_OPTIONS, "-j2", ".", patch=_FAILING, FLAKE8_SQLA_RAISE="1").stderr
