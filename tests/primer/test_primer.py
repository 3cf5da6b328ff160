"""The primer: its own parts, and two small projects against the verdicts on them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.primer.accuracy import REPORTS_READ, Crude, searched, silences_file, table, verdicts_file
from tests.primer.projects import PROJECTS, NotFetched, Project, fetched
from tests.primer.reports import Place, reports_of, sample, silences_of
from tests.primer.searches import SEARCHES
from tests.primer.verdicts import UNREAD, Malformed, Verdict, brought_forward, compare, read, sampled, write
from flake8_sqla.rules import RULES

_MODULE = """\
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)


def old():
    return select(User).where(User.id is None)
"""


def _place(line: int = 1, key: str = "aaaaaaaa", code: str = "SQA305") -> Place:
    return Place(code, "app/models.py", line, 5, key, "words")


def _project(folder: Path, text: str) -> Path:
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "queries.py").write_text(text)
    return folder


@pytest.mark.parametrize("project", [project for project in PROJECTS if project.small], ids=lambda project: project.name)
def test_a_small_project_is_reported_on_as_it_was_when_its_reports_were_read(project: Project) -> None:
    try:
        root = fetched(project)
    except NotFetched as error:
        pytest.skip(f"THE PRIMER DID NOT RUN: {error}")
    difference = compare(reports_of(root), read(verdicts_file(project)))
    assert not difference.new
    assert not difference.gone


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_no_verdict_is_kept_of_a_rule_that_is_not_there(project: Project) -> None:
    codes = {rule.code for rule in RULES}
    assert {verdict.place.code for verdict in read(verdicts_file(project)).values()} <= codes


def test_every_rule_of_queries_sessions_and_migrations_has_a_crude_search() -> None:
    assert {rule.code for rule in RULES if rule.family in (3, 4, 6)} <= set(SEARCHES)


@pytest.mark.parametrize("code", sorted(SEARCHES))
def test_what_a_crude_search_finds_beyond_a_rule_is_explained(code: str) -> None:
    file = silences_file(code)
    assert file.is_file(), "python -m tests.primer --silences CODE --update, then read (tests/primer/README.md)"
    unread = [verdict.written for verdict in searched(file).verdicts if verdict.verdict == UNREAD or not verdict.reason]
    assert not unread


def _counts() -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for project in PROJECTS:
        for verdict in read(verdicts_file(project)).values():
            found[verdict.place.code][verdict.verdict] += 1
    return found


@pytest.mark.parametrize(("code", "counts"), sorted(_counts().items()))
def test_a_rule_is_right_nine_times_in_ten(code: str, counts: Counter[str]) -> None:
    reports, unread = counts.total(), counts[UNREAD]
    assert reports - unread >= min(reports, REPORTS_READ), "read what `python -m tests.primer --unread` shows"
    assert reports < 10 or counts["true"] >= 0.9 * (reports - unread)


def test_all_rules_together_are_right_ninety_seven_times_in_a_hundred() -> None:
    total = sum(_counts().values(), Counter[str]())
    assert total["true"] >= 0.97 * (total.total() - total[UNREAD])


def test_a_verdict_survives_writing_and_reading(tmp_path: Path) -> None:
    verdicts = [Verdict(_place(), "true", "the column is nullable"), Verdict(_place(9, "bbbbbbbb.2"))]
    write(tmp_path / "app.txt", verdicts)
    found = read(tmp_path / "app.txt")
    assert [(each.verdict, each.reason, each.place.line, each.place.key) for each in found.values()] == [
        ("true", "the column is nullable", 1, "aaaaaaaa"),
        ("-", "", 9, "bbbbbbbb.2"),
    ]


@pytest.mark.parametrize("line", ["SQA305 perhaps aaaaaaaa app/models.py:1:5", "SQA305 true aaaaaaaa", "", "X1 true a app/models.py:1:5"])
def test_a_malformed_verdict_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "app.txt").write_text(f"{line}\n")
    with pytest.raises(Malformed, match="app.txt:1"):
        read(tmp_path / "app.txt")


def test_a_report_that_moved_keeps_its_verdict_and_one_whose_line_changed_is_new() -> None:
    known = {_place().identity: Verdict(_place(), "true", "why")}
    moved, changed = _place(7), _place(8, "cccccccc")
    difference = compare([moved, changed], known)
    assert difference.new == (changed,)
    assert difference.gone == ()
    assert [(each.place.line, each.verdict) for each in brought_forward([moved, changed], known)] == [(7, "true"), (8, "-")]


def test_a_report_that_vanished_is_named_with_its_verdict() -> None:
    gone = Verdict(_place(), "true", "why")
    assert compare([], {gone.place.identity: gone}).gone == (gone,)


def test_a_report_of_a_project_carries_a_key_that_does_not_depend_on_the_line_number(tmp_path: Path) -> None:
    first = reports_of(_project(tmp_path / "one", _MODULE))
    second = reports_of(_project(tmp_path / "two", f"import os\n\n{_MODULE}"))
    assert [place.code for place in first if place.code == "SQA305"] == ["SQA305"]
    assert [place.identity for place in first] == [place.identity for place in second]
    assert [place.line for place in first] != [place.line for place in second]


def test_a_crude_search_finds_what_the_rule_is_silent_about(tmp_path: Path) -> None:
    root = _project(tmp_path, f"{_MODULE}\n\n\n\n\n\ndef other(rows):\n    return rows.where(rows.x is None)\n")
    hits, silent = silences_of(root, "SQA305", SEARCHES["SQA305"], reports_of(root))
    assert hits == 2
    assert [(place.line, place.text) for place in silent] == [(23, "return rows.where(rows.x is None)")]


def test_a_sample_is_always_the_same() -> None:
    places = [_place(number, f"{number:08}") for number in range(100)]
    assert sample(places, 10) == sample(reversed(places), 10)
    assert len(sample(places, 10)) == 10


def test_a_sample_of_silences_keeps_what_was_read_and_is_filled_up_from_the_rest() -> None:
    places = [_place(number, f"{number:08}") for number in range(100)]
    known = {place.identity: Verdict(place, "right", "no loop") for place in (places[3], _place(1, "gone"))}
    found = sampled(places, known, 10)
    assert [verdict.place for verdict in found if verdict.verdict == "right"] == [places[3]]
    assert len({verdict.place for verdict in found}) == 10


def test_the_numbers_above_the_silences_survive_writing_and_reading(tmp_path: Path) -> None:
    file = tmp_path / "SQA305.txt"
    crude = Crude(12, 5, [Verdict(_place(), "right", "no loop")])
    write(file, crude.verdicts, crude.head)
    found = searched(file)
    assert (found.hits, found.silent, [(each.verdict, each.reason) for each in found.verdicts]) == (12, 5, [("right", "no loop")])
    file.write_text("")
    with pytest.raises(Malformed, match="SQA305.txt:1"):
        searched(file)


def test_the_table_counts_verdicts_and_shares() -> None:
    reports = [Verdict(_place(1), "true"), Verdict(_place(2, "b"), "true"), Verdict(_place(3, "c"), "false"), Verdict(_place(4, "d"))]
    page = table({"SQA305": "python-identity-in-clause"}, reports, {"SQA305": Crude(12, 1, [Verdict(_place(5), "wrong")])}, 40)
    assert re.search(r"SQA305.*\| 4 \| 3 \| 2 \| 0 \| 1 \| 67 % \| 12 \| 1 \| 1 \| 1 \|", page)
