"""The table of extractors that are asked about single calls: what it names is there, and can be asked."""

import ast
import inspect
from importlib import import_module

import pytest

from flake8_sqla.extract.call_readers import CALL_READERS, CallReader, facts_of_calls, readers_of
from flake8_sqla.extract.reading import Reading
from flake8_sqla.syntax.source import Source


@pytest.mark.parametrize("reader", CALL_READERS, ids=lambda reader: reader.function)
def test_the_extractor_is_there(reader: CallReader) -> None:
    function = getattr(import_module(f"flake8_sqla.extract.{reader.module}"), reader.function)
    assert list(inspect.signature(function).parameters) == ["node", "name", "scope", "reading"]
    assert inspect.isgeneratorfunction(function) is reader.several


def test_each_is_asked_once() -> None:
    names = [(reader.module, reader.function) for reader in CALL_READERS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("reader", CALL_READERS, ids=lambda reader: reader.function)
def test_each_is_asked_about_something_and_not_about_everything(reader: CallReader) -> None:
    assert reader.methods or reader.functions or reader.bare or reader.by_name
    assert reader not in readers_of("a_method_of_no_library", "", "builtins.print")


@pytest.mark.parametrize("reader", CALL_READERS, ids=lambda reader: reader.function)
def test_bare_names_and_methods_are_told_apart(reader: CallReader) -> None:
    method = next(iter(reader.methods - reader.bare), None)
    if method is not None:
        assert reader in readers_of(method, "", "builtins.print")
        assert reader not in readers_of("", method, "builtins.print")


def test_what_tests_and_migrations_do_not_say() -> None:
    tree = ast.parse('from sqlalchemy import text\ntext(f"select 1 where a = {x}")\n')
    said = [
        {type(fact).__name__ for fact in facts_of_calls(Reading(Source("example.py", [], tree)), at_work)} for at_work in (True, False)
    ]
    assert said[0] - said[1] == {"InterpolatedSql"}
