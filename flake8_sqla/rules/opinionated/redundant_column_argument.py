"""Argument of a column that says nothing new.

A primary key is NOT NULL, unique and indexed by being one: `unique=True` and `index=True` on it make a second index that every
insert has to maintain. `nullable=` that repeats the annotation, and `index=False`, only make the reader look for a reason.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True, nullable=False, index=True)  # SQA944 "nullable=False" SQA944 "index=True"
    email: Mapped[str] = mapped_column(nullable=False)  # SQA944 "annotation"
    phone: Mapped[str | None] = mapped_column(unique=False)  # SQA944 "unique=False"
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column()
    phone: Mapped[str | None] = mapped_column()
```

Whose opinion: linters of Django models have the like. What speaks against it: some teams want `nullable=` spelt out on every
column. Silent: `unique=` and `index=` on one column of a key of several, where they mean something; columns with `Annotated`
pieces, whose arguments they may override; tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.expressions import Argument, Constant
from flake8_sqla.facts.schema import Column, SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule

_OFF = ("index", "unique", "primary_key")


def _is(argument: Argument | None, value: bool) -> bool:
    return argument is not None and isinstance(argument.value, Constant) and argument.value.value is value


def _repeats_annotation(column: Column, value: bool) -> bool:
    """Whether `Mapped[…]` says the same about None."""
    noted = column.annotation
    return noted is not None and noted.wrapper == "Mapped" and noted.optional is value


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Compare each keyword with what holds without it."""
    if context.file.migration or context.file.test:
        return
    alone = {key.columns[0] for key in table.keys if key.kind == "primary" and len(key.columns) == 1}
    for column in table.columns:
        if not column.own or not column.complete or column.construct == "Field":
            continue
        if column.annotation is not None and column.annotation.pieces != ():
            continue
        values = {"owner": table.owner, "attribute": column.attribute}
        nullable = column.keyword("nullable")
        if nullable is not None and column.primary_key is True and _is(nullable, False):
            yield Finding(nullable.span, {**values, "word": "nullable=False"}, "key")
        elif nullable is not None and any(_is(nullable, value) and _repeats_annotation(column, value) for value in (True, False)):
            word = "True" if _is(nullable, True) else "False"
            yield Finding(nullable.span, {**values, "word": word}, "annotation")
        for word in ("unique", "index"):
            given = column.keyword(word)
            if given is not None and column.primary_key is True and column.name in alone and _is(given, True):
                yield Finding(given.span, {**values, "word": f"{word}=True"}, "key")
        for word in _OFF:
            given = column.keyword(word)
            if given is not None and _is(given, False):
                yield Finding(given.span, {**values, "word": f"{word}=False"})


RULE = Rule(
    code="SQA944",
    name="redundant-column-argument",
    impact=Impact.LOW,
    message="{owner}.{attribute}: {word} is the default; drop it",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    variants={
        "key": "{owner}.{attribute} is the primary key, which {word} adds nothing to but work; drop it",
        "annotation": "{owner}.{attribute}: nullable={word} repeats the annotation; drop it",
    },
    sources=("P139",),
)
