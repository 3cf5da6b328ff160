"""Column read after a commit or rollback expired it, in asynchronous code.

A commit expires every object of the session unless its factory says `expire_on_commit=False`; a rollback always does. The next read
loads the object again, and asynchronous code cannot: reading raises `MissingGreenlet`. Of an error it is the worst place, since the
handler that rolled back fails while it says what went wrong.

```python bad
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Sessions = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///app.db"), expire_on_commit=True)


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


async def create(name: str) -> int:
    async with Sessions() as session:
        user = User(name=name)
        session.add(user)
        await session.commit()
        return user.id  # SQA417 "user.id"


async def rename(session: AsyncSession, key: int, name: str) -> None:
    user = await session.get_one(User, key)
    try:
        user.name = name
        await session.flush()
    except IntegrityError:
        await session.rollback()
        raise ValueError(f"{user.id} cannot be {name}")  # SQA417 "rollback"
```

```python good
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Sessions = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///app.db"), expire_on_commit=False)


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


async def create(name: str) -> int:
    async with Sessions() as session:
        user = User(name=name)
        session.add(user)
        await session.commit()
        return user.id
```

For a session that comes from elsewhere a commit counts only where the project makes asynchronous sessions and never says
`expire_on_commit`.

Silent: a refresh, another query for the class, or the session's or object's being handed on in between; attributes set since; new objects
after a rollback, which keep what they were given; functions with several sessions; tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expired_objects import read_after_expiry
from flake8_sqla.facts.object_use import ObjectUse
from flake8_sqla.rule import Context, Finding, Impact, Rule

_MAKES_SESSIONS = r"async_sessionmaker\(|class_=\s*AsyncSession|\bAsyncSession\("
_SAYS = r"expire_on_commit"


def check(use: ObjectUse, context: Context) -> Iterator[Finding]:
    """Report the first read of an expired object."""
    if not use.asynchronous or not use.model or context.file.test or context.file.migration:
        return
    found = read_after_expiry(use, context.models, at_commit=True)
    if found is not None and found[1] != "rollback" and not _expires(use, context):
        found = read_after_expiry(use, context.models, at_commit=False)
    if found is not None:
        event, end = found
        values = {"read": f"{use.name}.{event.attribute}", "object": use.name}
        yield Finding(event.span, values, "rollback" if end == "rollback" else "")


def _expires(use: ObjectUse, context: Context) -> bool:
    if use.expires or not use.session_given:
        return use.expires
    if context.find_in_project(_SAYS, (_SAYS,)):
        return False
    return bool(context.find_in_project(_MAKES_SESSIONS, ("async_sessionmaker", "AsyncSession")))


RULE = Rule(
    code="SQA417",
    name="expired-attribute-read",
    impact=Impact.HIGH,
    message="the commit expired {read}, and reading it raises MissingGreenlet; give the factory expire_on_commit=False, or refresh {object}",
    doc=__doc__,
    on=ObjectUse,
    words=frozenset({"asynchronous"}),
    check=check,
    variants={"rollback": "the rollback expired {read}, and reading it raises MissingGreenlet; read it before, or refresh {object}"},
    sources=("S3-21", "P62", "P63"),
)
