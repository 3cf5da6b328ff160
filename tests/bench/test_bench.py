"""The benchmark runs. How fast anything is, no test says: the machine would decide whether it passes."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer
from tests.bench.__main__ import main
from tests.bench.corpus import make
from tests.bench.long_files import KINDS


def test_it_measures_a_tiny_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One pair of runs for each line, the table printed, every run in the JSON file."""
    written = tmp_path / "bench.json"
    assert main(["--files=6", "--repetitions=1", f"--json={written}"]) == 0
    printed = capsys.readouterr().out
    assert "| the same, changed in the editor, warm |" in printed
    assert "| whole tree, -j2, cold |" in printed and "| whole tree, -j2, warm |" in printed and "all rules together" in printed
    found = json.loads(written.read_text())
    assert all(run["bare"] and len(run["bare"]) == len(run["plugin"]) for run in found["runs"])
    assert any(name.startswith("extract/") for name in found["shares"])


def test_it_measures_how_the_costs_grow(capsys: pytest.CaptureFixture[str]) -> None:
    """Two tiny projects: a line for each, and the exponents."""
    assert main(["--growth", "15", "30"]) == 0
    printed = capsys.readouterr().out
    assert "| whole tree of 30 files, cold |" in printed and "| one file of 15, warm |" in printed
    assert "Function calls of the plugin's in a cold run" in printed and "By a clock inside the run" in printed
    assert "Exponent of the plugin's own share" in printed and "Exponent of a warm run" in printed


def test_it_measures_long_files(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each kind, and how much more the longer one takes."""
    assert main(["--long", "100", "200"]) == 0
    printed = capsys.readouterr().out
    assert "| kind | 100 lines, ms | 200 lines, ms | exponent |" in printed
    assert printed.count("**") == 2 * (len(KINDS) + 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_file_is_as_long_as_it_should_be_and_has_something_to_read(kind: str) -> None:
    """Short ones of each kind parse, and half as long ones are shorter."""
    text, shorter = KINDS[kind](2000), KINDS[kind](1000)
    assert len(ast.parse(text).body) >= 1
    assert len(text) > 1.4 * len(shorter)


def test_a_clock_in_the_run_says_what_the_plugin_takes_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each tree, and the plugin's part is some of the whole."""
    make(tmp_path / "shop", 20, 100)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/plain.py").write_text("X = 1\n")
    assert main(["--repetitions=1", "--clock", str(tmp_path / "shop"), str(tmp_path / "plain")]) == 0
    shop, plain = ([part.strip() for part in line.split("|")] for line in capsys.readouterr().out.splitlines()[2:])
    assert [shop[1], plain[1], plain[2]] == ["shop", "plain", "1"]
    assert 0 < float(shop[4]) < float(shop[3])


@pytest.mark.parametrize("mended", [True, False])
def test_of_the_projects_it_makes_one_has_nothing_to_report(mended: bool, tmp_path: Path) -> None:
    """Each kind of file is in a project of thirty."""
    make(tmp_path / "made", 30, 40, mended)
    reviewer = Reviewer.with_all_rules(Settings(), lambda code: not code.startswith("SQA9"))
    reported = set()
    for path in sorted((tmp_path / "made").rglob("*.py")):
        text = path.read_text()
        if reviewer.review(str(path), text.splitlines(keepends=True), ast.parse(text)):
            reported.add(path.name.rstrip("0123456789.py").rstrip("_"))
    assert reported == (set() if mended else {"models", "service", "r"})
