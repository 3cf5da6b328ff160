"""Family 6 on the corpus: every unsafe revision is reported by the rule it belongs to, no safe one by any."""

from __future__ import annotations

from pathlib import Path

import pytest
from migrations_corpus.corpus import ROWS, Row
from support.examples import Reported, review

from flake8_sqla.pages import Example
from flake8_sqla.rules import BY_CODE


def _reported(row: Row) -> list[Reported]:
    """The reports of family 6 on a revision."""
    example = Example("case", row.name, row.files(row.text))
    return [report for report in review(example, "SQA601", Path()) if report.code.startswith("SQA6") or report.code == "SQA001"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_revision_is_reported_as_its_label_says(row: Row, folder: Path) -> None:
    reports = _reported(row)
    codes = {report.code for report in reports}
    assert codes <= set(row.codes), reports
    assert set(row.codes[:1]) <= codes, row.reason


def test_recall_and_precision_are_one(folder: Path) -> None:
    found = {row.name: bool(_reported(row)) for row in ROWS}
    unsafe = {row.name for row in ROWS if row.codes}
    true = {name for name, reported in found.items() if reported and name in unsafe}
    reported = {name for name, reported in found.items() if reported}
    assert len(true) / len(unsafe) == 1.00
    assert len(true) / len(reported) == 1.00


def test_the_corpus_is_as_large_as_the_one_squawk_was_measured_on() -> None:
    assert len(ROWS) >= 55
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert sum(not row.codes for row in ROWS) >= 19
    assert sum(bool(row.codes) for row in ROWS) >= 33


def test_every_row_has_its_reason() -> None:
    assert all(row.reason for row in ROWS)


def test_every_label_is_a_rule() -> None:
    assert {code for row in ROWS for code in row.codes} <= set(BY_CODE)
