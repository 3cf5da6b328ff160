"""Change of a JSON or array value in place, which nobody sees.

SQLAlchemy compares what an attribute holds now with what it held. A dictionary or list that is changed in place is the same object, so
there is no difference, no UPDATE, and no error: the change is gone with the session. Assigning the same object again changes nothing
about that. Assign a new value, or map the column with `MutableDict.as_mutable(JSON)`.

```python bad
from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, int]] = mapped_column(JSON)


def resize(session: Session, key: int, size: int) -> None:
    user = session.get_one(User, key)
    user.settings["size"] = size  # SQA427 "user.settings"
    session.commit()


def widen(session: Session, key: int, width: int) -> None:
    user = session.get_one(User, key)
    settings = user.settings
    settings["width"] = width  # SQA427 "copy"
    user.settings = settings
    session.commit()
```

```python good
from sqlalchemy import JSON
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    settings: Mapped[dict[str, int]] = mapped_column(JSON)
    colours: Mapped[dict[str, int]] = mapped_column(MutableDict.as_mutable(JSON))


def resize(session: Session, key: int, size: int) -> None:
    user = session.get_one(User, key)
    user.settings = {**user.settings, "size": size}
    user.colours["size"] = size
    session.commit()
```

Only objects that a session of the file loads count: until its first flush, a new object is saved as it is. Silent: `flag_modified()`
in the function; an attribute that it assigns anew; types of the project's own; `MutableDict.associate_with(JSON)` anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.in_place_changes import InPlaceChange
from flake8_sqla.facts.schema import Column, type_name
from flake8_sqla.rule import Context, Finding, Impact, Rule

_TYPES = frozenset("JSON JSONB ARRAY PickleType HSTORE".split())
_LISTENED = r"\.associate_with(?:_attribute)?\("


def check(change: InPlaceChange, context: Context) -> Iterator[Finding]:
    """Report a change that no UPDATE will write."""
    table = context.models.table(change.model)
    column = next((each for each in table.columns if each.attribute == change.attribute), None) if table is not None else None
    if column is None or not _is_plain(column) or context.file.migration or context.find_in_project(_LISTENED, ("associate_with",)):
        return
    values = {"read": f"{change.owner}.{change.attribute}", "attribute": change.attribute, "name": change.alias}
    yield Finding(change.span, values, "alias" if change.alias else "")


def _is_plain(column: Column) -> bool:
    """Whether the column's type is the library's own, which does not watch its values."""
    path = type_name(column.type)
    return path.startswith("sqlalchemy.") and path.rpartition(".")[2] in _TYPES


RULE = Rule(
    code="SQA427",
    name="untracked-mutation",
    impact=Impact.HIGH,
    message='changing {read} in place is not saved; assign a new value, or call flag_modified(…, "{attribute}")',
    doc=__doc__,
    on=InPlaceChange,
    check=check,
    variants={"alias": "{name} is what {read} holds: changed in place and assigned back it is not saved; make a copy first"},
    sources=("P36",),
)
