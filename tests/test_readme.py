"""README keeps its word: its commands do what it says, and the report it shows is a real one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.linting import Run, flake8

_ROOT = Path(__file__).parent.parent
_README = (_ROOT / "README.md").read_text(encoding="utf-8")


def _command(word: str) -> list[str]:
    """The parts, joined by `&&`, of README's one command that holds this word."""
    (found,) = [line for line in _README.splitlines() if line.startswith("python3 -m venv") and word in line]
    return found.split(" && ")


@pytest.fixture(scope="module")
def linted() -> Run:
    """What the last part of README's first command says."""
    program, *arguments = shlex.split(_command("flake8")[-1])
    assert program == ".venv/bin/flake8"
    return flake8(*arguments, folder=_ROOT, isolated=False)


def test_the_first_command_installs_and_lints() -> None:
    assert _command("flake8")[:2] == ["python3 -m venv .venv", ".venv/bin/python -m pip install ."]


def test_the_example_has_reports_of_six_families(linted: Run) -> None:
    assert linted.errors == ""
    assert len({code[3] for code in linted.codes}) >= 6
    assert linted.ours == linted.lines


def test_the_example_has_no_opinions_and_no_failures(linted: Run) -> None:
    assert not [code for code in linted.codes if code.startswith(("SQA0", "SQA9"))]


def test_most_of_the_example_is_as_it_should_be(linted: Run) -> None:
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in (_ROOT / "docs" / "example").rglob("*.py"))
    assert 10 <= len(linted.ours) <= lines / 15


def test_the_report_that_readme_shows_is_a_real_one(linted: Run) -> None:
    shown = [line for line in _README.splitlines() if re.match(r"\S+\.py:\d+:\d+: ", line)]
    assert shown
    assert set(shown) <= set(linted.output.splitlines())


def test_ci_runs_the_second_command() -> None:
    venv, *rest = _command("pytest")
    script = (_ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in script if line.startswith(".venv/")] == rest
    assert venv.replace("python3", '"$python"') in script
    assert script[-1] == rest[-1]


def test_ci_can_be_executed() -> None:
    assert (_ROOT / ".ci" / "run").stat().st_mode & 0o100


def test_readme_names_every_family() -> None:
    from flake8_sqla.rules import FAMILIES

    for digit, (_, about) in FAMILIES.items():
        row = next(line for line in _README.splitlines() if line.startswith(f"| SQA{digit} |"))
        assert about.partition(":")[0].lower() in row.lower() or digit == 9


def test_the_configuration_that_readme_shows_is_accepted(folder: Path) -> None:
    shown = re.search(r"```ini\n(.*?)```", _README, re.DOTALL)
    assert shown
    (folder / "setup.cfg").write_text(shown[1], encoding="utf-8")
    (folder / "module.py").write_text('"""Aliases."""\nimport sqlalchemy as alchemy\n\nprint(alchemy)\n', encoding="utf-8")
    run = flake8("module.py", folder=folder, isolated=False)
    assert (run.errors, run.codes) == ("", {"SQA901"})
