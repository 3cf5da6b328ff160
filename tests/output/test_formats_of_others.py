"""The formats in docs/output.md that are not ours: the page's own commands bring every report, at its place."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path

import pytest
from support.linting import Line, Run, flake8
from support.projects import write
from support.samples import MIGRATION

_PAGE = (Path(__file__).parent.parent.parent / "docs" / "output.md").read_text(encoding="utf-8")
_WIDE = 'import sqlalchemy as sa\n\n"äöü€𝄞"; engine = sa.create_engine("postgresql://u:secret@host/db")\n'


@pytest.fixture
def project(folder: Path) -> Path:
    """A project with reports of several rules."""
    write(folder, {"setup.cfg": "[flake8]\nselect = SQA\n", "app/db.py": _WIDE, "versions/a1.py": MIGRATION})
    return folder


@pytest.fixture
def lines(project: Path) -> list[Line]:
    """The reports in flake8's own format."""
    found = flake8("app", "versions", folder=project, isolated=False).lines
    assert {line.code for line in found} >= {"SQA502", "SQA601"}
    return found


def _shown(project: Path, part: str) -> Run:
    """What the one command of the page says that has this part."""
    (command,) = {found for found in re.findall(r"\bflake8 (--[^\n`]*)", _PAGE) if part in found}
    return flake8(*shlex.split(command), "app", "versions", folder=project, isolated=False)


def test_annotations_of_github(project: Path, lines: list[Line]) -> None:
    run = _shown(project, "::error")
    assert run.exit_code == 1 and run.errors == ""
    parsed = [re.fullmatch(r"::error file=([^,]+),line=(\d+),col=(\d+),title=(SQA\d+)::\4 (.+)", line) for line in run.output.splitlines()]
    found = [Line(each[1], int(each[2]), int(each[3]), each[4], each[5]) for each in parsed if each is not None]
    assert len(found) == len(parsed)
    assert found == lines


def test_code_quality_of_gitlab(project: Path, lines: list[Line]) -> None:
    if importlib.util.find_spec("flake8_gl_codeclimate") is None:
        pytest.skip("flake8-gl-codeclimate is not installed: THE FORMAT FOR GITLAB IN docs/output.md WAS NOT TRIED")
    run = _shown(project, "gl-codeclimate")
    assert (run.exit_code, run.output, run.errors) == (0, "", "")
    issues = json.loads((project / "codequality.json").read_text(encoding="utf-8"))
    assert [(issue["location"]["path"], issue["location"]["lines"]["begin"], issue["description"]) for issue in issues] == [
        (line.path, line.line, f"{line.text} [{line.code}]") for line in lines
    ]
    # The page says so, and would have to say otherwise: the package takes every code with an S for one of bandit.
    assert {(issue["check_name"], issue["severity"]) for issue in issues} == {("bandit", "critical")}


def test_json(project: Path, lines: list[Line]) -> None:
    if importlib.util.find_spec("flake8_json_reporter") is None:
        pytest.skip("flake8-json is not installed: THE FORMAT JSON IN docs/output.md WAS NOT TRIED")
    by_file = json.loads(_shown(project, "--format=json").output)
    found = [
        Line(path, entry["line_number"], entry["column_number"], entry["code"], entry["text"])
        for path, entries in by_file.items()
        for entry in entries
    ]
    assert sorted(found) == sorted(lines)
