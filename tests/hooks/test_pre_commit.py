"""The hook, run by pre-commit itself: in chunks, in parallel, without the project's dependencies, its verdicts are those of a whole run."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from support.checkout import ROOT, copy, needs_a_package_index, run
from support.linting import flake8
from support.projects import write
from tests.plugin.test_same_verdict import FILES, PROJECT

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed: THE HOOK OF .pre-commit-hooks.yaml WAS NOT TRIED"
)

_GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
_NAMES = {f"GIT_{who}_{what}": "nobody@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def _git(folder: Path, *arguments: str) -> str:
    done = run(["git", "-c", "core.hooksPath=", *arguments], folder, **_GIT, **_NAMES)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _commit(folder: Path) -> str:
    """Make a repository of a folder; its one commit."""
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message=All of it")
    return _git(folder, "rev-parse", "HEAD")


class _Project:
    """A repository that uses the hook, with a store of pre-commit's own."""

    def __init__(self, folder: Path, home: Path, hooks: Path, revision: str) -> None:
        self.folder = folder
        self.home = home
        self._hooks = hooks
        self._revision = revision

    def configure(self, hook: Mapping[str, object]) -> None:
        """Write the configuration of pre-commit: JSON, which is YAML."""
        entry = {"repo": str(self._hooks), "rev": self._revision, "hooks": [{"id": "flake8-sqla", **hook}]}
        (self.folder / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [entry]}), encoding="utf-8")
        _git(self.folder, "add", ".pre-commit-config.yaml")

    def pre_commit(self, *arguments: str) -> CompletedProcess[str]:
        """Run pre-commit in the repository."""
        return run([sys.executable, "-m", "pre_commit", *arguments], self.folder, PRE_COMMIT_HOME=str(self.home), **_GIT)

    def reports(self, *arguments: str) -> list[str]:
        """What the hook printed, line by line, in order."""
        done = self.pre_commit("run", "--color=never", *arguments)
        assert done.returncode == 1 and done.stderr == "", done.stdout + done.stderr
        return sorted(line.removeprefix("./") for line in done.stdout.splitlines() if ".py:" in line)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> _Project:
    """The project, committed, and the hook's environment as pre-commit makes it: this takes most of the time."""
    needs_a_package_index("THE HOOK OF .pre-commit-hooks.yaml WAS NOT TRIED")
    place = tmp_path_factory.mktemp("hooked")
    hooks = copy(place / "flake8-sqla")
    write(place / "project", PROJECT)
    found = _Project(place / "project", place / "home", hooks, _commit(hooks))
    _commit(found.folder)
    found.configure({})
    made = found.pre_commit("install-hooks")
    assert made.returncode == 0, made.stdout + made.stderr
    return found


@pytest.fixture(scope="module")
def whole(project: _Project) -> list[str]:
    """What one process of flake8 says of everything."""
    run = flake8("-j1", "--select=SQA", *FILES, folder=project.folder)
    assert run.errors == "" and len(run.codes) >= 5
    return sorted(run.output.splitlines())


def test_the_manifest_is_one() -> None:
    done = run([sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"], ROOT, **_GIT)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_its_environment_holds_neither_the_project_nor_what_that_depends_on(project: _Project) -> None:
    (python,) = [*project.home.glob("repo*/py_env-*/bin/python"), *project.home.glob("repo*/py_env-*/Scripts/python.exe")]
    script = "import importlib.util as u; print([name for name in ('flake8_sqla', 'sqlalchemy', 'alembic', 'app') if u.find_spec(name)])"
    assert run([python, "-c", script], project.home).stdout.strip() == "['flake8_sqla']"


def test_all_files_have_the_reports_of_a_whole_run(project: _Project, whole: list[str]) -> None:
    project.configure({})
    assert project.reports("--all-files") == whole


def test_chunks_in_parallel_have_them_as_well(project: _Project, whole: list[str]) -> None:
    # Left to itself the hook is one process, which is two or more by flake8's doing. A user may want it otherwise.
    project.configure({"require_serial": False, "args": ["-j1", "--benchmark"], "verbose": True})
    assert project.reports("--all-files") == whole
    # pre-commit makes as many chunks as there are processors, of four files at least; flake8 counts once in each of them.
    counted = project.pre_commit("run", "--all-files").stdout.count("seconds elapsed")
    assert counted >= min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def test_a_commit_that_touches_a_file_has_the_reports_of_that_file(project: _Project, whole: list[str]) -> None:
    project.configure({})
    _git(project.folder, "commit", "--quiet", "--all", "--message=The hook", "--no-verify")
    for path in ("app/service/queries.py", "migrations/versions/a3.py"):
        write(project.folder, {path: f"{PROJECT[path]}\n# Touched.\n"})
        _git(project.folder, "add", path)
        assert project.reports() == [line for line in whole if line.startswith(f"{path}:")] != []
        write(project.folder, {path: PROJECT[path]})
        _git(project.folder, "add", path)
