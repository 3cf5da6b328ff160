"""Link between two tables that admits the same pair twice.

A class of an id and two foreign keys says only that two rows belong together. With an id as its key, the same pair can be stored
many times: the id means nothing, and joins count twice. Make the two keys the primary key, or add a unique constraint over them.

```python bad
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Membership(Base):  # SQA911 "user_id, team_id"
    __tablename__ = "memberships"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), index=True)
```

```python good
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Membership(Base):
    __tablename__ = "memberships"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True, index=True)
```

Whose opinion: common teaching on many-to-many tables. What speaks against it: a surrogate key makes other tables' references to the
link simpler; then the unique constraint is still right, unless a pair may come back, as in a log. Reported are classes of exactly
three columns: a key of its own and two foreign keys to different tables. Silent: classes with more columns, or with a base or mixin
that is out of sight, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_COLUMNS = 3


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Look for a link whose pair nothing keeps unique."""
    if context.file.migration or context.file.test or table.model is None or not table.complete or table.inherits:
        return
    keys = table.all_foreign_keys
    linked = [key.columns[0] for key in keys if len(key.columns) == 1 and isinstance(key.columns[0], str)]
    tables = {key.table for key in keys}
    if len(table.columns) != _COLUMNS or not len(keys) == len(set(linked)) == len(tables) == 2 or UNKNOWN in tables:
        return
    rest = {column.name for column in table.columns} - set(linked)
    if not any(key.kind == "primary" and set(key.columns) == rest for key in table.keys):
        return
    # A unique key over one of them, or over both, keeps the pair unique as well.
    if any(key.kind != "primary" and key.unique is not False and set(key.columns) <= {*linked, UNKNOWN} for key in table.keys):
        return
    if not all(column.complete for column in table.columns):
        return
    yield Finding(table.span, {"owner": table.owner, "columns": ", ".join(map(str, linked))})


RULE = Rule(
    code="SQA911",
    name="association-model",
    impact=Impact.LOW,
    message="{owner} links two tables and admits the same pair twice; make ({columns}) its primary key, or unique",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    sources=("S1-10", "S3-8"),
)
