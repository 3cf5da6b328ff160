"""Every rule's page is true: its bad examples report what they say, its good ones report nothing."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.examples import CRASH, differences, markers_of, review

import flake8_sqla.rules
from flake8_sqla.options import OPTIONS
from flake8_sqla.pages import EXAMPLE_KINDS, Example, parse_page, render
from flake8_sqla.rule import Rule
from flake8_sqla.rules import BY_CODE, FAMILIES, RULES

_FOLDER = Path(flake8_sqla.rules.__file__).parent
#: What a rule's own examples cannot show: it reports that the plugin itself has failed.
_WITHOUT_EXAMPLES = {CRASH}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
each_family = pytest.mark.parametrize("digit", FAMILIES)


def _examples() -> Iterator[object]:
    for rule in RULES:
        counts = Counter[str]()
        for example in parse_page(rule.doc or "").examples:
            counts[example.kind] += 1
            yield pytest.param(rule, example, id=f"{rule.code}-{example.kind}-{counts[example.kind]}")


def _file_of(rule: Rule[object]) -> Path:
    return _FOLDER / rule.check.__module__.removeprefix("flake8_sqla.rules.").replace(".", "/")


@pytest.mark.parametrize(("rule", "example"), list(_examples()))
def test_an_example_reports_what_its_markers_say(rule: Rule[object], example: Example, folder: Path) -> None:
    reports = review(example, rule.code, folder)
    if example.kind == "good":
        disagreement = differences(example, reports, lambda code: code == rule.code or not code.startswith("SQA9"))
    else:
        codes = {rule.code, CRASH, *(expected.marker.code for expected in markers_of(example))}
        disagreement = differences(example, reports, codes.__contains__)
    assert not disagreement, disagreement


@each_rule
def test_a_page_has_a_title_and_says_why(rule: Rule[object]) -> None:
    page = parse_page(rule.doc or "")
    assert page.title
    assert page.summary


@each_rule
def test_a_page_shows_what_is_reported_and_what_is_not(rule: Rule[object]) -> None:
    kinds = {example.kind for example in parse_page(rule.doc or "").examples}
    assert kinds <= set(EXAMPLE_KINDS) - {"case"}
    assert kinds >= {"bad", "good"} or rule.code in _WITHOUT_EXAMPLES


@each_rule
def test_every_bad_example_is_reported_by_the_rule_itself(rule: Rule[object]) -> None:
    for example in parse_page(rule.doc or "").examples:
        codes = [expected.marker.code for expected in markers_of(example)]
        if example.kind == "bad":
            assert rule.code in codes, f"no marker of {rule.code} in {example.files[0].text}"
        else:
            assert codes == []


@each_rule
def test_a_page_renders_with_its_code_and_every_example(rule: Rule[object]) -> None:
    shown = render(rule)
    assert shown.startswith(f"# {rule.code} {rule.name}\n")
    for example in parse_page(rule.doc or "").examples:
        for file in example.files:
            assert file.text.rstrip("\n") in shown


@each_rule
def test_a_rule_lives_in_the_file_of_its_name_and_the_folder_of_its_family(rule: Rule[object]) -> None:
    path = _file_of(rule)
    assert path.name.replace("_", "-") == rule.name
    assert path.parent.name == FAMILIES[rule.family][0]


@each_rule
def test_the_messages_of_a_rule_are_one_line_with_plain_fields(rule: Rule[object]) -> None:
    for message in (rule.message, *rule.variants.values()):
        fields = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(message) if name is not None]
        assert all(name.isidentifier() and not spec and conversion is None for name, spec, conversion in fields), message
        assert "\n" not in message
        assert message == message.strip()
        assert not message.endswith(".")


@each_rule
def test_the_options_a_rule_names_exist(rule: Rule[object]) -> None:
    assert set(rule.options) <= {option.flag for option in OPTIONS}


def test_no_two_rules_share_a_code_or_a_name() -> None:
    assert [code for code, count in Counter(rule.code for rule in RULES).items() if count > 1] == []
    assert [name for name, count in Counter(rule.name for rule in RULES).items() if count > 1] == []


def test_rules_are_in_the_order_of_their_codes_and_found_by_them() -> None:
    assert [rule.code for rule in RULES] == sorted(BY_CODE)


def test_there_are_rules_of_every_family() -> None:
    assert {rule.family for rule in RULES} == set(FAMILIES)


@each_family
def test_a_family_lists_exactly_the_files_in_its_folder(digit: int) -> None:
    listed = {_file_of(rule).name for rule in RULES if rule.family == digit}
    present = {path.stem for path in (_FOLDER / FAMILIES[digit][0]).glob("*.py")} - {"__init__"}
    assert listed == present


def test_every_folder_of_rules_is_a_family() -> None:
    folders = {path.name for path in _FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == {folder for folder, _ in FAMILIES.values()}
