"""`python -m flake8_sqla`: explain, rules, and what is said to wrong arguments."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from flake8_sqla import __version__
from flake8_sqla.command_line.arguments import main
from flake8_sqla.pages import render
from flake8_sqla.rule import Rule
from flake8_sqla.rules import BY_CODE, RULES


_LAST_OF_SIX = max(rule.code for rule in RULES if rule.family == 6)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_explain_prints_the_page_by_code_and_by_name(rule: Rule[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", rule.code]) == 0
    assert capsys.readouterr().out == render(rule)
    assert main(["explain", rule.name]) == 0
    assert capsys.readouterr().out == render(rule)


def test_explain_does_not_mind_the_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "sqa601"]) == 0
    assert capsys.readouterr().out.startswith("# SQA601 ")


def test_explain_prints_several_pages_in_the_order_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "SQA601", "legacy-query"]) == 0
    assert capsys.readouterr().out == f"{render(BY_CODE['SQA601'])}\n{render(BY_CODE['SQA101'])}"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("SQA6001", "SQA601"),
        ("blocking-index-creations", "blocking-index-creation"),
        ("legacy_query", "legacy-query"),
        ("sqa6o1", "did you mean SQA601?"),
        ("601", "did you mean SQA601?"),
        ("SQA699", f"did you mean {_LAST_OF_SIX} or "),
        ("SQA6", "is a family, not a rule; `python -m flake8_sqla rules SQA6` lists its rules"),
        ("nothing of the kind", "`python -m flake8_sqla rules` lists them all"),
    ],
)
def test_an_unknown_rule_is_an_error_that_helps(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "SQA601", word]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert repr(word) in told.err and hint in told.err
    assert len(told.err.splitlines()) == 1


def test_rules_lists_every_rule_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["code", "name", "impact", "default", "title"]
    assert [line.split()[:3] for line in lines] == [[rule.code, rule.name, rule.impact.value] for rule in RULES]
    assert {line.split()[3] for line in lines if line.startswith("SQA9")} == {"off"}
    assert {line.split()[3] for line in lines if not line.startswith("SQA9")} == {"on"}


def test_rules_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in table] == [rule.code for rule in RULES]
    assert table[0].keys() == {"code", "name", "impact", "default", "title"}
    assert all(row["title"] for row in table)


def test_rules_of_a_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "SQA8", "sqa601"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert listed == [rule.code for rule in RULES if rule.family == 8 or rule.code == "SQA601"]
    assert main(["rules", "--json", "SQA8"]) == 0
    assert {row["code"][:4] for row in json.loads(capsys.readouterr().out)} == {"SQA8"}


def test_the_beginning_of_no_code_is_an_error_that_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "SQA8", "E5"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "no code begins with 'E5'; SQA1 to SQA9 are the families\n")


def test_no_arguments_bring_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    for command in ("explain", "rules", "locks", "baseline"):
        assert f"\n    {command} " in told.err


@pytest.mark.parametrize("arguments", [["explain"], ["no-such-command"], ["rules", "--no-such-option"]])
def test_wrong_arguments_end_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m flake8_sqla")


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for option, text in (("--version", f"flake8-sqla {__version__}"), ("--help", "explain")):
        with pytest.raises(SystemExit) as ended:
            main([option])
        assert ended.value.code == 0
        assert text in capsys.readouterr().out


def test_the_module_runs_and_hands_its_status_on() -> None:
    command = [sys.executable, "-m", "flake8_sqla"]
    fine = subprocess.run([*command, "rules"], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (fine.returncode, fine.stderr) == (0, "")
    wrong = subprocess.run([*command, "explain", "SQA000"], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert wrong.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe breaks in another way there")
def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen([sys.executable, "-m", "flake8_sqla", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert errors == b""


class _Screen(io.StringIO):
    """Somebody looking."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_colours_where_rich_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rich")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    screen = _Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["explain", "SQA601"]) == 0
    shown = screen.getvalue()
    assert "\x1b[" in shown and "blocking-index-creation" in shown and "```" not in shown


@pytest.mark.parametrize("wish", ["NO_COLOR", "no rich"])
def test_a_terminal_without_rich_or_colours_gets_the_page(wish: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if wish == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("NO_COLOR", raising=False)
        for module in ("rich", "rich.console", "rich.markdown"):
            monkeypatch.setitem(sys.modules, module, None)
    screen = _Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["explain", "SQA601"]) == 0
    assert screen.getvalue() == render(BY_CODE["SQA601"])
