"""Mapped classes, tables, columns and relationships as facts."""

from __future__ import annotations

import pytest
from support.facts import fact, facts, told

from flake8_sqla.facts.expressions import Argument, Constant, Invocation
from flake8_sqla.facts.models import Annotation, ColumnDefinition, MappedClass, RelationshipDefinition, TableDefinition
from flake8_sqla.facts.place import Span
from flake8_sqla.facts.unknown import UNKNOWN

IMPORTS = """from __future__ import annotations
from dataclasses import dataclass
from typing import ClassVar, Optional, Annotated, List, Union, Literal
import datetime
import typing as t
import sqlalchemy as sa
from sqlalchemy import Column, Integer, String, ForeignKey, Index, UniqueConstraint, Table, MetaData
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, mapped_column, relationship, declarative_base, registry, declared_attr, MappedAsDataclass, deferred,
    DynamicMapped, WriteOnlyMapped,
)
"""
BASE = "class Base(DeclarativeBase):\n    pass\n"


def _roles(text: str) -> dict[str, tuple[str, str]]:
    return {found.name: (found.role, found.flavour) for found in facts(IMPORTS + text, MappedClass)}


MODEL = ("model", "declarative")


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (f"{BASE}class A(Base):\n    id: Mapped[int]", {"Base": ("base", "declarative"), "A": MODEL}),
        ("Base = declarative_base()\nclass A(Base):\n    id = Column(Integer)", {"A": MODEL}),
        ("Base = registry().generate_base()\nclass A(Base):\n    id = Column(Integer)", {"A": MODEL}),
        (
            f"{BASE}class A(Base):\n    __abstract__ = True\n    id: Mapped[int]",
            {"Base": ("base", "declarative"), "A": ("abstract", "declarative")},
        ),
        ("class Mixin:\n    id: Mapped[int] = mapped_column()", {"Mixin": ("mixin", "declarative")}),
        ("class Mixin(MappedAsDataclass):\n    id: Mapped[int]", {"Mixin": ("mixin", "declarative")}),
        ("from app import Base\nclass A(Base):\n    __tablename__ = 'a'\n    id = Column(Integer)", {"A": MODEL}),
        ("from app import Base\nclass A(Base):\n    id = Column(Integer)", {"A": ("unknown", "declarative")}),
        (f"{BASE}class A(Base):\n    id: Mapped[int]\nclass B(A):\n    pass", {"Base": ("base", "declarative"), "A": MODEL, "B": MODEL}),
        ("class A:\n    id: int = 1", {}),
        ("@dataclass\nclass A:\n    id: int", {}),
        ("class A(B):\n    pass\nclass B(A):\n    pass", {}),
    ],
)
def test_a_class_has_its_role(text: str, roles: dict[str, tuple[str, str]]) -> None:
    assert _roles(text) == roles


@pytest.mark.parametrize(
    "imports", ["from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n", "from app import db\n", "from .extensions import db\n"]
)
def test_a_model_of_flask_sqlalchemy_is_known_wherever_db_comes_from(imports: str) -> None:
    found = fact(f"{imports}class User(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n", MappedClass)
    assert told(found, "name", "role", "flavour") == {"name": "User", "role": "model", "flavour": "flask_sqlalchemy"}
    assert [(column.attribute, column.construct) for column in found.columns] == [("id", "Column")]


def test_sqlmodel_maps_only_what_is_a_table() -> None:
    text = (
        "from sqlmodel import SQLModel, Field, Relationship\n"
        "class Shared(SQLModel):\n    name: str\n"
        "class Hero(Shared, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n    age: int\n"
    )
    found = {each.name: (each.role, each.flavour, tuple(column.attribute for column in each.columns)) for each in facts(text, MappedClass)}
    assert found == {"Shared": ("mixin", "sqlmodel", ("name",)), "Hero": ("model", "sqlmodel", ("id", "age"))}


def test_a_mapped_dataclass_says_so() -> None:
    text = (
        IMPORTS
        + "class Base(MappedAsDataclass, DeclarativeBase):\n    pass\nclass A(Base):\n    id: Mapped[int]\nclass Other:\n    id: Mapped[int]\n"
    )
    assert {found.name: found.is_dataclass for found in facts(text, MappedClass)} == {"Base": True, "A": True, "Other": False}


def test_a_class_tells_its_table_its_arguments_and_whether_it_allows_unmapped_annotations() -> None:
    text = f"{IMPORTS}{BASE}class A(Base):\n    __tablename__ = 'a'\n    __table_args__ = ('x',)\n    __allow_unmapped__ = True\n    ix = Index('ix', 'b')\n"
    found = facts(text, MappedClass)[1]
    assert told(found, "table_name", "allows_unmapped", "bases") == {"table_name": "a", "allows_unmapped": True, "bases": ("<local>.Base",)}
    assert found.table_args is not None
    assert [item.kind for item in found.schema_items] == ["Index"]


def test_a_table_name_may_come_from_a_function_or_stay_unknown() -> None:
    text = (
        f"{IMPORTS}{BASE}"
        "class A(Base):\n    @declared_attr.directive\n    def __tablename__(cls):\n        return 'a'\n    id: Mapped[int]\n"
        "class B(Base):\n    __tablename__ = make()\n    id: Mapped[int]\n"
        "class C(Base):\n    id: Mapped[int]\n"
    )
    assert {found.name: found.table_name for found in facts(text, MappedClass)} == {"Base": None, "A": "a", "B": UNKNOWN, "C": None}


def test_a_column_is_told_in_full() -> None:
    column = fact(
        "from sqlalchemy.orm import Mapped, mapped_column\nclass Mixin:\n    é: Mapped[int] = mapped_column('e', index=True)\n",
        ColumnDefinition,
    )
    assert column == ColumnDefinition(
        span=Span(3, 21, 3, 51),
        attribute="é",
        construct="mapped_column",
        place="class",
        arguments=(
            Argument(Span(3, 35, 3, 38), Constant(Span(3, 35, 3, 38), "e")),
            Argument(Span(3, 40, 3, 50), Constant(Span(3, 46, 3, 50), True), "index"),
        ),
        annotation=Annotation(Span(3, 7, 3, 18), "Mapped", False, "", "builtins.int"),
        name="e",
    )


@pytest.mark.parametrize(
    ("attribute", "construct", "name"),
    [
        ("x = Column(Integer)", "Column", ""),
        ("x = sa.Column('other', Integer)", "Column", "other"),
        ("x = Column(Integer, name='other')", "Column", "other"),
        ("x = Column(Integer, name=make())", "Column", UNKNOWN),
        ("x: Mapped[int] = mapped_column()", "mapped_column", ""),
        ("x: Mapped[int]", "", ""),
        ("x: 'Mapped[int]'", "", ""),
        ("x = deferred(Column(Integer))", "Column", ""),
        ("if True:\n        x = Column(Integer)", "Column", ""),
    ],
)
def test_a_column_is_seen_in_every_spelling(attribute: str, construct: str, name: object) -> None:
    column = fact(f"{IMPORTS}class A(Base):\n    __tablename__ = 'a'\n    {attribute}\n", ColumnDefinition)
    assert told(column, "attribute", "construct", "name", "place") == {
        "attribute": "x",
        "construct": construct,
        "name": name,
        "place": "class",
    }


@pytest.mark.parametrize(
    "attribute", ["x = 1", "x: int = 1", "x: ClassVar[int] = 1", "x: ClassVar[Mapped[int]]", "x = other(Integer)", "def x(self): ..."]
)
def test_what_is_no_column_is_none(attribute: str) -> None:
    assert facts(f"{IMPORTS}class A(Base):\n    __tablename__ = 'a'\n    {attribute}\n", ColumnDefinition) == []


@pytest.mark.parametrize(
    ("annotation", "wrapper", "optional", "container", "name"),
    [
        ("Mapped[int]", "Mapped", False, "", "builtins.int"),
        ("'Mapped[int]'", "Mapped", False, "", "builtins.int"),
        ("Mapped['int']", "Mapped", False, "", "builtins.int"),
        ("sa.orm.Mapped[int]", "Mapped", False, "", "builtins.int"),
        ("Mapped[int | None]", "Mapped", True, "", "builtins.int"),
        ("Mapped[None | int]", "Mapped", True, "", "builtins.int"),
        ("Mapped[Optional[int]]", "Mapped", True, "", "builtins.int"),
        ("Mapped[Union[int, None]]", "Mapped", True, "", "builtins.int"),
        ("Mapped[Union[int, str]]", "Mapped", False, "", ""),
        ("Mapped[int | str | None]", "Mapped", True, "", ""),
        ("Mapped['int | None']", "Mapped", True, "", "builtins.int"),
        ("Mapped[Annotated[int, 1]]", "Mapped", False, "", "builtins.int"),
        ("Mapped[Annotated[Optional[int], 1]]", "Mapped", True, "", "builtins.int"),
        ("Mapped[datetime.datetime]", "Mapped", False, "", "datetime.datetime"),
        ("Mapped[Other]", "Mapped", UNKNOWN, "", "Other"),
        ("Mapped[list[int]]", "Mapped", False, "list", "builtins.int"),
        ("Mapped[List['Child']]", "Mapped", False, "list", "Child"),
        ("Mapped[dict[str, int]]", "Mapped", False, "dict", "builtins.int"),
        ("Mapped[Literal['a', None]]", "Mapped", True, "", ""),
        ("Mapped[Literal['a']]", "Mapped", False, "", ""),
        ("DynamicMapped[int]", "DynamicMapped", False, "", "builtins.int"),
        ("WriteOnlyMapped[int]", "WriteOnlyMapped", False, "", "builtins.int"),
        ("Mapped[Alias]", "Mapped", True, "", "Alias"),
    ],
)
def test_an_annotation_says_whether_none_is_allowed(annotation: str, wrapper: str, optional: object, container: str, name: str) -> None:
    text = f"{IMPORTS}Alias = Optional[int]\nclass A(Base):\n    __tablename__ = 'a'\n    x: {annotation}\n"
    column = fact(text, ColumnDefinition)
    assert column.annotation is not None
    found = told(column.annotation, "wrapper", "optional", "container", "name")
    assert found == {"wrapper": wrapper, "optional": optional, "container": container, "name": name}


@pytest.mark.parametrize("annotation", ["Mapped", "Mapped['not python [']", "Mapped[f()]", "Mapped[()]", "'Mapped[int'", "Mapped['']"])
def test_an_annotation_that_makes_no_sense_says_nothing(annotation: str) -> None:
    text = f"{IMPORTS}class A(Base):\n    __tablename__ = 'a'\n    x: {annotation} = mapped_column()\n"
    column = fact(text, ColumnDefinition)
    assert column.annotation is not None
    assert column.annotation.optional is UNKNOWN


@pytest.mark.parametrize(
    ("attribute", "target"),
    [
        ("x = relationship('Child')", "Child"),
        ("x = relationship(Child)", "<local>.Child"),
        ("x = relationship(models.Child)", "models.Child"),
        ("x = relationship(make())", UNKNOWN),
        ("x = relationship()", UNKNOWN),
        ("x: Mapped['Child'] = relationship()", "<local>.Child"),
        ("x: Mapped[list['Child']] = relationship(back_populates='y')", "<local>.Child"),
        ("x: Mapped['Child | None'] = relationship()", "<local>.Child"),
    ],
)
def test_a_relationship_has_its_target(attribute: str, target: object) -> None:
    text = f"{IMPORTS}import models\nclass Child: ...\nclass A(Base):\n    __tablename__ = 'a'\n    {attribute}\n"
    found = fact(text, RelationshipDefinition)
    assert told(found, "attribute", "target") == {"attribute": "x", "target": target}


def test_a_table_is_told_with_its_columns_and_constraints() -> None:
    text = f"{IMPORTS}users = Table('users', MetaData(), Column('id', Integer), Column(name='age'), UniqueConstraint('id'), schema='s')\n"
    table = fact(text, TableDefinition)
    assert told(table, "variable", "name", "schema") == {"variable": "users", "name": "users", "schema": "s"}
    assert [(column.attribute, column.name, column.place) for column in table.columns] == [("id", "id", "table"), ("age", "age", "table")]
    assert [item.kind for item in table.schema_items] == ["UniqueConstraint"]


@pytest.mark.parametrize("call", ["Table()", "Table(make())", "Table(*x)", "Table(name=1)"])
def test_a_table_without_a_readable_name_is_unknown(call: str) -> None:
    assert fact(f"{IMPORTS}{call}\n", TableDefinition).name is UNKNOWN


def test_arguments_are_facts_of_their_own() -> None:
    text = "from sqlalchemy import Column, ForeignKey, func\nclass A(Base):\n    __tablename__ = 'a'\n    x = Column(ForeignKey('b.id'), default=func.now())\n"
    column = fact(text, ColumnDefinition)
    key, default = column.arguments
    assert isinstance(key.value, Invocation)
    assert told(key.value, "function", "receiver") == {"function": "sqlalchemy.ForeignKey", "receiver": None}
    assert key.value.arguments[0].value == Constant(Span(4, 26, 4, 32), "b.id")
    assert isinstance(default.value, Invocation)
    assert default.value.function == "sqlalchemy.func.now"
    assert column.keyword("default") is default
    assert column.keyword("onupdate") is None
