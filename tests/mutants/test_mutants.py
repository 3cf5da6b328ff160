"""Programs as people write them: right ones are not reported, and broken ones are."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest
from tests.mutants.across import ACROSS
from tests.mutants.mutations import MUTATIONS, Mutation

from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer

_SOURCES = Path(__file__).parent / "sources"
_PROJECTS = sorted(path.name for path in _SOURCES.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the programs outside of this project, whose root would otherwise be theirs."""
    folder = tmp_path_factory.mktemp("mutants")
    for name in _PROJECTS:
        shutil.copytree(_SOURCES / name, folder / name)
    return folder


def _modules(projects: Path) -> list[Path]:
    return sorted(path for path in projects.glob("*/*/*.py") if path.name != "__init__.py")


def _reported(path: Path, text: str) -> list[str]:
    reviewer = Reviewer.with_all_rules(Settings(), lambda code: not code.startswith("SQA9"))
    return [f"{report.line} {report.text}" for report in reviewer.review(str(path), text.splitlines(keepends=True), ast.parse(text))]


def _mutants(mutation: Mutation, projects: Path) -> list[tuple[Path, str]]:
    """Of the programs whose modules show by themselves what is wrong in them."""
    modules = [path for path in _modules(projects) if path.parent.name != "desk"]
    return [(path, text) for path in modules for text in mutation.apply(path.read_text(encoding="utf-8"))]


def test_right_programs_are_not_reported(projects: Path) -> None:
    found = {f"{path.parent.name}/{path.name}: {report}" for path in _modules(projects) for report in _reported(path, path.read_text())}
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_each_way_to_break_them_is_seen(mutation: Mutation, projects: Path) -> None:
    mutants = _mutants(mutation, projects)
    assert mutants, "nothing to break in this way"
    seen = [any(code in report for report in _reported(path, text) for code in mutation.codes) for path, text in mutants]
    assert any(seen)


def test_all_mutants_are_seen(projects: Path) -> None:
    missed = []
    for mutation in MUTATIONS:
        for path, text in _mutants(mutation, projects):
            if not any(code in report for report in _reported(path, text) for code in mutation.codes):
                missed.append(f"{mutation.name}: {path.parent.name}/{path.name}\n{_changed(path, text)}")
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize("mutation", ACROSS, ids=lambda mutation: mutation.name)
def test_a_mutant_is_seen_from_another_file(mutation: Mutation, tmp_path: Path) -> None:
    shutil.copytree(_SOURCES / "desk", tmp_path / "desk")
    files = _modules(tmp_path)
    missed, count = [], 0
    for path in files:
        text = path.read_text(encoding="utf-8")
        for mutant in mutation.apply(text):
            count += 1
            path.write_text(mutant, encoding="utf-8")
            reports = [report for each in files for report in _reported(each, each.read_text(encoding="utf-8"))]
            if not any(code in report for report in reports for code in mutation.codes):
                missed.append(f"{path.name}\n" + "\n".join(line for line in mutant.splitlines() if line not in text.splitlines()))
        path.write_text(text, encoding="utf-8")
    assert count, "nothing to break in this way"
    assert not missed, "\n".join(missed)


def _changed(path: Path, text: str) -> str:
    before = set(path.read_text(encoding="utf-8").splitlines())
    return "\n".join(f"    {line}" for line in text.splitlines() if line not in before)
