"""What happens when something in the plugin fails: the user gets one report, and loses no other."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.linting import flake8
from support.samples import MIGRATION, QUERIES

import flake8_sqla.review
from flake8_sqla.engine import Engine, Report, describe
from flake8_sqla.facts.file import Crash
from flake8_sqla.facts.record import replace
from flake8_sqla.options import Settings
from flake8_sqla.plugin import Plugin
from flake8_sqla.review import Reviewer
from flake8_sqla.rule import Finding, Rule
from flake8_sqla.rules import BY_CODE, RULES


def _run(
    text: str, monkeypatch: pytest.MonkeyPatch, rules: tuple[Rule, ...] = RULES, path: str = "example.py"
) -> list[tuple[int, int, str, type]]:
    monkeypatch.setattr(Plugin, "_reviewer", Reviewer(Engine(rules), Settings()))
    return list(Plugin(ast.parse(text), path, text.splitlines(keepends=True)).run())


def _codes(reports: list[tuple[int, int, str, type]]) -> list[str]:
    return [text.partition(" ")[0] for _, _, text, _ in reports]


def _with(code: str, check: Callable[..., Iterator[Finding]]) -> tuple[Rule, ...]:
    return tuple(replace(rule, check=check) if rule.code == code else rule for rule in RULES)


def _raising(error: BaseException, first: int = 0) -> Callable[..., Iterator[Finding]]:
    def check(fact: object, context: object) -> Iterator[Finding]:
        for line in range(1, first + 1):
            yield Finding(replace(fact.span, line=line), {"table": "t"})  # type: ignore[attr-defined]
        raise error

    return check


_ERRORS = [
    ValueError("what\nfailed"),
    SyntaxError("in another file"),
    RecursionError("too deep"),
    KeyError(),
    UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
]
each_error = pytest.mark.parametrize("error", _ERRORS, ids=lambda error: type(error).__name__)


@each_error
def test_a_rule_that_fails_is_named_and_the_others_go_on(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    sane = _codes(_run(MIGRATION + QUERIES, monkeypatch))
    assert sane.count("SQA601") == 1
    reports = _run(MIGRATION + QUERIES, monkeypatch, _with("SQA601", _raising(error)))
    assert sorted(_codes(reports)) == sorted(["SQA001", *(code for code in sane if code != "SQA601")])
    (words,) = [text for _, _, text, _ in reports if text.startswith("SQA001")]
    assert "SQA601" in words
    assert type(error).__name__ in words
    assert "\n" not in words


def test_what_a_rule_found_before_it_failed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = _run(MIGRATION, monkeypatch, _with("SQA601", _raising(ValueError(), first=2)))
    assert [code for code in _codes(reports) if code in ("SQA001", "SQA601")] == ["SQA001", "SQA601", "SQA601"]


def test_a_rule_that_fails_on_every_fact_is_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = MIGRATION.replace('["email"])', '["email"])\n    op.create_index("ix_b", "users", ["b"])')
    assert _codes(_run(text, monkeypatch, _with("SQA601", _raising(ValueError())))).count("SQA001") == 1


def test_two_rules_that_fail_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = {"SQA601", "SQA101"}
    rules = tuple(replace(rule, check=_raising(ValueError(rule.code))) if rule.code in failing else rule for rule in RULES)
    words = [text for _, _, text, _ in _run(MIGRATION + QUERIES, monkeypatch, rules) if text.startswith("SQA001")]
    assert {code for code in failing for text in words if code in text} == failing


def test_a_message_whose_fields_are_missing_is_a_failure_of_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(fact: object, context: object) -> Iterator[Finding]:
        yield Finding(fact.span, {})  # type: ignore[attr-defined]

    assert "SQA001" in _codes(_run(MIGRATION, monkeypatch, _with("SQA601", check)))


def test_the_rule_that_reports_failures_may_fail_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tuple(replace(rule, check=_raising(ValueError())) if rule.code in ("SQA001", "SQA601") else rule for rule in RULES)
    assert "SQA001" not in _codes(_run(MIGRATION, monkeypatch, rules))


@each_error
def test_a_reader_that_fails_makes_one_report_and_no_traceback(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(flake8_sqla.review, "read_file", fail)
    monkeypatch.delenv("FLAKE8_SQLA_RAISE", raising=False)
    reports = _run(MIGRATION, monkeypatch)
    assert _codes(reports) == ["SQA001"]
    assert reports[0][:2] == (1, 0)
    assert type(error).__name__ in reports[0][2]


def test_people_who_work_on_the_plugin_can_have_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ValueError("seen")

    monkeypatch.setattr(flake8_sqla.review, "read_file", fail)
    monkeypatch.setenv("FLAKE8_SQLA_RAISE", "1")
    with pytest.raises(ValueError, match="seen"):
        _run(MIGRATION, monkeypatch)


def test_a_rule_that_is_off_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = _with("SQA601", _raising(ValueError()))
    reviewer = Reviewer(Engine(rules, lambda code: code != "SQA601"), Settings())
    text = MIGRATION + QUERIES
    reports = reviewer.review("a.py", text.splitlines(keepends=True), ast.parse(text))
    assert reports
    assert {report.code for report in reports} & {"SQA001", "SQA601"} == set()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("a\n  b"), "ValueError: a b"),
        (ValueError(), "ValueError"),
        (ValueError("x" * 500), "ValueError: " + "x" * 200),
    ],
)
def test_an_exception_is_described_in_one_short_line(error: BaseException, words: str) -> None:
    assert describe(error) == words


def test_a_failure_is_reported_at_the_start_of_the_file() -> None:
    reviewer = Reviewer(Engine([BY_CODE["SQA001"]]), Settings())
    (report,) = reviewer.failure("a.py", ValueError("x"))
    assert isinstance(report, Report)
    assert (report.line, report.column, report.code) == (1, 0, "SQA001")
    assert BY_CODE["SQA001"].on is Crash


def test_flake8_goes_on_with_the_other_files(folder: Path) -> None:
    """Through the real flake8: a plugin of the project's own breaks our reader in one file of two."""
    (folder / "breaker.py").write_text(
        "import flake8_sqla.review as review\n"
        "read = review.read_file\n"
        "def fail(source, *others):\n"
        "    if 'broken' in source.path:\n"
        "        raise RuntimeError('the reader failed')\n"
        "    return read(source, *others)\n"
        "review.read_file = fail\n"
        "class Breaker:\n"
        "    def __init__(self, tree): pass\n"
        "    def run(self): return iter(())\n"
    )
    (folder / "setup.cfg").write_text("[flake8]\n[flake8:local-plugins]\nextension = AAA = breaker:Breaker\npaths = .\n")
    (folder / "broken.py").write_text(MIGRATION)
    (folder / "fine.py").write_text(MIGRATION)
    run = flake8("-j1", "broken.py", "fine.py", folder=folder, isolated=False)
    assert [(line.path, line.code) for line in run.ours if line.code in ("SQA001", "SQA601")] == [
        ("broken.py", "SQA001"),
        ("fine.py", "SQA601"),
    ]
    assert "the reader failed" in run.output
    assert run.errors == ""
