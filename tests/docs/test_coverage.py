"""What published guides ask for is answered: by a rule, an option, or a reason."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from flake8_sqla.options import OPTIONS
from flake8_sqla.rules import BY_CODE, RULES

_DOCS = Path(__file__).parent.parent.parent / "docs"
#: Rules that the table counts on and nobody has written yet.
UNWRITTEN: set[str] = set()


def _generator() -> ModuleType:
    specification = importlib.util.spec_from_file_location("docs_generate_coverage", _DOCS / "generate.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    before = list(sys.path)
    try:
        specification.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


generate = _generator()


@pytest.mark.parametrize("row", generate.ROWS, ids=lambda row: str(row.number))
def test_a_row_has_a_rule_an_option_or_a_reason(row: tuple[str, str, str]) -> None:
    _, asks, besides = row
    assert asks
    assert generate.rules_for(row) or besides


def test_the_rows_of_each_guide_are_numbered_without_a_gap() -> None:
    counts = {}
    for prefix in generate.GUIDES:
        numbers = [int(row.number.partition("-")[2]) for row in generate.ROWS if row.number.startswith(f"{prefix}-")]
        assert numbers == list(range(1, len(numbers) + 1))
        counts[prefix] = len(numbers)
    assert counts == {"S0": 14, "S1": 27, "S2": 43, "S3": 43}


def test_every_source_of_a_rule_is_a_row() -> None:
    sources = {source for rule in RULES for source in rule.sources if re.match(r"S\d-", source)}
    assert sources <= {row.number for row in generate.ROWS}


def test_what_stands_beside_a_row_exists() -> None:
    words = " ".join(row.besides for row in generate.ROWS)
    assert set(re.findall(r"SQA\d{3}", words)) - set(BY_CODE) == UNWRITTEN
    assert set(re.findall(r"--sqla-[a-z-]+", words)) <= {option.flag for option in OPTIONS}
