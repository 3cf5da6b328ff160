"""Word that an option of relationships or foreign keys does not know.

A misspelt cascade raises ArgumentError when the class is made, a misspelt `lazy` when the first query runs, and a misspelt `ondelete` is
sent to the database as it is. `delete-orphan` without `delete` and persistence options of a `viewonly` relationship have no effect.
Words that are put together at run time are silent.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(cascade="all, delete_orphan")  # SQA238 "delete-orphan"
    drafts: Mapped[list["Book"]] = relationship(lazy="select_in", viewonly=True)  # SQA238 "selectin"


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCDE"), index=True)  # SQA238 "CASCADE"
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"), index=True)
    pages: Mapped[list["Page"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.expressions import Argument, Constant
from flake8_sqla.facts.models import RelationshipDefinition, SchemaCall
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import CASCADES, LAZY_WORDS, ONDELETE_WORDS

_PERSISTENCE = ("passive_deletes", "enable_typechecks", "active_history", "cascade_backrefs")
_WRITING = frozenset({"all", "save-update", "delete", "delete-orphan", "merge"})


def _hint(word: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches  # where something is misspelt

    close = get_close_matches(word.replace("_", "-") if "delete-orphan" in known else word, known, 1, 0.6)
    return f"write '{close[0]}'" if close else f"it knows {', '.join(sorted(known))}"


def _word(argument: Argument | None) -> str | None:
    """The text of a literal argument, or None."""
    value = argument.value.value if argument is not None and isinstance(argument.value, Constant) else None
    return value if isinstance(value, str) else None


def _of_relationship(relationship: RelationshipDefinition) -> Iterator[Finding]:
    lazy, cascade, viewonly = (relationship.keyword(name) for name in ("lazy", "cascade", "viewonly"))
    style, text = _word(lazy), _word(cascade)
    words = re.split(r"\s*,\s*", text) if text else []
    if lazy is not None and style is not None and style not in LAZY_WORDS:
        yield Finding(lazy.span, {"option": "lazy", "word": style, "hint": _hint(style, LAZY_WORDS)})
    for word in words:
        if cascade is not None and word and word not in CASCADES:
            values = {"option": "cascade", "word": word, "hint": _hint(word, CASCADES)}
            yield Finding(cascade.span, values, "space" if word.strip() in CASCADES else "")
    if cascade is not None and "delete-orphan" in words and not {"delete", "all"}.intersection(words):
        yield Finding(cascade.span, {"attribute": relationship.attribute}, "orphan")
    if viewonly is None or not isinstance(viewonly.value, Constant) or viewonly.value.value is not True:
        return
    for argument in map(relationship.keyword, _PERSISTENCE):
        if argument is not None and isinstance(argument.value, Constant) and argument.value.value is True:
            yield Finding(argument.span, {"option": argument.keyword, "attribute": relationship.attribute}, "viewonly")
    if cascade is not None and _WRITING.intersection(words):
        yield Finding(cascade.span, {"option": "cascade", "attribute": relationship.attribute}, "viewonly")


def check(fact: RelationshipDefinition | SchemaCall, context: Context) -> Iterator[Finding]:
    """Compare literal words with those that exist."""
    if isinstance(fact, RelationshipDefinition):
        yield from _of_relationship(fact)
    elif fact.construct.startswith("sqlalchemy.ForeignKey"):
        for name in ("ondelete", "onupdate"):
            argument = fact.keyword(name)
            given = _word(argument)
            word = " ".join((given or "").upper().split())
            if argument is not None and given is not None and word.partition("(")[0].strip() not in ONDELETE_WORDS:
                yield Finding(argument.span, {"option": name, "word": given, "hint": _hint(word, ONDELETE_WORDS)})


RULE: Rule[RelationshipDefinition | SchemaCall] = Rule(
    code="SQA238",
    name="invalid-relationship-option",
    impact=Impact.HIGH,
    message="{option} does not know '{word}'; {hint}",
    doc=__doc__,
    on=(RelationshipDefinition, SchemaCall), words=frozenset({"lazy=", "cascade=", "viewonly=", "ondelete=", "onupdate="}), check=check,
    variants={
        "space": "{option} takes '{word}' with its spaces for one word and raises ArgumentError; drop the spaces at its ends",
        "orphan": "the cascade of {attribute} has delete-orphan without delete: SQLAlchemy warns and orphans stay; write 'all, delete-orphan'",
        "viewonly": "{attribute} is viewonly and writes nothing, so {option} has no effect; drop one of the two",
    },
    sources=("P48", "P49", "P50"),
)
