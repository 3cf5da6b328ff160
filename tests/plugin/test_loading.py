"""What is loaded when: nothing without need, and whatever is loaded so is the same as what the families list."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.loading import loaded as loaded_by_flake8

from flake8_sqla import listed
from flake8_sqla.engine import Engine, names_of_types
from flake8_sqla.facts.calls import MethodCall
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.listed import Listed, listed_rules
from flake8_sqla.options import Settings
from flake8_sqla.review import Reviewer
from flake8_sqla.rules import RULES

_MODEL = """\
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
"""
_PLAIN = "import json\n\nprint(json.dumps({}))\n"


def _loaded(folder: Path, text: str, *options: str) -> set[str]:
    (folder / "module.py").write_text(text)
    return loaded_by_flake8(folder, "-j1", *options, "module.py")


def _rules(loaded: set[str]) -> set[str]:
    return {name for name in loaded if name.startswith("flake8_sqla.rules.")}


def test_a_file_without_sqlalchemy_loads_options_and_nothing_else(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, _PLAIN)
    assert "flake8_sqla.options" in loaded and "flake8_sqla.review" not in loaded
    assert len(loaded) <= 8, sorted(loaded)


def test_a_file_loads_the_rules_that_read_its_facts(tmp_path: Path) -> None:
    loaded = _rules(_loaded(tmp_path, _MODEL))
    assert "flake8_sqla.rules.legacy.legacy_declarative_base" in loaded
    assert "flake8_sqla.rules.migrations.blocking_index_creation" not in loaded
    assert len(loaded) < len(RULES) // 2


def test_what_is_not_selected_is_not_loaded(tmp_path: Path) -> None:
    assert _rules(_loaded(tmp_path, _MODEL, "--select=SQA102")) == {"flake8_sqla.rules.legacy.legacy_declarative_base"}


def test_the_manifest_is_what_the_families_list() -> None:
    found = [(entry.code, entry.on, entry.load()) for entry in map(lambda row: Listed(*row), listed.MANIFEST)]
    assert found == [(rule.code, names_of_types(rule), rule) for rule in RULES]
    assert {entry.code: frozenset(entry.words) for entry in listed_rules()} == {rule.code: rule.words for rule in RULES}
    assert all(entry.load() is rule for entry, rule in zip(listed_rules() or (), RULES))


def test_a_rule_comes_with_the_first_fact_of_a_type_it_reads_or_of_one_derived_from_it() -> None:
    engine, whole = Engine(tuple(Listed(*row) for row in listed.MANIFEST)), Engine(RULES)
    kinds = {kind for rule in RULES for kind in (rule.on if isinstance(rule.on, tuple) else (rule.on,))}
    kinds |= {derived for kind in kinds for derived in kind.__subclasses__()}
    assert len(kinds) > 50
    for kind in kinds:
        expected = [rule for rule in RULES if issubclass(kind, rule.on)]
        assert engine.rules_on(kind) == whole.rules_on(kind) == expected, kind


def test_a_rule_with_words_is_asked_about_facts_that_have_one_of_them() -> None:
    engine = Engine(RULES)
    legacy, other = (MethodCall(FILE_START, "query", method, "query") for method in ("get", "one"))
    assert "SQA113" in {rule.code for rule in engine.rules_for(legacy)}
    assert "SQA113" not in {rule.code for rule in engine.rules_for(other)}


def test_a_rule_names_words_only_where_some_fact_of_its_types_has_words() -> None:
    for rule in RULES:
        kinds = rule.on if isinstance(rule.on, tuple) else (rule.on,)
        assert not rule.words or any(hasattr(kind, "words") for kind in kinds), rule.code


def test_a_manifest_that_is_older_than_a_rule_counts_for_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    package = tmp_path / "package"
    (package / "rules" / "engines").mkdir(parents=True)
    rule, manifest, generator = package / "rules" / "engines" / "echo.py", package / "manifest.py", tmp_path / "docs" / "generate.py"
    for path in (rule, manifest, generator):
        path.touch()
    monkeypatch.setattr(listed, "_PACKAGE", str(package))
    assert len(listed_rules()) == len(RULES)
    now = manifest.stat().st_mtime
    os.utime(rule, (now + 60, now + 60))
    assert listed_rules() == ()
    assert Reviewer.with_listed_rules(Settings()).engine.rules == RULES
    generator.unlink()  # an installed package
    assert len(listed_rules()) == len(RULES)


def test_a_rule_that_is_gone_is_an_error() -> None:
    with pytest.raises(ImportError, match="engines.gone"):
        Listed("SQA599", "engines.gone", ("facts.engines:EngineCreation",)).load()


def test_a_rule_loaded_alone_is_the_one_its_family_lists() -> None:
    program = (
        "from flake8_sqla.listed import Listed\n"
        "alone = Listed('SQA102', 'legacy.legacy_declarative_base', ('facts.calls:ApiCall',)).load()\n"
        "import sys; assert 'flake8_sqla.rules' not in sys.modules\n"
        "from flake8_sqla.rules import BY_CODE\n"
        "assert BY_CODE['SQA102'] is alone\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
