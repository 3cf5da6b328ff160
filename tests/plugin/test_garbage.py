"""What a run leaves to the garbage collector: little, and the collector as it was."""

from __future__ import annotations

import ast
import gc
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from support.projects import write
from support.samples import MIGRATION, QUERIES

from flake8_sqla.extract.reading import Reading
from flake8_sqla.options import Settings
from flake8_sqla.plugin import Plugin
from flake8_sqla.review import Reviewer
from flake8_sqla.syntax.scopes import Module

_MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
_SERVICE = """\
from sqlalchemy import select

from app.models import User


def names(session):
    return [user.name for user in session.scalars(select(User).where(User.id == 1))]
"""
#: Runs flake8 so often in one process, as an editor's server does, and says what is set apart and whether the collector is at work.
_RUNS = """\
import gc, sys
from flake8.main.cli import main
for _ in range(int(sys.argv[1])):
    main(["--isolated", "-qq", "--sqla-cache-dir=off", *sys.argv[2:]])
print(gc.get_freeze_count(), gc.isenabled())
"""


def test_a_review_leaves_no_tree_to_the_garbage_collector(folder: Path) -> None:
    write(folder, {"pyproject.toml": "", "app/__init__.py": "", "app/models.py": _MODELS, "app/service.py": _SERVICE})
    reviewer = Reviewer.with_all_rules(Settings())
    gc.collect()
    gc.disable()
    try:
        for name, text in (("app/service.py", _SERVICE), ("app/models.py", _MODELS), ("a1.py", MIGRATION), ("b.py", QUERIES)):
            reviewer.review(str(folder / name), text.splitlines(keepends=True), ast.parse(text))
        left = [each for each in gc.get_objects() if isinstance(each, (Module, Reading)) and vars(each)]
    finally:
        gc.enable()
    assert left == []


def _run(times: int, *paths: Path) -> tuple[int, bool]:
    said = subprocess.run([sys.executable, "-c", _RUNS, str(times), *map(str, paths)], capture_output=True, text=True, check=True).stdout
    count, enabled = said.split()
    return int(count), enabled == "True"


def test_an_editor_that_lints_file_after_file_in_one_process_sets_what_is_loaded_apart_once(folder: Path) -> None:
    write(folder, {"service.py": _SERVICE})
    first, enabled = _run(1, folder / "service.py")
    fifth, still = _run(5, folder / "service.py")
    assert (enabled, still) == (True, True)
    assert first > 0
    assert abs(fifth - first) < first // 10


def test_a_run_without_a_file_for_the_plugin_sets_nothing_apart(folder: Path) -> None:
    write(folder, {"plain.py": "X = 1\n"})
    assert _run(2, folder / "plain.py") == (0, True)


def test_a_run_over_several_files_sets_what_is_loaded_apart_once(folder: Path) -> None:
    write(folder, {"one.py": _SERVICE, "two.py": _SERVICE, "three.py": _MODELS})
    first, enabled = _run(1, folder)
    third, still = _run(3, folder)
    assert (enabled, still) == (True, True)
    assert first > 0
    assert abs(third - first) < first // 10


def _freezes(lengths: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """After which of some files, given by their lengths, everything is set apart."""
    now, found = 0, list[int]()
    reviewer = Reviewer.with_all_rules(Settings())
    monkeypatch.setattr(reviewer, "review", lambda *file: [])
    monkeypatch.setattr(Plugin, "_reviewer", reviewer)
    monkeypatch.setattr(Plugin, "_reviewed", 0)
    monkeypatch.setattr(Plugin, "_next_setting_apart", 9)
    monkeypatch.setattr(Plugin, "_is_set_apart", False)
    monkeypatch.setattr(gc, "freeze", lambda: found.append(now))
    for now, length in enumerate(lengths, 1):
        list(Plugin(ast.Module([], []), "example.py", [QUERIES, *["\n"] * length]).run())
    return found


def test_what_is_known_of_the_project_is_set_apart_again_whenever_half_as_many_files_more_were_reviewed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _freezes([1] * 100, monkeypatch) == [1, 9, 17, 25, 37, 55, 82]


def test_it_is_set_apart_at_the_end_of_a_short_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _freezes([1000] * 30 + [100] + [1000] * 30, monkeypatch) == [1, 31]


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="flake8 does not fork here")
def test_before_flake8_forks_what_is_loaded_is_set_apart_once_however_many_runs_a_process_makes(folder: Path) -> None:
    write(folder, {"one.py": _SERVICE, "two.py": _SERVICE, "three.py": _MODELS})
    runs = _RUNS.replace("import gc, sys\n", "import gc, sys\ncalls = []\ngc.freeze = lambda: calls.append(1)\n").replace(
        "gc.get_freeze_count()", "len(calls)"
    )
    command = [sys.executable, "-c", runs, "3", "--jobs=2", str(folder)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == ["1", "True"]


def test_what_is_garbage_by_then_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = list[str]()
    monkeypatch.setattr(gc, "collect", lambda: calls.append("collect"))
    _freezes([1] * 9, monkeypatch)
    assert calls == ["collect"]


@pytest.mark.parametrize("collects", [True, False])
def test_the_collector_is_left_as_it_was_found(collects: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def review(*_file: object) -> None:
        assert not gc.isenabled()
        raise ValueError("what failed")

    reviewer = Reviewer.with_all_rules(Settings())
    monkeypatch.setattr(reviewer, "review", review)
    monkeypatch.setattr(Plugin, "_reviewer", reviewer)
    (gc.enable if collects else gc.disable)()
    try:
        reports = list(Plugin(ast.parse(QUERIES), "example.py", QUERIES.splitlines(keepends=True)).run())
        assert gc.isenabled() is collects
    finally:
        gc.enable()
    assert [text.partition(" ")[0] for _, _, text, _ in reports] == ["SQA001"]
