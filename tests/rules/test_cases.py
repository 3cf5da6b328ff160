"""The edge cases in `tests/cases`: one Markdown file a rule, one scenario a heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.examples import CRASH, differences, markers_of, review

from flake8_sqla.pages import Example, parse_page
from flake8_sqla.rule import Rule
from flake8_sqla.rules import FAMILIES, RULES

_CASES = Path(__file__).parent.parent / "cases"
_FILES = sorted(_CASES.rglob("*.md"))
_RULES = {f"{FAMILIES[rule.family][0]}/{rule.name}.md": rule for rule in RULES}

each_file = pytest.mark.parametrize("path", _FILES, ids=lambda path: path.relative_to(_CASES).as_posix())


def _scenarios() -> Iterator[object]:
    for path in _FILES:
        rule = _RULES.get(path.relative_to(_CASES).as_posix())
        if rule is None:
            continue  # test_a_file_of_cases_belongs_to_a_rule complains
        counts = Counter[str]()
        for example in parse_page(path.read_text(encoding="utf-8")).examples:
            words = re.sub(r"[^a-z0-9]+", "-", example.title.lower()).strip("-")
            counts[words] += 1
            again = f"-{counts[words]}" if counts[words] > 1 else ""
            yield pytest.param(rule, example, id=f"{rule.code}-{words}{again}")


@pytest.mark.parametrize(("rule", "example"), list(_scenarios()))
def test_a_scenario_reports_exactly_what_its_markers_say(rule: Rule[object], example: Example, folder: Path) -> None:
    codes = {rule.code, CRASH, *(expected.marker.code for expected in markers_of(example))}
    disagreement = differences(example, review(example, rule.code, folder), codes.__contains__)
    assert not disagreement, disagreement


@each_file
def test_a_file_of_cases_belongs_to_a_rule(path: Path) -> None:
    assert path.relative_to(_CASES).as_posix() in _RULES


@each_file
def test_a_file_of_cases_holds_scenarios_under_headings(path: Path) -> None:
    examples = parse_page(path.read_text(encoding="utf-8")).examples
    assert examples
    assert {example.kind for example in examples} == {"case"}
    assert all(example.title for example in examples)
