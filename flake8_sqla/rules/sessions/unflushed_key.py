"""Key read before the database gave it.

A key that the database or a column's `default` makes comes with the INSERT, and the INSERT with the flush. Until then it is None, `add()`
changes nothing about that: the row that is given it points nowhere, or fails. Assign the object to a relationship, or flush first.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.addresses import Address


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)


def create(session: Session) -> None:
    user = User()
    session.add(user)
    session.add(Address(user_id=user.id))  # SQA428 "user.id"
    session.commit()
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.addresses import Address


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)


def create(session: Session) -> None:
    user = User()
    session.add(user)
    session.flush()
    session.add(Address(user_id=user.id))
    session.commit()
```

Only classes whose columns the project shows count, and objects that this function makes and adds. Silent: the key is given to the class or
set, comes with `__init__` (a class's own, dataclasses, SQLModel's `default_factory`), or a flush, commit, query or call of other code
with the object or the session stands in between.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.object_use import ObjectEvent, ObjectUse
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.facts.session_use import Event
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: What changes nothing about the key.
_IDLE = frozenset({"add", "add_all", "made", "changed", "touched", "entered", "asked", "begin"})


def _keys(table: SchemaTable) -> set[str]:
    """The attributes of keys that come with the INSERT."""
    return {
        column.attribute
        for column in table.columns
        if column.primary_key is True and not column.foreign_keys and column.construct != "Field" and column.lacks("default_factory", "init")
    }


def _comes_before(made: ObjectEvent, read: ObjectEvent) -> bool:
    return made.span < read.span and made.blocks == read.blocks[: len(made.blocks)]


def _is_added(event: Event, use: ObjectUse) -> bool:
    return event.kind == "add" and event.name == use.name


def check(use: ObjectUse, context: Context) -> Iterator[Finding]:
    """Report the first read of a key that no flush has filled."""
    made = [event for event in use.events if event.kind in ("made", "loaded", "bound")]
    if len(made) != 1 or made[0].kind != "made" or "*" in made[0].given:
        return
    if not any(_is_added(event, use) for event in use.others):
        return
    table = context.models.table(use.model)
    if table is None or not table.bases_known:
        return
    keys = _keys(table) - set(made[0].given) - {event.attribute for event in use.events if event.kind == "set"}
    for event in use.events:
        if event.kind in ("called", "used") or (event.kind == "handed" and not event.subject.endswith((".add", ".add_all"))):
            return
        if event.kind == "read" and event.attribute in keys and _comes_before(made[0], event):
            if any(made[0].span < each.span < event.span and each.kind not in _IDLE for each in use.others):
                return
            if context.models.attribute(use.model, "__init__") != "absent":  # asked last: the whole project is searched for it
                return
            yield Finding(event.span, {"read": f"{use.name}.{event.attribute}", "model": use.model.rpartition(".")[2]})
            return


RULE = Rule(
    code="SQA428",
    name="unflushed-key",
    impact=Impact.HIGH,
    message="{read} is None until the new {model} is flushed; flush before, or assign the object to a relationship",
    doc=__doc__,
    on=ObjectUse,
    words=frozenset({"made"}),
    check=check,
    sources=("P86",),
)
