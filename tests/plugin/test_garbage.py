"""What a run leaves to the garbage collector: little, and the collector as it was."""

from __future__ import annotations

import ast
import gc
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
