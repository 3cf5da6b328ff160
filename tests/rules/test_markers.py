"""The runner of examples can fail: each way in which markers and reports may disagree is told."""

from __future__ import annotations

import pytest
from support.examples import Reported, differences

from flake8_sqla.pages import Example, ExampleFile


def _example(*lines: str) -> Example:
    return Example("case", "a scenario", (ExampleFile("example.py", "\n".join(lines) + "\n"),))


def _complaints(example: Example, *reports: Reported) -> list[str]:
    told = differences(example, reports, lambda code: code == "SQA205").splitlines()
    return [line.split(": ", 1)[1].split()[0] for line in told if line.startswith("  example.py:") and ": SQA" not in line]


_HERE = Reported("example.py", 1, "SQA205", "SQA205 what is wrong with it")


@pytest.mark.parametrize(
    ("comment", "reports", "complaints"),
    [
        ("# SQA205", [_HERE], []),
        ("# SQA205", [], ["missing"]),
        ('# SQA205 "is wrong"', [_HERE], []),
        ('# SQA205 "is right"', [_HERE], ["extra", "missing"]),
        ("# SQA205 SQA205", [_HERE], ["missing"]),
        ("# SQA205", [_HERE, _HERE], ["extra"]),
        ("# nothing", [_HERE], ["extra"]),
        ("# todo: SQA205", [], []),
        ("# todo: SQA205", [_HERE], ["mended"]),
        ("# todo-ok: SQA205", [_HERE], []),
        ("# todo-ok: SQA205", [], ["mended"]),
    ],
)
def test_a_line_is_held_against_its_markers(comment: str, reports: list[Reported], complaints: list[str]) -> None:
    assert _complaints(_example(f"x = 1  {comment}"), *reports) == complaints


def test_a_report_on_another_line_or_in_another_file_does_not_count() -> None:
    example = _example("x = 1  # SQA205", "y = 2")
    assert _complaints(example, Reported("example.py", 2, "SQA205", "SQA205 words")) == ["missing", "extra"]


def test_codes_that_are_not_compared_do_not_count() -> None:
    assert _complaints(_example("x = 1  # SQA205"), _HERE, Reported("example.py", 1, "SQA999", "SQA999 words")) == []


def test_a_disagreement_shows_the_line_the_reports_and_the_file() -> None:
    told = differences(_example("x = 1", "y = 2  # SQA205"), [_HERE], lambda code: True)
    assert "example.py:2: missing  SQA205\n      | y = 2  # SQA205" in told
    assert "example.py:1: extra    SQA205 what is wrong with it" in told
    assert "under 'a scenario'" in told
