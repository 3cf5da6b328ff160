'''Model that the migrations do not know.

A mapped table that no revision creates, or a mapped column that none adds, is there in a test that calls `create_all()`, and is missing
wherever `alembic upgrade head` makes the database: every query of the class fails in production. Mostly a model was changed, and nobody ran
`alembic revision --autogenerate`.

```python bad file=migrations/env.py
from alembic import context

from shop.database import engine
from shop.models import Base

with engine.begin() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    context.run_migrations()
```

```python bad file=migrations/versions/a1.py
"""Users of the shop."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
```

```python bad file=shop/models.py
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str | None]  # SQA719 "users.nickname"


class Order(Base):  # SQA719 "orders"
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
```

```python good file=migrations/versions/a2.py
"""Nicknames, and orders."""
import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String()))
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("orders")
    op.drop_column("users", "nickname")
```

A column that a revision drops again is missing too. Silent where the revisions have several heads, or are not all where the configuration says;
where one of them does what it does not name (SQL that is put together, names in loops), of whole tables and of columns that it names; of
whole tables where env.py selects them (`include_object`, `include_name`), where the application calls `create_all()` itself, and where the
revisions do not make most tables of the same base: then they are younger than the database. Tests and scripts are not asked.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(table: SchemaTable, context: Context) -> Iterator[Finding]:
    """Report the table, or those of its columns that are missing."""
    if context.file.test or context.file.script or (table.model is not None and table.model.attribute("__bind_key__")):
        return
    histories = context.read_histories()
    if not histories:
        return
    from flake8_sqla.facts.drift import Drift  # many projects have no revisions

    drift = Drift(histories, next(iter(sorted(context.project.dialects)), "postgresql"))
    if not drift.is_told:
        return
    there = drift.table(table)
    if there is False and table.model is not None and drift.is_whole and not drift.is_selective and not context.project.makes_tables:
        if drift.makes_tables_of_its_base(table, context.models):
            yield Finding(table.span, {"table": table.title}, "table")
    elif there is True:
        for column in drift.lacking(table):
            place = table.span if column.span.file else column.span
            yield Finding(place, {"table": table.title, "column": column.name})


RULE = Rule(
    code="SQA719",
    name="model-drift",
    impact=Impact.HIGH,
    message="no revision leaves a column {table}.{column}: after `alembic upgrade head` queries of it fail; add it in a revision",
    doc=__doc__,
    on=SchemaTable,
    check=check,
    variants={"table": "no revision creates {table}: `alembic upgrade head` leaves a database without it; create it in a revision"},
    sources=("S3-35", "M1J"),
)
