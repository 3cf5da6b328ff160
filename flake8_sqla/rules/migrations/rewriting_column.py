'''Column whose default rewrites the table.

A constant default, or `now()`, costs nothing since PostgreSQL 11: the value is noted once. What differs from row to row has to be written
into each: a volatile function (`random()`, `gen_random_uuid()`, `clock_timestamp()`, `nextval()`), an identity or serial column, a stored
generated column, a domain with a constraint. The table is written anew under ACCESS EXCLUSIVE.

```python bad
"""Orders have a public id."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("orders", sa.Column("public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()")))  # SQA615 "volatile"


def downgrade() -> None:
    op.drop_column("orders", "public_id")
```

```python good
"""Orders have a public id; a job fills in the old ones."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("orders", sa.Column("public_id", sa.Uuid()))
    op.alter_column("orders", "public_id", server_default=sa.text("gen_random_uuid()"))


def downgrade() -> None:
    op.drop_column("orders", "public_id")
```

`primary_key=True` inside `add_column` makes no primary key (Alembic leaves that out): it makes a SERIAL column and rewrites the table.
Silent: tables that the same migration makes, functions of your own, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.effect import effect_of
from flake8_sqla.effects.locks import Work
from flake8_sqla.facts.defaults import ServerDefault
from flake8_sqla.facts.migrations import AddColumn
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _reason(column: AddColumn) -> str:
    if isinstance(column.type, SqlType) and column.type.constrained:
        return "a domain with a constraint"
    if not isinstance(column.default, ServerDefault):
        return "this default"
    return {
        "identity": "an identity column",
        "serial": "a serial column",
        "computed": "a stored generated column",
    }.get(column.default.kind, f"the volatile default {'(…), '.join(column.default.functions)}(…)")


def check(column: AddColumn, context: Context) -> Iterator[Finding]:
    """Report a column that is written into every row there is."""
    if column.setting.direction != "upgrade" or not context.may_be("postgresql", column.setting.branch):
        return
    if column.table_exists_before is True and effect_of(column, context.settings.postgresql_version).work is Work.REWRITE:
        yield Finding(column.span, {"table": column.table, "column": column.column, "reason": _reason(column)})


RULE = Rule(
    code="SQA615",
    name="rewriting-column",
    impact=Impact.CRITICAL,
    message="{reason} rewrites {table} while ADD COLUMN holds it ACCESS EXCLUSIVE; "
    "add {column} plain and nullable, set its default afterwards, fill it in batches",
    doc=__doc__,
    on=AddColumn,
    check=check,
    sources=("M1C",),
    options=("--sqla-dialects", "--sqla-postgresql-version"),
)
