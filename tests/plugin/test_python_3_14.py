"""What Python 3.14 brought: annotations of names further down, template strings, `except` without parentheses."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.examples import review

from flake8_sqla.pages import Example, ExampleFile

_TEXT = '''
from sqlalchemy import ForeignKey, text, tstring
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    books: Mapped[Book] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    author: Mapped[User | None] = relationship(back_populates="books")


def rename(session: Session, name: str) -> None:
    try:
        session.execute(tstring(t"UPDATE users SET name = {name} WHERE id = 1"))
        session.execute(text(f"UPDATE users SET name = '{name}' WHERE id = 1"))
    except ValueError, TypeError:
        raise
'''


@pytest.mark.skipif(sys.version_info < (3, 14), reason="needs Python 3.14")
def test_it_is_read_like_the_rest(folder: Path) -> None:
    """A class further down is known without quotes (SQA205); a template binds its values, an f-string does not (SQA323)."""
    found = review(Example("case", "", (ExampleFile("example.py", _TEXT),), ()), "SQA323", folder)
    lines = [number for number, words in enumerate(_TEXT.splitlines(), 1) if "Mapped[Book]" in words or 'text(f"' in words]
    assert [(report.code, report.line) for report in found] == list(zip(("SQA205", "SQA323"), lines, strict=True))
