"""Setting of a mapped class that is misspelt.

SQLAlchemy looks for `__table_args__` and `__mapper_args__` and for nothing that resembles them. With `__table_arg__` the class is
mapped without a word, and its constraints, indexes and schema are never made.

```python bad
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    __table_arg__ = (UniqueConstraint("row", "number", name="seats_row_number_key"),)  # SQA210 "__table_args__"
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int]
```

```python good
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("row", "number", name="seats_row_number_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    number: Mapped[int]
```

Reported are names with leading underscores that differ from a setting of SQLAlchemy's by a letter or two, or by an underscore. A
project's own dunder names are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import MappedClass
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.orm import CLASS_SETTINGS

_CLOSE = 0.88
#: Not close by their letters, but nothing else can be meant.
_KNOWN_SLIPS = {
    "__table_name__": "__tablename__",
    "__tablenames__": "__tablename__",
    "__table_kwargs__": "__table_args__",
    "__mapper_kwargs__": "__mapper_args__",
    "__mapping_args__": "__mapper_args__",
}
#: Python's own, and Flask-SQLAlchemy's.
_OTHERS = frozenset("__bind_key__ __table_cls__ __tablename__ __slots__ __doc__ __hash__ __table__ __mapper__ __tables__ __mappers__".split())


def meant(name: str) -> str:
    """The setting that a name is a misspelling of, or empty."""
    if name in CLASS_SETTINGS or name in _OTHERS or not name.startswith("_") or not name.endswith("_"):
        return ""
    if name in _KNOWN_SLIPS:
        return _KNOWN_SLIPS[name]
    plain = name.strip("_").replace("_", "")
    same = next((setting for setting in CLASS_SETTINGS if setting.strip("_").replace("_", "") == plain), "")
    if same:
        return same
    if not name.startswith("__"):
        return ""
    from difflib import get_close_matches  # where something is misspelt

    return next(iter(get_close_matches(name, CLASS_SETTINGS, 1, _CLOSE)), "")


def check(mapped: MappedClass, context: Context) -> Iterator[Finding]:
    """Compare the class's underscored names with the settings."""
    for attribute in mapped.attributes:
        setting = meant(attribute.name)
        if setting and mapped.attribute(setting) is None:
            yield Finding(attribute.name_span or attribute.span, {"owner": mapped.name, "name": attribute.name, "setting": setting})


RULE = Rule(
    code="SQA210",
    name="misspelt-mapping-attribute",
    impact=Impact.HIGH,
    message="{owner}.{name} means nothing to SQLAlchemy, so what it says is lost; write {setting}",
    doc=__doc__,
    on=MappedClass,
    check=check,
    sources=("P39",),
)
