"""Classes, mixins and tables become one view of the schema."""

from __future__ import annotations

import pytest

from flake8_sqla.extract.file import read_file
from flake8_sqla.facts.schema import Column, Key, Link, NamingConvention, SchemaTable, convention_of
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.options import Settings
from flake8_sqla.syntax.source import Source

_HEAD = """
from typing import Annotated, Optional
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, String, Table, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship
from app.db import Foreign, Id, metadata, make

intpk = Annotated[int, mapped_column(primary_key=True)]

class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ix": "ix_%(column_0_label)s"})
"""


def _facts(text: str) -> list[object]:
    return read_file(Source.from_text(_HEAD + text), Settings())[1]


def _table(text: str, owner: str = "A") -> SchemaTable:
    return next(fact for fact in _facts(text) if isinstance(fact, SchemaTable) and fact.owner == owner)


def _column(line: str) -> Column:
    return _table(f"class A(Base):\n    __tablename__ = 'a'\n    {line}\n").columns[0]


@pytest.mark.parametrize(
    ("line", "primary_key", "nullable", "index"),
    [
        ("x: Mapped[int]", False, False, False),
        ("x: Mapped[Optional[int]]", False, True, False),
        ("x: Mapped[int] = mapped_column(nullable=True)", False, True, False),
        ("x: Mapped[intpk]", True, False, False),
        ("x: Mapped[intpk] = mapped_column(primary_key=False)", False, False, False),
        ("x: Mapped[Id]", UNKNOWN, UNKNOWN, UNKNOWN),
        ("x = mapped_column(Integer, index=True)", False, True, True),
        ("x = Column(Integer, primary_key=True)", True, False, False),
        ("x: Mapped[int] = mapped_column(**make())", UNKNOWN, UNKNOWN, UNKNOWN),
        ("x: Mapped[int] = mapped_column(index=make())", False, False, UNKNOWN),
    ],
)
def test_the_flags_of_a_column(line: str, primary_key: object, nullable: object, index: object) -> None:
    column = _column(line)
    assert (column.primary_key, column.nullable, column.index) == (primary_key, nullable, index)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("x: Mapped[int]", "x"),
        ("x = mapped_column('y', Integer)", "y"),
        ("x = Column(name='y')", "y"),
        ("x = Column(make(), Integer)", "x"),
    ],
)
def test_the_name_of_a_column(line: str, name: str) -> None:
    assert _column(line).name == name


def test_mixins_and_declared_attributes_bring_their_columns() -> None:
    table = _table(
        """
class Owned:
    made: Mapped[int]
    @declared_attr
    def owner_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("users.id"), index=True)

class A(Owned, Base):
    __tablename__ = "a"
    id: Mapped[intpk]
"""
    )
    assert [(column.name, column.own) for column in table.columns] == [("id", True), ("made", False), ("owner_id", False)]
    assert [key.table for key in table.all_foreign_keys] == ["users"]
    assert table.complete


@pytest.mark.parametrize(
    ("body", "complete"),
    [
        ("class A(Base):\n    __tablename__ = 'a'\n    id: Mapped[intpk]", True),
        ("class A(Foreign):\n    __tablename__ = 'a'\n    id: Mapped[intpk]", False),
        ("class A(Foreign, Base):\n    __tablename__ = 'a'\n    id: Mapped[intpk]", False),
        ("class A(Base):\n    __tablename__ = 'a'\n    id: Mapped[intpk]\n    x = make()", False),
        ("class A(Base):\n    __tablename__ = 'a'\n    id: Mapped[intpk]\n    __table_args__ = make()", False),
        ("class P:\n    def f(self): ...\nclass A(P, Base):\n    __tablename__ = 'a'\n    id: Mapped[intpk]", True),
        ("class P:\n    x = make()\nclass A(P, Base):\n    __tablename__ = 'a'\n    id: Mapped[intpk]", False),
    ],
)
def test_a_table_is_complete_where_all_is_in_sight(body: str, complete: bool) -> None:
    assert _table(body).complete is complete


def test_keys_of_flags_items_and_standing_indexes() -> None:
    table = _table(
        """
class A(Base):
    __tablename__ = "a"
    id: Mapped[intpk]
    x: Mapped[int] = mapped_column("c", unique=True)
    y: Mapped[int] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint(x, "y"), Index("ix", y.desc()), {"schema": "s"})

Index("ix2", A.x, unique=True)
"""
    )

    def told(key: Key) -> tuple[str, object, object, bool, str]:
        return key.kind, key.columns, key.unique, key.plain, key.origin

    assert [told(key) for key in table.keys] == [
        ("primary", ("id",), True, True, "flag"),
        ("unique", ("c",), True, True, "flag"),
        ("index", ("y",), False, True, "flag"),
        ("unique", ("c", "y"), True, True, "item"),
        ("index", (UNKNOWN,), False, False, "item"),
        ("index", ("c",), True, True, "standing"),
    ]
    assert table.is_called("s.a") is True
    assert table.is_called("a") is False


def test_links_know_the_keys_between_two_tables() -> None:
    links = [
        fact
        for fact in _facts(
            """
class A(Base):
    __tablename__ = "a"
    id: Mapped[intpk]
    bs: Mapped[list["B"]] = relationship()

class B(Base):
    __tablename__ = "b"
    id: Mapped[intpk]
    a_id: Mapped[int] = mapped_column(ForeignKey(A.id, ondelete="cascade"))
    a: Mapped["A"] = relationship()
"""
        )
        if isinstance(fact, Link)
    ]
    assert [(link.owner.owner, len(link.local), len(link.remote), link.certain, link.is_many_to_one) for link in links] == [
        ("A", 0, 1, True, False),
        ("B", 1, 0, True, True),
    ]
    assert links[1].local[0].ondelete == "CASCADE"


def test_the_convention_is_that_of_the_base() -> None:
    convention = _table("class A(Base):\n    __tablename__ = 'a'\n    id: Mapped[intpk]").convention
    assert isinstance(convention, NamingConvention)
    assert convention.format("ix") == "ix_%(column_0_label)s"
    assert convention.format("uq") is None
    assert convention_of(None) is UNKNOWN


def test_children_of_single_table_inheritance_add_to_the_parent() -> None:
    body = """
class A(Base):
    __tablename__ = "a"
    id: Mapped[intpk]
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}

class B(A):
    extra: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": "b"}
"""
    assert [column.name for column in _table(body).columns] == ["id", "kind", "extra"]
    assert [fact.owner for fact in _facts(body) if isinstance(fact, SchemaTable)] == ["A"]
