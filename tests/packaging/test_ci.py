"""What CI does, and what is written down for it and for GitHub: the same versions everywhere, and only what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.checkout import ROOT

_GITHUB = ROOT / ".github"
_PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
_TOX = (ROOT / "tox.ini").read_text(encoding="utf-8")
_YAML = sorted([*_GITHUB.rglob("*.yml"), ROOT / ".readthedocs.yaml", ROOT / ".pre-commit-hooks.yaml"])
_FORMS = sorted(path for path in (_GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


def _loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _steps(workflow: Any) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("path", _YAML, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_it_can_be_read(path: Path) -> None:
    assert _loaded(path)


def test_the_versions_of_python_are_the_same_everywhere() -> None:
    stated = re.findall(r"Programming Language :: Python :: (3\.\d+)", _PROJECT)
    assert _loaded(_GITHUB / "workflows" / "check.yml")["jobs"]["tests"]["strategy"]["matrix"]["python"] == stated
    assert [f"3.{minor}" for minor in re.findall(r"\bpy3(\d+)\b", _TOX)] == stated
    assert f'requires-python = ">={stated[0]}"' in _PROJECT and f'python_version = "{stated[0]}"' in _PROJECT


def test_ci_runs_every_environment_of_tox_that_is_no_python() -> None:
    jobs = _loaded(_GITHUB / "workflows" / "check.yml")["jobs"]
    listed = re.search(r"^env_list = (.*)$", _TOX, re.MULTILINE)
    assert listed is not None
    wanted = [name for name in listed[1].split(", ") if not name.startswith("py")]
    assert sorted(jobs["tools"]["strategy"]["matrix"]["environment"]) == sorted(wanted)
    assert ".ci/run" in _steps({"jobs": {"tests": jobs["tests"]}})


def test_the_site_is_built_with_warnings_as_errors_here_and_where_it_is_read() -> None:
    docs = re.search(r"\[testenv:docs\].*?(?=\n\[)", _TOX, re.DOTALL)
    assert docs is not None and " -W " in docs[0] and "generate.py --check" in docs[0]
    assert _loaded(ROOT / ".readthedocs.yaml")["sphinx"] == {"configuration": "docs/conf.py", "fail_on_warning": True}


@pytest.mark.parametrize("path", _FORMS, ids=lambda path: path.stem)
def test_a_form_asks_for_a_snippet(path: Path) -> None:
    form = _loaded(path)
    assert {"name", "description", "labels", "body"} <= form.keys()
    fields = {field["id"]: field for field in form["body"]}
    assert len(fields) == len(form["body"])
    shown = [field for field in fields.values() if field["attributes"].get("render") == "python"]
    assert shown and shown[0]["validations"]["required"]


def test_there_is_a_form_for_each_thing_that_may_be_wrong() -> None:
    assert [path.stem for path in _FORMS] == ["crash", "false-alarm", "missed-alarm", "new-rule"]


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"])
def test_its_pages_lead_somewhere(name: str) -> None:
    text = (_GITHUB / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (_GITHUB / target).exists(), target
