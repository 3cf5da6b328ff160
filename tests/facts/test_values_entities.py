"""Objects of mapped classes: where they come from, through which collections they go, and what was loaded along with them."""

from __future__ import annotations

import pytest
from support.facts import place, reading, value_of

from flake8_sqla.extract.kinds import DictValue, EntityValue, ListValue, Origin, ResultValue, StatementValue
from flake8_sqla.extract.loaders import loading_of

IMPORTS = """
from __future__ import annotations
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import chain
from typing import Optional, cast
from sqlalchemy import ForeignKey, Select, ScalarResult, select
from sqlalchemy.orm import (
    DeclarativeBase, Load, Mapped, Query, Session, aliased, contains_eager, defaultload, joinedload, lazyload, load_only, mapped_column,
    raiseload, relationship, selectinload, subqueryload, with_loader_criteria,
)
from sqlalchemy.ext.asyncio import AsyncSession
class Base(DeclarativeBase): ...
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
class Address(Base):
    __tablename__ = "addresses"
    id: Mapped[int] = mapped_column(primary_key=True)
s = Session()
"""


def _entity(text: str, expression: str = "x") -> tuple[str, Origin] | None:
    value = value_of(f"{IMPORTS}{text}\n", expression)
    return (value.model.rpartition(".")[2], value.origin) if isinstance(value, EntityValue) else None


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        # rows of several columns
        ("for x, y in s.execute(select(User, Address)):\n    x", ("User", Origin.LOADED)),
        ("for y, x in s.execute(select(User, Address)).all():\n    x", ("Address", Origin.LOADED)),
        ("for n, (y, x) in enumerate(s.execute(select(User, Address))):\n    x", ("Address", Origin.LOADED)),
        ("y, x = s.execute(select(User, Address)).one()\nx", ("Address", Origin.LOADED)),
        ("y, *x1, x = s.execute(select(User, User.id, Address)).one()\nx", ("Address", Origin.LOADED)),
        ("for y, x in s.query(User, Address):\n    x", ("Address", Origin.LOADED)),
        ("for row in s.execute(select(User, Address)):\n    x = row.Address\n    x", ("Address", Origin.LOADED)),
        ("row = s.execute(select(User, Address)).first()\nx = row[1]\nx", ("Address", Origin.LOADED)),
        ("x = s.execute(select(User)).first()[0]\nx", ("User", Origin.LOADED)),
        ("z = [(x, y) for x, y in s.execute(select(User, Address))]", ("User", Origin.LOADED)),
        ("A = aliased(User)\nfor x in s.scalars(select(A)):\n    x", ("User", Origin.LOADED)),
        # lists and what goes over them
        ("xs = s.scalars(select(User)).all()\nx = xs[0]\nx", ("User", Origin.LOADED)),
        ("xs = s.scalars(select(User)).all()\nfor x in xs[1:]:\n    x", ("User", Origin.LOADED)),
        ("xs = list(s.scalars(select(User)))\nfor x in sorted(xs, key=len):\n    x", ("User", Origin.LOADED)),
        ("for n, x in enumerate(s.scalars(select(User)), 1):\n    x", ("User", Origin.LOADED)),
        ("for x, n in zip(s.scalars(select(User)), range(3)):\n    x", ("User", Origin.LOADED)),
        ("xs = [y for y in s.scalars(select(User)) if y.id]\nfor x in reversed(xs):\n    x", ("User", Origin.LOADED)),
        ("for x in (y for y in s.scalars(select(User))):\n    x", ("User", Origin.LOADED)),
        ("x = next(iter(s.scalars(select(User))))\nx", ("User", Origin.LOADED)),
        ("x = next((y for y in s.scalars(select(User)) if y.id), None)\nx", ("User", Origin.LOADED)),
        ("by = {y.id: y for y in s.scalars(select(User))}\nx = by[3]\nx", ("User", Origin.LOADED)),
        ("by = {y.id: y for y in s.scalars(select(User))}\nfor x in by.values():\n    x", ("User", Origin.LOADED)),
        ("by = {y.id: y for y in s.scalars(select(User))}\nfor k, x in by.items():\n    x", ("User", Origin.LOADED)),
        ("for part in s.scalars(select(User)).partitions(10):\n    for x in part:\n        x", ("User", Origin.LOADED)),
        ("xs = [s.get(User, 1), s.get(User, 1)]\nfor x in xs:\n    x", ("User", Origin.GIVEN)),
        ("for x in chain(s.scalars(select(User)), s.scalars(select(User))):\n    x", ("User", Origin.LOADED)),
        ("x = max(s.scalars(select(User)).all(), key=len)\nx", ("User", Origin.LOADED)),
        # Flask-SQLAlchemy's own queries
        ("for x in User.query.filter_by(id=1):\n    x", ("User", Origin.LOADED)),
        ("for x in User.query.filter_by(id=1).order_by(User.id).all():\n    x", ("User", Origin.LOADED)),
        ("x = User.query.filter(User.id == 1).first()\nx", ("User", Origin.LOADED)),
        # branches
        ("def f(a):\n    xs = []\n    if a:\n        xs = s.scalars(select(User)).all()\n    for x in xs:\n        x", ("User", Origin.LOADED)),
        (
            "def f(a):\n    q = select(User).limit(1) if a else select(User)\n    for x in s.scalars(q):\n        x",
            ("User", Origin.LOADED),
        ),
        ("def f(a):\n    x = None\n    if a:\n        x = s.get(User, 1)\n    x", ("User", Origin.GOT)),
        # annotations and constructors
        ("def f(x: User):\n    x", ("User", Origin.GIVEN)),
        ("def f(x: 'User | None'):\n    x", ("User", Origin.GIVEN)),
        ("def f(xs: list[User]):\n    for x in xs:\n        x", ("User", Origin.GIVEN)),
        ("def f(xs: Sequence['User']):\n    for x in xs:\n        x", ("User", Origin.GIVEN)),
        ("def f(xs: Optional[Iterable[User]]):\n    x = [x for x in xs]", ("User", Origin.GIVEN)),
        ("def f(xs: dict[int, User]):\n    for x in xs.values():\n        x", ("User", Origin.GIVEN)),
        ("def f(xs: tuple[User, ...]):\n    for x in xs:\n        x", ("User", Origin.GIVEN)),
        ("def f(xs: list[tuple[int, User]]):\n    for y, x in xs:\n        x", ("User", Origin.GIVEN)),
        ("def f(q: Select[tuple[User]]):\n    for x in s.scalars(q.limit(3)):\n        x", ("User", Origin.LOADED)),
        ("def f(q: Query[User]):\n    for x in q.limit(3):\n        x", ("User", Origin.LOADED)),
        ("def f(r: ScalarResult[User]):\n    for x in r:\n        x", ("User", Origin.LOADED)),
        ("x = User()\nx", ("User", Origin.MADE)),
        ("x = s.merge(User())\nx", ("User", Origin.GIVEN)),
        ("x = cast(User, thing())\nx", ("User", Origin.GIVEN)),
        # functions of the file: the body says more than the annotation
        ("def get() -> list[User]:\n    return s.scalars(select(User)).all()\nfor x in get():\n    x", ("User", Origin.LOADED)),
        ("def get() -> User | None:\n    return s.scalar(select(User))\nx = get()\nx", ("User", Origin.LOADED)),
        ("def get() -> User: ...\nx = get()\nx", ("User", Origin.GIVEN)),
        ("def base() -> Select[tuple[User]]:\n    return select(User).limit(1)\nx = s.scalar(base())\nx", ("User", Origin.LOADED)),
        (
            "class Repo:\n    def base(self):\n        return select(User)\n    def f(self):\n        x = s.scalar(self.base().limit(1))\n        x",
            ("User", Origin.LOADED),
        ),
        # a method of a class of the file, called on an object or on the class
        (
            "class Repo:\n    def one(self):\n        return s.scalar(select(User))\ndef f():\n    repo = Repo()\n    x = repo.one()\n    x",
            ("User", Origin.LOADED),
        ),
        ("class Repo:\n    def one(self):\n        return s.scalar(select(User))\ndef f(r: Repo):\n    x = r.one()\n    x", ("User", Origin.LOADED)),
        (
            "class Repo:\n    @staticmethod\n    def one():\n        return s.scalar(select(User))\nclass Own(Repo): ...\nx = Own.one()\nx",
            ("User", Origin.LOADED),
        ),
        (
            "class Finds:\n    @classmethod\n    def find(cls, **by):\n        return s.query(cls).filter_by(**by)\n"
            "class Visit(Finds, Base): ...\nx = Visit.find(id=1).first()\nx",
            ("Visit", Origin.LOADED),
        ),
        (
            "class Finds:\n    @classmethod\n    def all(cls):\n        return s.scalars(select(cls)).all()\n"
            "class Visit(Finds, Base): ...\nfor x in Visit.all():\n    x",
            ("Visit", Origin.LOADED),
        ),
        (
            "async def get(a: AsyncSession) -> Sequence[User]:\n    return (await a.scalars(select(User))).all()\n"
            "async def f(a: AsyncSession):\n    for x in await get(a):\n        x",
            ("User", Origin.LOADED),
        ),
    ],
)
def test_an_entity_is_followed_from_where_it_comes(text: str, entity: tuple[str, Origin]) -> None:
    assert _entity(text) == entity


@pytest.mark.parametrize(
    "text",
    [
        "for x in s.execute(select(User.id, User)):\n    x",
        "x, y = s.execute(select(User.id, User)).one()\nx",
        "def f(x: int | User):\n    x",
        "def f(xs: list[int]):\n    for x in xs:\n        x",
        "def f(a):\n    x = s.get(User, 1) if a else s.get(Address, 1)\n    x",
        "x = s.execute(select(User, Address)).first()[2]\nx",
        "def f(q: Select[tuple[int]]):\n    x = s.scalar(q)\n    x",
        "for x in s.execute(select(User, Address)).mappings():\n    x",
        "class Plain: ...\nx = Plain()\nx",
    ],
)
def test_what_may_be_something_else_is_no_entity(text: str) -> None:
    assert _entity(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x = []", ListValue), ("x = {k: s.get(User, k) for k in (1, 2)}", DictValue), ("def f(x: ScalarResult[User]):\n    x", ResultValue)],
)
def test_what_holds_entities_is_known(text: str, kind: type[object]) -> None:
    assert isinstance(value_of(f"{IMPORTS}{text}\n", "x" if "def" in text else text.partition(" = ")[2]), kind)


def test_an_annotation_says_which_class_a_statement_selects() -> None:
    value = value_of(f"{IMPORTS}def f(q: Select[tuple[User, Address]]):\n    q\n", "q")
    assert isinstance(value, StatementValue)
    assert value.promised == ("<local>.User", "<local>.Address")


def _loaded(text: str) -> tuple[list[str], bool]:
    where = reading(f"{IMPORTS}{text}\n")
    entity = where.values.of(*place(where, "x"))
    assert isinstance(entity, EntityValue)
    loading = loading_of(entity, where)
    return [f"{each.strategy} {'.'.join(each.path)}" for each in loading.paths], loading.complete


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        ("selectinload(User.a)", ["selectinload a"]),
        ("joinedload(User.a).selectinload(A.b)", ["joinedload a", "selectinload a.b"]),
        ("selectinload(User.a, A.b)", ["selectinload a", "selectinload a.b"]),
        ("Load(User).joinedload(User.a)", ["joinedload a"]),
        ("defaultload(User.a).options(load_only(A.c), subqueryload(A.b).joinedload(B.d))", ["defaultload a", "subqueryload a.b", "joinedload a.b.d"]),
        ("contains_eager(User.a.of_type(C)).joinedload(C.b)", ["contains_eager a", "joinedload a.b"]),
        ("selectinload(User.a.and_(A.x == 1))", ["selectinload a"]),
        ("joinedload(User.a).load_only(A.c).joinedload(A.b)", ["joinedload a", "joinedload a.b"]),
        ("joinedload('*')", ["joinedload *"]),
        ("joinedload('a.b')", ["joinedload a", "joinedload a.b"]),
        ("raiseload(User.a), load_only(User.id)", ["raiseload a"]),
        ("with_loader_criteria(User, User.id == 1), lazyload(User.a)", ["lazyload a"]),
        ("*[selectinload(User.a), joinedload(User.b)]", ["selectinload a", "joinedload b"]),
        ("joinedload(User.a) if flag else selectinload(User.b)", ["joinedload a", "selectinload b"]),
    ],
)
def test_loader_options_are_paths(options: str, paths: list[str]) -> None:
    assert _loaded(f"for x in s.scalars(select(User).options({options})):\n    x") == (paths, True)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("OPTIONS = (selectinload(User.a), joinedload(User.b))\nx = s.scalar(select(User).options(*OPTIONS))\nx", ["selectinload a", "joinedload b"]),
        ("OPTION = selectinload(User.a)\nx = s.scalar(select(User).options(OPTION.joinedload(A.b)))\nx", ["selectinload a", "joinedload a.b"]),
        ("def loads():\n    return [selectinload(User.a)]\nx = s.scalar(select(User).options(*loads()))\nx", ["selectinload a"]),
        ("x = s.get(User, 1, options=[selectinload(User.a)])\nx", ["selectinload a"]),
        (
            "def f(a):\n    options = [joinedload(User.b)]\n    if a:\n        options.append(selectinload(User.a))\n    options += (joinedload(User.c),)\n"
            "    options.extend([lazyload(User.d)])\n    x = s.scalar(select(User).options(*options))\n    x",
            ["joinedload b", "joinedload c", "selectinload a", "lazyload d"],
        ),
        (
            "class Repo:\n    options = [selectinload(User.a)]\n    def f(self):\n        x = s.scalar(select(User).options(*self.options))\n        x",
            ["selectinload a"],
        ),
        (
            "class Repo:\n    @property\n    def options(self):\n        return (selectinload(User.a),)\n"
            "    def f(self):\n        x = s.scalar(select(User).options(*self.options))\n        x",
            ["selectinload a"],
        ),
        (
            "class Repo:\n    options = (selectinload(User.a),)\nx = s.scalar(select(User).options(*Repo.options))\nx",
            ["selectinload a"],
        ),
        ("x = s.query(User).options(joinedload(User.a)).first()\nx", ["joinedload a"]),
        ("q = select(User)\nif s:\n    q = q.options(selectinload(User.a))\nx = s.scalar(q)\nx", ["selectinload a"]),
        ("x = s.get(User, 1)\nx", []),
    ],
)
def test_loader_options_are_found_through_names_and_functions(text: str, paths: list[str]) -> None:
    assert _loaded(text) == (paths, True)


@pytest.mark.parametrize(
    "text",
    [
        "def f(options):\n    x = s.scalar(select(User).options(*options))\n    x",
        "from app.loaders import full\nx = s.scalar(select(User).options(full))\nx",
        "from app.loaders import full\nx = s.scalar(select(User).options(full()))\nx",
        "options = []\noptions.append(selectinload(User.a))\nx = s.scalar(select(User).options(*options))\nx",  # whoever else appends
        "def f(a):\n    options = []\n    options.append(a)\n    x = s.scalar(select(User).options(*options))\n    x",
        "def f(a):\n    options = [joinedload(User.a)]\n    options.remove(a)\n    x = s.scalar(select(User).options(*options))\n    x",
        "def f(a):\n    options = [joinedload(User.a)]\n    options = a\n    x = s.scalar(select(User).options(*options))\n    x",
        "def f(q: Select[tuple[User]]):\n    x = s.scalar(q)\n    x",
        "def f(x: User):\n    x",
        "x = User()\nx",
    ],
)
def test_what_cannot_be_read_is_said_to_be_incomplete(text: str) -> None:
    assert _loaded(text)[1] is False
