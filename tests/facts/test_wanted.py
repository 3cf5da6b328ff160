"""Facts that no rule is asked about are not made, and every other is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.asked import AskingAll
from support.examples import parse_options, review_file, write_files
from support.facts import source

from flake8_sqla.engine import Engine, names_of_types
from flake8_sqla.extract.file import read_file
from flake8_sqla.extract.wanted import Everything, called_by
from flake8_sqla.facts.calls import ApiCall, MethodCall, NameImport
from flake8_sqla.options import Selection, Settings, read_settings
from flake8_sqla.pages import Example, parse_page
from flake8_sqla.review import Reviewer
from flake8_sqla.rule import Rule
from flake8_sqla.rules import RULES

_CASES = Path(__file__).parent.parent / "cases"
_TEXT = """
from sqlalchemy import create_engine, select, String
from sqlalchemy.orm import Session


def read(session: Session, model):
    session.flush()
    session.execute(select(model))
    session.execute(select(model).where(model.id == 1), {"a": 1})
    return session.scalars(select(model).order_by("name"))
"""


class _Asking(Everything):
    """Wants the facts that have one of some words."""

    def __init__(self, *words: str) -> None:
        self._words = frozenset(words)

    def words_of(self, kind: str) -> frozenset[str] | None:
        return self._words


def _made(*words: str) -> list[object]:
    facts = read_file(source(_TEXT), Settings(), wanted=_Asking(*words))[1]
    return [fact for fact in facts if isinstance(fact, (ApiCall, MethodCall, NameImport))]


def _said(*words: str) -> list[str]:
    return [
        fact.name if isinstance(fact, NameImport) else fact.method if isinstance(fact, MethodCall) else fact.function for fact in _made(*words)
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), []),
        (("sqlalchemy.String",), ["String"]),
        (("sqlalchemy.orm",), ["Session"]),
        (("flush",), ["flush"]),
        (("session.flush",), ["flush"]),
        (("session.flush(…)", "async_session.flush"), []),
        (("session.execute(…)",), ["execute", "execute"]),
        (("execute(…, …)",), ["execute"]),
        (("execute(select)",), ["execute", "execute"]),
        (("execute(query)",), []),
        (("str",), ["order_by"]),
        (("Comparison",), ["where"]),
        (("dict",), ["execute"]),
        (("whereclause=", "query.get"), []),
    ],
)
def test_what_has_none_of_the_words_is_not_made(words: tuple[str, ...], found: list[str]) -> None:
    assert _said(*words) == found


def test_what_is_made_is_made_whole() -> None:
    everything = [fact for fact in read_file(source(_TEXT), Settings())[1] if isinstance(fact, (ApiCall, MethodCall, NameImport))]
    assert [fact for fact in everything if isinstance(fact, MethodCall) and fact.method == "execute"] == _made("execute")


def test_words_say_what_is_called() -> None:
    words = frozenset({"query.get", "session.flush(…)", "execute(…, …)", "sqlalchemy.select(query)", "nullable=", "str"})
    assert called_by(words, with_arguments=True) == {"get", "flush", "execute", "select", "str"}
    assert called_by(words, with_arguments=False) == {"get", "select", "str"}


def _engine(*codes: str) -> Engine:
    return Engine(RULES, codes.__contains__)


def test_an_engine_wants_the_words_of_its_rules() -> None:
    assert _engine("SQA106").words_of("facts.calls:MethodCall") == {"str", "FormattedText", "format"}
    assert _engine("SQA106").words_of("facts.calls:ApiCall") == frozenset()
    assert _engine().words_of("facts.calls:MethodCall") == frozenset()


def test_an_engine_wants_all_facts_that_a_rule_reads_whatever_their_words() -> None:
    silent = next(rule for rule in RULES if "facts.calls:NameImport" in names_of_types(rule) and not rule.words)
    assert _engine(silent.code).words_of("facts.calls:NameImport") is None


def _examples() -> Iterator[object]:
    for rule in RULES:
        if not {*names_of_types(rule)} & {"facts.calls:ApiCall", "facts.calls:MethodCall", "facts.calls:NameImport"}:
            continue
        cases = next(iter(_CASES.rglob(f"{rule.name}.md")), None)
        texts = [rule.doc or "", cases.read_text(encoding="utf-8") if cases is not None else ""]
        for number, example in enumerate(each for text in texts if text for each in parse_page(text).examples):
            yield pytest.param(rule, example, id=f"{rule.code}-{number}")


@pytest.mark.parametrize(("rule", "example"), list(_examples()))
def test_a_rule_by_itself_says_what_it_would_say_of_all_facts(rule: Rule[object], example: Example, folder: Path) -> None:
    options = parse_options([*example.options, f"--select={rule.code}"])
    paths = [path for path in write_files(example, folder) if path.endswith(".py")]
    said = [
        [report for path in paths for report in review_file(Reviewer(kind(RULES, Selection(options)), read_settings(options)), path)]
        for kind in (Engine, AskingAll)
    ]
    assert said[0] == said[1]
