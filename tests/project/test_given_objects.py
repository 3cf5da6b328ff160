"""Objects of mapped classes that functions and methods of other files give: which class, and what was loaded along with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.projects import read, reports, seen_from, write

from flake8_sqla.facts.relationship_reads import RelationshipRead

MODELS = """
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase): ...
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list["Post"]] = relationship(back_populates="user")
    roles: Mapped[list["Role"]] = relationship(lazy="selectin")
class Role(Base):
    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(back_populates="posts")
"""
REPOSITORIES = """
from typing import Generic, Optional, Sequence, TypeVar
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, selectinload
from app.models import Base, Post, User
M = TypeVar("M", bound=Base)
class Repository(Generic[M]):
    model: type[M]
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
    @classmethod
    def from_session(cls, session):
        return cls(session)
    async def one(self, statement: Select[tuple[M]]) -> M | None:
        result = await self.session.execute(statement)
        return result.scalar_one_or_none()
    async def untyped(self, statement) -> M | None:
        return (await self.session.execute(statement)).scalar()
    async def by_id(self, key: int, options=()) -> M | None:
        statement = select(self.model).where(self.model.id == key)
        if options:
            statement = statement.options(*options)
        return await self.one(statement)
    async def list(self) -> Sequence[M]:
        return (await self.session.scalars(select(self.model))).all()
    async def got(self, key) -> M:
        return await self.session.get(self.model, key)
class Users(Repository[User]):
    model = User
    async def full(self) -> Optional[User]:
        return await self.session.scalar(select(User).options(selectinload(User.posts)))
    async def plain(self, key: int) -> "User | None":
        result = await self.session.execute(select(User).where(User.id == key))
        user = result.scalar_one_or_none()
        if user is None:
            return None
        return user
    async def refreshed(self) -> User:
        user = await self.session.scalar(select(User))
        await self.session.refresh(user, ["posts"])
        return user
    async def either(self, flag: bool) -> User:
        if flag:
            return await self.session.scalar(select(User).options(selectinload(User.posts)))
        return await self.session.scalar(select(User))
    async def through(self) -> User | None:
        return await self.plain(1)
    def synchronous(self, session: Session) -> list[User]:
        return session.scalars(select(User)).all()
    async def counted(self) -> int: ...
class Admins(Users): ...
class Posts(Repository[Post]):
    async def of(self, user: User) -> list[Post]:
        return list(await self.session.scalars(select(Post).where(Post.user_id == user.id)))
    async def by_user_id(self, user_id: int) -> list[Post]:
        return list(await self.session.scalars(select(Post).where(Post.user_id == user_id)))
async def find(session: AsyncSession, key: int) -> User:
    return await session.get(User, key)
async def found_with(session: AsyncSession, key: int) -> User:
    return await session.get(User, key, options=[selectinload(User.posts)])
def recent() -> Select[tuple[User]]:
    return select(User)
async def unknown(session: AsyncSession, statement) -> User:
    return await session.scalar(statement.limit(1))
users = Users(None)
"""
ROUTES = """
from __future__ import annotations
from typing import Annotated
from fastapi import Depends
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, joinedload, selectinload
from app import repositories
from app.models import Post, User
from app.repositories import recent
from app.repositories import Admins, Posts, Users, find, found_with, unknown, users as everybody
class Service:
    def __init__(self, session: AsyncSession) -> None:
        self.users = Users(session)
        self.admins: Admins = Admins(session)
def given_users(session: AsyncSession) -> Users:
    return Users(session)
"""


def _project(folder: Path, body: str) -> Path:
    files = {"app/__init__.py": "", "app/models.py": MODELS, "app/repositories.py": REPOSITORIES, "app/routes.py": f"{ROUTES}{body}\n"}
    write(folder, {"pyproject.toml": "", **files})
    return folder / "app/routes.py"


def _lines(body: str, code: str, folder: Path) -> list[str]:
    path = _project(folder, body)
    text = path.read_text(encoding="utf-8").splitlines()
    return [text[line - 1].strip() for line, found in reports(path) if found == code]


@pytest.mark.parametrize(
    "body",
    [
        "async def f(session: AsyncSession):\n    user = await find(session, 1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await repositories.find(session, 1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    repository = Users(session)\n    user = await repository.plain(1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Users.from_session(session).plain(1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Admins(session).plain(1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Users(session).through()\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Users(session).by_id(1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Users(session).by_id(1, None)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Users(session).got(1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Users(session).one(select(User))\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await Users(session).untyped(select(User))\n    return user.posts",
        "async def f():\n    user = await everybody.got(1)\n    return user.posts",
        "async def f(repository: Users):\n    user = await repository.got(1)\n    return user.posts",
        "async def f(repository: Annotated[Users, Depends()]):\n    user = await repository.got(1)\n    return user.posts",
        "Given = Annotated[Users, Depends(given_users)]\nasync def f(repository: Given):\n"
        "    user = await repository.got(1)\n    return user.posts",
        "async def f(repository=Depends(Users)):\n    user = await repository.got(1)\n    return user.posts",
        "async def f(repository=Depends(given_users)):\n    user = await repository.got(1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = await given_users(session).got(1)\n    return user.posts",
        "class Other(Service):\n    ...\nclass Own(Service):\n    def __init__(self, s):\n        self.own = Users(s)\n"
        "    async def f(self):\n        user = await self.own.got(1)\n        return user.posts",
        "class Mine(Users):\n    async def f(self):\n        user = await self.plain(1)\n        return user.posts",
        "class Mine(Users): ...\nasync def f(session: AsyncSession):\n    user = await Mine(session).plain(1)\n    return user.posts",
        "async def f(session: AsyncSession):\n    user = (await Users(session).list())[0]\n    return user.posts",
    ],
)
def test_a_relationship_that_another_file_did_not_load_is_seen(body: str, folder: Path) -> None:
    assert _lines(body, "SQA416", folder) == ["return user.posts"]


@pytest.mark.parametrize(
    "read",
    [
        "(await find(session, 1)).posts",  # nobody keeps it: not followed
        "(user := await found_with(session, 1)) and user.posts",
        "(user := await Users(session).full()) and user.posts",
        "(user := await Users(session).refreshed()) and user.posts",
        "(user := await Users(session).either(True)) and user.posts",
        "(user := await Users(session).plain(1)) and user.roles",
        "(user := await Users(session).by_id(1, [selectinload(User.posts)])) and user.posts",
        "(user := await Users(session).by_id(1, options=(joinedload(User.posts),))) and user.posts",
        "(user := await Users(session).by_id(1, options=given)) and user.posts",
        "(user := await Users(session).by_id(*given)) and user.posts",
        "(user := await Users(session).one(select(User).options(selectinload(User.posts)))) and user.posts",
        "(user := await Users(session).one(given)) and user.posts",
        "(user := await Users(session).one(asked)) and user.posts",
        "(user := await Users(session).one(asked.options(*given))) and user.posts",
        "(user := await Users(session).one(select(User).options(*given))) and user.posts",
        "(user := await unknown(session, select(User))) and user.posts",
        "(user := await Users(session).plain(1)) and (await session.refresh(user, ['posts'])) or user.posts",
        "(user := await Users(session).plain(1)) and await user.awaitable_attrs.posts",
        "(user := await Users(session).plain(1)) and await session.run_sync(lambda _: user.posts)",
        "[post.user for post in await Posts(session).of(given)]",
        "(number := await Users(session).counted()) and number.posts",
    ],
)
def test_what_may_be_loaded_there_is_not_reported(read: str, folder: Path) -> None:
    assert _lines(f"async def f(session: AsyncSession, given, asked: Select[tuple[User]]):\n    return {read}", "SQA416", folder) == []


def test_a_select_of_another_file_is_a_statement(folder: Path) -> None:
    body = "def f(session: Session):\n    statement = recent()\n    statement.where(User.id == 1)\n    return session.scalars(statement).all()"
    assert _lines(body, "SQA309", folder) == ["statement.where(User.id == 1)"]


def test_many_rows_of_another_file_send_a_query_each(folder: Path) -> None:
    body = (
        "def f(session: Session, repository: Users):\n"
        "    for user in repository.synchronous(session):\n"
        "        print(user.posts)\n"
        "        print(user.roles)"
    )
    assert _lines(body, "SQA301", folder) == ["print(user.posts)"]


def test_the_fact_says_who_loaded_it(folder: Path) -> None:
    body = "async def f(session: AsyncSession):\n    for post in await Posts(session).by_user_id(1):\n        print(post.user)"
    facts, _ = read(_project(folder, body))
    (found,) = [fact for fact in facts if isinstance(fact, RelationshipRead)]
    assert (found.giver, found.origin, found.by_async, found.perhaps_loaded, found.is_loaded) == ("by_user_id", "loaded", True, False, False)


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("app.repositories.find", ("got", "session key", "", "")),
        ("app.repositories.Users.plain", ("loaded", "key", "", "")),
        ("app.repositories.Repository.by_id", ("loaded", "key options", "options", "")),
        ("app.repositories.Repository.one", ("loaded", "statement", "", "statement")),
        ("app.repositories.Users.either", None),
        ("app.repositories.unknown", None),
        ("app.repositories.Users", None),
        ("app.repositories.Users.nothing", None),
        ("app.repositories.nothing", None),
        ("app.nowhere.nothing", None),
    ],
)
def test_a_function_says_how_it_loads(path: str, given: tuple[str, str, str, str] | None, folder: Path) -> None:
    found = seen_from(_project(folder, "")).giving(path)
    told = found and (found.origin, " ".join(found.parameters), " ".join(found.options), found.statement)
    assert told == given


def test_a_promise_names_the_class_behind_a_type_parameter(folder: Path) -> None:
    neighbours = seen_from(_project(folder, ""))
    for path, where in (("app.repositories.Users.by_id", "Repository.by_id"), ("app.repositories.Admins.plain", "Users.plain")):
        found = neighbours.promise(path)
        assert found is not None
        assert (found[0], getattr(found[1], "model", "")) == (f"app.repositories.{where}", "app.models.User")
    assert neighbours.promise("app.repositories.Users.counted") is None
    assert neighbours.promise("app.repositories.Repository.by_id") is None


CONVERTING = """
from app.models import User
def convert(user: User, deep=False) -> object:
    return (user.id, user.posts, user.roles)
def convert_deep(user: User, deep=False) -> object:
    return user.posts if deep else None
def left(user: User, deep=False) -> object:
    if not deep:
        return None
    return user.posts
def handed_on(number, user: User) -> object:
    return convert(user)
async def refreshed(session, user: User) -> object:
    await session.refresh(user, ["posts"])
    return user.posts
def asking(user: User) -> object:
    return user.posts if "posts" in user.__dict__ else []
def catching(user: User) -> object:
    try:
        return user.posts
    except MissingGreenlet:
        return []
def again(user: User) -> object:
    user = other(user)
    return user.posts
def calling(user: User) -> object:
    return user.posts()
"""


@pytest.mark.parametrize(
    "call",
    [
        "convert(user)",
        "convert(user, True)",
        "convert(deep=True, user=user)",
        "converting.convert(user)",
        "handed_on(1, user)",
    ],
)
@pytest.mark.parametrize("given", ["await session.get(User, 1)", "await find(session, 1)", "await Users(session).plain(1)"])
def test_a_function_of_another_file_reads_what_was_not_loaded(call: str, given: str, folder: Path) -> None:
    write(folder, {"app/converting.py": CONVERTING})
    body = f"from app import converting\nfrom app.converting import convert, handed_on\nasync def f(session: AsyncSession):\n    user = {given}\n"
    assert _lines(f"{body}    return {call}", "SQA416", folder) == [f"return {call}"]


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("convert_deep(user)", "await session.get(User, 1)"),
        ("left(user)", "await session.get(User, 1)"),
        ("await refreshed(session, user)", "await session.get(User, 1)"),
        ("asking(user)", "await session.get(User, 1)"),
        ("catching(user)", "await session.get(User, 1)"),
        ("again(user)", "await session.get(User, 1)"),
        ("calling(user)", "await session.get(User, 1)"),
        ("nothing(user)", "await session.get(User, 1)"),
        ("convert(1, user)", "await session.get(User, 1)"),
        ("convert(*user)", "await session.get(User, 1)"),
        ("await session.run_sync(lambda _: convert(user))", "await session.get(User, 1)"),
        ("(await session.refresh(user, ['posts'])) or convert(user)", "await session.get(User, 1)"),
        ("(await load_more(user)) or convert(user)", "await session.get(User, 1)"),
        ("convert(user)", "await session.get(User, 1, options=[selectinload(User.posts)])"),
        ("convert(user)", "await found_with(session, 1)"),
        ("convert(user)", "given"),
    ],
)
def test_a_function_that_may_get_it_loaded_is_not_reported(call: str, given: str, folder: Path) -> None:
    write(folder, {"app/converting.py": CONVERTING})
    body = f"from app.converting import again, asking, calling, catching, convert, convert_deep, left, refreshed\nasync def f(session: AsyncSession, given: User):\n    user = {given}\n    return {call}"
    assert _lines(body, "SQA416", folder) == []


def test_each_row_that_another_file_reads_from_sends_a_query(folder: Path) -> None:
    write(folder, {"app/converting.py": CONVERTING})
    body = "from app.converting import convert\ndef f(session: Session):\n    return [convert(user) for user in session.scalars(select(User))]"
    assert _lines(body, "SQA301", folder) == ["return [convert(user) for user in session.scalars(select(User))]"]


CLOSING = """
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from app.models import User
def closed(engine) -> User | None:
    with Session(engine) as session:
        return session.get(User, 1)
def closed_later(engine) -> User | None:
    session = Session(engine)
    try:
        return session.scalar(select(User))
    finally:
        session.close()
def loaded(engine) -> User | None:
    with Session(engine) as session:
        return session.get(User, 1, options=[selectinload(User.posts)])
def touched(engine) -> User | None:
    with Session(engine) as session:
        user = session.get(User, 1)
        user.posts
        return user
def open(session: Session) -> User | None:
    return session.get(User, 1)
"""


@pytest.mark.parametrize("name", ["closed", "closed_later"])
@pytest.mark.parametrize("here", [True, False])
def test_an_object_whose_session_another_function_closed_is_detached(name: str, here: bool, folder: Path) -> None:
    write(folder, {"app/closing.py": CLOSING})
    before = CLOSING if here else "from app.closing import closed, closed_later, loaded, open, touched\n"
    assert _lines(f"{before}def f(engine):\n    user = {name}(engine)\n    print(user.posts)", "SQA418", folder) == ["print(user.posts)"]


@pytest.mark.parametrize("body", ["user = loaded(engine)", "user = touched(engine)", "user = open(engine)", "user = session.merge(closed(engine))"])
@pytest.mark.parametrize("here", [True, False])
def test_an_object_that_has_a_session_or_what_is_read_is_not_reported(body: str, here: bool, folder: Path) -> None:
    write(folder, {"app/closing.py": CLOSING})
    before = CLOSING if here else "from app.closing import closed, closed_later, loaded, open, touched\n"
    text = f"{before}def f(engine, session: Session):\n    {body}\n    print(user.posts, user.roles)"
    assert _lines(text, "SQA418", folder) == []


@pytest.mark.parametrize("here", [True, False])
def test_an_object_that_is_attached_again_is_not_reported(here: bool, folder: Path) -> None:
    write(folder, {"app/closing.py": CLOSING})
    before = CLOSING if here else "from app.closing import closed, closed_later, loaded, open, touched\n"
    text = f"{before}def f(engine, session: Session):\n    user = closed(engine)\n    session.add(user)\n    print(user.posts)"
    assert _lines(text, "SQA418", folder) == []
