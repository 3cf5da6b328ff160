"""Word that an option of relationships or foreign keys does not know.

A misspelt cascade raises ArgumentError when the class is made, a misspelt `lazy` when the first query runs, and a misspelt `ondelete` is
sent to the database as it is. `delete-orphan` without `delete` and persistence options of a `viewonly` relationship have no effect.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(
        back_populates="author",
        cascade="all, delete_orphan",  # SQA238 "delete-orphan"
        lazy="select_in",  # SQA238 "selectin"
    )


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCDE"), index=True)  # SQA238 "CASCADE"
    author: Mapped["Author"] = relationship(back_populates="books")
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author", cascade="all, delete-orphan", lazy="selectin")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")
```

Words that are put together at run time are silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.models import RelationshipDefinition, SchemaCall
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import CASCADES, LAZY_WORDS, ONDELETE_WORDS

_PERSISTENCE = ("passive_deletes", "passive_updates", "enable_typechecks", "active_history", "cascade_backrefs")


def _hint(word: str, known: frozenset[str]) -> str:
    close = get_close_matches(word.replace("_", "-") if "delete-orphan" in known else word, known, 1, 0.6)
    return f"write '{close[0]}'" if close else f"it knows {', '.join(sorted(known))}"


def _of_relationship(relationship: RelationshipDefinition) -> Iterator[Finding]:
    lazy, cascade, viewonly = (relationship.keyword(name) for name in ("lazy", "cascade", "viewonly"))
    if lazy is not None and isinstance(lazy.value, Constant) and isinstance(lazy.value.value, str) and lazy.value.value not in LAZY_WORDS:
        yield Finding(lazy.span, {"option": "lazy", "word": lazy.value.value, "hint": _hint(lazy.value.value, LAZY_WORDS)})
    if cascade is not None and isinstance(cascade.value, Constant) and isinstance(cascade.value.value, str):
        words = re.split(r"\s*,\s*", cascade.value.value) if cascade.value.value else []
        for word in words:
            if word and word not in CASCADES:
                variant = "space" if word.strip() in CASCADES else ""
                yield Finding(cascade.span, {"option": "cascade", "word": word, "hint": _hint(word, CASCADES)}, variant)
        if "delete-orphan" in words and not {"delete", "all"}.intersection(words):
            yield Finding(cascade.span, {"attribute": relationship.attribute}, "orphan")
    if viewonly is not None and isinstance(viewonly.value, Constant) and viewonly.value.value is True:
        for name in _PERSISTENCE:
            argument = relationship.keyword(name)
            if argument is not None and isinstance(argument.value, Constant) and argument.value.value is True and name != "passive_updates":
                yield Finding(argument.span, {"option": name, "attribute": relationship.attribute}, "viewonly")
        if cascade is not None and isinstance(cascade.value, Constant) and isinstance(cascade.value.value, str):
            if {"all", "save-update", "delete", "delete-orphan", "merge"}.intersection(re.split(r"\s*,\s*", cascade.value.value)):
                yield Finding(cascade.span, {"option": "cascade", "attribute": relationship.attribute}, "viewonly")


def check(fact: RelationshipDefinition | SchemaCall, context: Context) -> Iterator[Finding]:
    """Compare literal words with those that exist."""
    if isinstance(fact, RelationshipDefinition):
        yield from _of_relationship(fact)
    elif fact.construct.startswith("sqlalchemy.ForeignKey"):
        for name in ("ondelete", "onupdate"):
            argument = fact.keyword(name)
            if argument is None or not isinstance(argument.value, Constant) or not isinstance(argument.value.value, str):
                continue
            word = " ".join(argument.value.value.upper().split())
            if word not in ONDELETE_WORDS and not word.startswith(("SET NULL (", "SET DEFAULT (", "SET NULL(", "SET DEFAULT(")):
                yield Finding(argument.span, {"option": name, "word": argument.value.value, "hint": _hint(word, ONDELETE_WORDS)})


RULE: Rule[RelationshipDefinition | SchemaCall] = Rule(
    code="SQA238",
    name="invalid-relationship-option",
    impact=Impact.HIGH,
    message="{option} does not know '{word}'; {hint}",
    doc=__doc__,
    on=(RelationshipDefinition, SchemaCall),
    check=check,
    variants={
        "space": "{option} takes '{word}' with its spaces for one word and raises ArgumentError; drop the spaces at its ends",
        "orphan": "the cascade of {attribute} has delete-orphan without delete: SQLAlchemy warns and orphans stay; write 'all, delete-orphan'",
        "viewonly": "{attribute} is viewonly and writes nothing, so {option} has no effect; drop one of the two",
    },
    sources=("P48", "P49", "P50"),
)
