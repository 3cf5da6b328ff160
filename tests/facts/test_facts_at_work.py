"""Some facts are not even looked for in tests and migrations: whoever reads them must be silent there."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest

from flake8_sqla.extract.file import read_file
from flake8_sqla.options import Settings
from flake8_sqla.rule import Rule
from flake8_sqla.rules import RULES
from flake8_sqla.syntax.source import Source

#: The types of facts that only the program's own work gives.
AT_WORK = frozenset({"InterpolatedSql", "HardDelete", "ExposedError", "RelationshipRead", "QueryReturn"})

_WORK = '''
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy import ForeignKey
from fastapi import HTTPException


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    deleted_at: Mapped[str | None]
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


def work(session: Session, name: str):
    session.execute(text(f"SELECT * FROM author WHERE name = '{name}'"))
    for author in session.scalars(select(Author)):
        print(author.books)
        session.delete(author)
    try:
        session.commit()
    except SQLAlchemyError as error:
        raise HTTPException(400, str(error))


def found(session: Session, name: str):
    return session.scalars(select(Author)).all()
'''


def _facts(path: str) -> set[str]:
    _, facts, _ = read_file(Source(path, _WORK.splitlines(keepends=True), ast.parse(_WORK)), Settings())
    return {type(fact).__name__ for fact in facts}


def test_the_program_itself_gives_them() -> None:
    assert _facts("app/work.py") >= AT_WORK


def test_a_test_gives_none_of_them() -> None:
    assert not _facts("tests/test_work.py") & AT_WORK


def _kinds(rule: Rule[Any]) -> set[str]:
    return {kind.__name__ for kind in (rule.on if isinstance(rule.on, tuple) else (rule.on,))}


@pytest.mark.parametrize("rule", [rule for rule in RULES if _kinds(rule) & AT_WORK], ids=lambda rule: rule.code)
def test_whoever_reads_them_leaves_tests_out(rule: Rule[Any]) -> None:
    assert "context.file.test" in inspect.getsource(rule.check)
