"""README keeps its word: its commands do what it says, and the report it shows is a real one."""

from __future__ import annotations

import ast
import contextlib
import re
import shlex
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.checkout import ROOT as _ROOT
from support.checkout import copy, needs_a_package_index, run
from support.linting import Run, flake8

from flake8_sqla import __version__

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


@pytest.mark.skipif(sys.platform == "win32", reason="the command is for a shell")
def test_the_first_command_in_a_fresh_environment(linted: Run, tmp_path: Path) -> None:
    needs_a_package_index("README'S FIRST COMMAND WAS NOT WALKED")
    clone = copy(tmp_path / "flake8-sqla")
    command = " && ".join(_command("flake8"))
    done = run(["sh", "-c", command.replace("python3 ", f"{shlex.quote(sys.executable)} ", 1)], clone)
    # flake8's status: there are reports. What pip says comes before them.
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.endswith(linted.output) and linted.output
    version = run([clone / ".venv" / "bin" / "flake8", "--version"], clone)
    assert f"flake8-sqla: {__version__}" in version.stdout
    # What it says of `explain` is true there as well, where `rich` is not.
    explained = run([clone / ".venv" / "bin" / "python", "-m", "flake8_sqla", "explain", "SQA601"], clone)
    assert explained.stdout.startswith("# SQA601 ")


def _needed(extra: str) -> set[str]:
    """The names of the distributions that come with this project, directly or not, when it is installed with an extra."""
    tomllib = pytest.importorskip("tomllib", reason="Python 3.10 cannot read TOML by itself; the others show it")
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: set[str] = set()
    waiting = [*map(Requirement, project["dependencies"]), *map(Requirement, project["optional-dependencies"][extra])]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found and _is_asked_for(requirement, set()):
            found.add(name)
            with contextlib.suppress(PackageNotFoundError):
                further = [Requirement(line) for line in requires(name) or []]
                waiting += [each for each in further if _is_asked_for(each, requirement.extras)]
    return found


def _is_asked_for(requirement: Requirement, extras: set[str]) -> bool:
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def test_the_second_command_installs_all_that_the_tests_import() -> None:
    # The command itself is what CI runs.
    imported: set[str] = set()
    for path in (_ROOT / "tests").rglob("*.py"):
        if "mutants" in path.parts or "companions" in path.parts:
            continue  # code that is linted or stands in for a library
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(str(node.module).partition(".")[0])
    ours = {"flake8_sqla", "tests", *(path.name for path in (_ROOT / "tests").iterdir())}
    by_package = packages_distributions()
    needed = _needed("test")
    for package in sorted(imported - set(sys.stdlib_module_names) - ours):
        provided = {canonicalize_name(name) for name in by_package.get(package, [])}
        assert provided & needed, f"no requirement of the extra `test` brings {package}"


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
