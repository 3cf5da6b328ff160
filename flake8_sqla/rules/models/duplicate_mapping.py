"""One name for two tables, or for two columns.

Two classes of one base with the same `__tablename__` raise InvalidRequestError when the second is made. Two attributes with the same
column name raise, or leave one of them out, according to how they are written.

```python bad
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    nickname: Mapped[str] = mapped_column("name")  # SQA243 "nickname"


class Account(Base):  # SQA243 "users"
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python good
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
```

Silent: classes of different bases or schemas, `extend_existing`, classes inside functions, tests, and columns that children share with
`use_existing_column`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for an earlier table of the name, and for two columns of one name."""
    if context.file.test:
        return
    if table.repeats:
        yield Finding(table.span, {"owner": table.owner, "table": table.title, "other": table.repeats})
    seen: dict[str, str] = {}
    for column in table.columns:
        if not isinstance(column.name, str) or not column.own or column.keyword("use_existing_column") is not None:
            continue
        if column.name in seen:
            yield Finding(column.span, {"owner": table.owner, "attribute": column.attribute, "name": column.name, "other": seen[column.name]}, "column")
        seen.setdefault(column.name, column.attribute)


RULE = Rule(
    code="SQA243",
    name="duplicate-mapping",
    impact=Impact.HIGH,
    message="{owner} maps the table {table}, which {other} has already: InvalidRequestError; rename one of them",
    doc=__doc__,
    on=SchemaTable,
    words=frozenset({"repeats", "same name"}),
    check=check,
    variants={"column": "{owner}.{attribute} and {owner}.{other} are both the column {name}; rename one of them, or make it a synonym"},
    sources=("P42",),
)
