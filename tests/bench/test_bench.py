"""The benchmark runs. How fast anything is, no test says: the machine would decide whether it passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import main


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
    assert "Exponent of the plugin's own share" in printed and "Exponent of a warm run" in printed
