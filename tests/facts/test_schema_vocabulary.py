"""The words of the schema are those of the installed SQLAlchemy."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import orm
from sqlalchemy.orm.util import CascadeOptions

from flake8_sqla.vocabulary.schema import CASCADES, DIALECT_PREFIXES, KEYWORDS, LAZY_WORDS, NOT_TYPES, PYTHON_OF_TYPE

_PRIVATE = ("_", "self")
#: The words are those of SQLAlchemy 2.1; on an older one (pip takes it on Python 3.10) there is nothing to hold them against.
_HAS_2_1 = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2]) >= (2, 1)
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.skipif(not _HAS_2_1, reason="needs SQLAlchemy 2.1")]
#: `Table` takes its keywords from `**kwargs`; they stand in its docstring alone.
_IN_DOCSTRINGS = ("sqlalchemy.Table",)


def _installed(name: str) -> Any:
    module, _, last = name.rpartition(".")
    return getattr({"sqlalchemy": sqlalchemy, "sqlalchemy.orm": orm}[module], last)


def _keywords_of(construct: Any) -> set[str]:
    functions = [construct] if inspect.isfunction(construct) else [construct.__init__]
    return {
        parameter.name
        for function in functions
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL) and not parameter.name.startswith(_PRIVATE)
    }


@pytest.mark.parametrize("name", sorted(set(KEYWORDS) - set(_IN_DOCSTRINGS)))
def test_no_keyword_of_a_construct_is_unknown_to_us(name: str) -> None:
    missing = _keywords_of(_installed(name)) - KEYWORDS[name]
    assert {keyword for keyword in missing if "_" in keyword} == set()


def test_the_keywords_of_tables_stand_in_their_documentation() -> None:
    described = {line.split(":")[1].split()[-1] for line in (sqlalchemy.Table.__init__.__doc__ or "").splitlines() if ":param" in line}
    assert {word for word in described if "_" in word} <= KEYWORDS["sqlalchemy.Table"]


def test_every_dialect_that_is_installed_is_a_prefix() -> None:
    assert set(sqlalchemy.dialects.__all__) <= DIALECT_PREFIXES


def test_the_cascades_are_those_that_sqlalchemy_takes() -> None:
    for word in CASCADES:
        CascadeOptions(word)
    with pytest.raises(sqlalchemy.exc.ArgumentError):
        CascadeOptions("delete_orphan")


def _configured(lazy: str) -> None:
    registry = orm.registry()

    class Child:
        id: int

    class Parent:
        id: int

    key = sqlalchemy.Column("id", sqlalchemy.Integer, primary_key=True)
    parents = sqlalchemy.Table("parents", registry.metadata, key)
    pointer = sqlalchemy.Column("parent_id", sqlalchemy.ForeignKey("parents.id"))
    children = sqlalchemy.Table("children", registry.metadata, sqlalchemy.Column("id", sqlalchemy.Integer, primary_key=True), pointer)
    registry.map_imperatively(Child, children)
    registry.map_imperatively(Parent, parents, properties={"children": orm.relationship(Child, lazy=lazy)})
    registry.configure()


@pytest.mark.parametrize("word", sorted(LAZY_WORDS))
def test_a_loading_style_is_one_that_sqlalchemy_knows(word: str) -> None:
    _configured(word)


def test_another_word_is_none() -> None:
    with pytest.raises(sqlalchemy.exc.SQLAlchemyError):
        _configured("select_in")


@pytest.mark.parametrize("name", sorted({*NOT_TYPES, *PYTHON_OF_TYPE}))
def test_a_name_of_the_vocabulary_exists(name: str) -> None:
    _installed(name)
