"""What the docs show of the plugin's output is what it prints."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from support.checkout import ROOT
from support.linting import Run, flake8, python_process
from support.projects import write

_DOCS = ROOT / "docs"
_EXAMPLE = _DOCS / "example"


def _page(name: str) -> str:
    return (_DOCS / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example() -> Run:
    """What is said of the example project, in its folder."""
    return flake8("--select=SQA", "app", "migrations", folder=_EXAMPLE)


def test_the_first_page_shows_reports_on_the_example(example: Run) -> None:
    shown = [line for line in _page("index").splitlines() if re.match(r"\S+\.py:\d+", line)]
    assert shown and set(shown) <= set(example.output.splitlines())


def test_the_annotation_that_is_shown_is_one_of_the_example(example: Run) -> None:
    (shown,) = [line for line in _page("output").splitlines() if line.startswith("::error")]
    annotations = [f"::error file={line.path},line={line.line},col={line.column},title={line.code}::{line.code} {line.text}" for line in example.lines]
    assert [line for line in annotations if line.startswith(shown.removesuffix("…"))]


def test_the_first_report_of_the_beginner_is_the_one_that_is_promised(folder: Path) -> None:
    code, shown = re.search(r"```python\n(.*?)```.*?```text\n(.*?)```", _page("from-zero"), re.DOTALL).groups()  # type: ignore[union-attr]
    write(folder, {"models.py": code})
    assert flake8("--select=SQA", "models.py", folder=folder).output == shown


def test_the_baseline_that_is_shown_is_that_of_the_example() -> None:
    shown = re.search(r"```ini\n(\[flake8\]\n# By .*?)```", _page("adopting"), re.DOTALL)
    assert shown is not None
    run = python_process([sys.executable, "-m", "flake8_sqla", "baseline", "--isolated"], _EXAMPLE, None, None)
    assert (run.output, run.errors) == (shown[1], "")
