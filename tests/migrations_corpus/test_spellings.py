"""A rule holds for every spelling: each revision of the corpus, respelled by machine, has the reports that it had."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from migrations_corpus.corpus import ROWS, Row
from migrations_corpus.spellings import SPELLINGS, spellings
from support.examples import review

from flake8_sqla.pages import Example

#: (row, spelling) → (the codes of that spelling, why they are others).
EXCEPTIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("colon_in_text", "SQL past SQLAlchemy"): ("", "exec_driver_sql knows no parameters with a colon"),
    ("cast_needs_using", "SQL as Alembic writes it"): ("SQA612", "SQL does not say the old type, and no earlier revision is there to tell it"),
    ("add_column_enum_without_type", "SQL as Alembic writes it"): ("", "SQL names a type, which may be an extension's"),
    **dict.fromkeys(
        [(row, "SQL as Alembic writes it") for row in ("type_varchar_wider", "type_varchar_to_text", "type_numeric_wider")],
        ("SQA612", "SQL does not say the old type: whether the change is free cannot be told"),
    ),
}


@cache
def _codes(row: Row, text: str) -> frozenset[str]:
    example = Example("case", row.name, row.files(text))
    return frozenset(report.code for report in review(example, "SQA601", Path()) if report.code.startswith("SQA6") or report.code == "SQA001")


_CASES = [pytest.param(row, way, text, id=f"{row.name}-{way}") for row in ROWS for way, text in spellings(row)]


@pytest.mark.parametrize(("row", "way", "text"), _CASES)
def test_another_spelling_has_the_same_reports(row: Row, way: str, text: str, folder: Path) -> None:
    wanted = _codes(row, row.text)
    if (row.name, way) in EXCEPTIONS:
        wanted = frozenset(EXCEPTIONS[row.name, way][0].split())
        assert wanted != _codes(row, row.text), "no exception any more"
    assert _codes(row, text) == wanted, text


def test_every_spelling_is_used() -> None:
    used = {way for row in ROWS for way, _ in spellings(row)}
    assert used == {spelling.name for spelling in SPELLINGS}
    assert len(_CASES) > 450


def test_every_exception_is_of_a_case() -> None:
    assert set(EXCEPTIONS) <= {(row.name, way) for row in ROWS for way, _ in spellings(row)}
