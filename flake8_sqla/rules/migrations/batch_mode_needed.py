'''Change that SQLite can only make by copying the table.

SQLite alters no column and adds or drops no constraint. Alembic raises `NotImplementedError` for constraints, and for columns sends
an `ALTER COLUMN` that SQLite cannot parse. `batch_alter_table` makes a new table, copies the rows and renames it; on other databases
it sends the plain commands.

```python bad options="--sqla-dialects=sqlite"
"""Make room for long names."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column("users", "name", type_=sa.Text(), existing_type=sa.String(50))  # SQA634 "users.name"


def downgrade() -> None:
    op.alter_column("users", "name", type_=sa.String(50), existing_type=sa.Text())  # SQA634 "users.name"
```

```python good options="--sqla-dialects=sqlite"
"""Make room for long names."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", type_=sa.Text(), existing_type=sa.String(50))


def downgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", type_=sa.String(50), existing_type=sa.Text())
```

`add_column` sends a `ForeignKey` and `unique=True` as constraints of their own and fails as they do, unless `inline_references=True`
(Alembic 1.18.2) puts the reference into the column. Silent: adding, renaming and dropping columns, indexes, renaming tables, which
SQLite does (but it drops no column that an index or a constraint names, which the call does not show); SQL; branches for other dialects.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import (
    AddCheckConstraint,
    AddExcludeConstraint,
    AddForeignKey,
    AddPrimaryKey,
    AddUniqueConstraint,
    AlterColumn,
    DropConstraint,
    Operation,
)
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_CONSTRAINTS = (AddCheckConstraint, AddExcludeConstraint, AddForeignKey, AddPrimaryKey, AddUniqueConstraint, DropConstraint)


def check(operation: Operation, context: Context) -> Iterator[Finding]:
    """Report what needs a copy of the table, outside of a batch."""
    if operation.setting.batch or not context.may_be("sqlite", operation.setting.branch):
        return
    table = "the table" if operation.table is UNKNOWN else operation.table
    match operation:
        case AlterColumn(setting=setting, column=column) if setting.spelling == "op":
            subject = f"{table}.{column}" if column is not UNKNOWN else f"a column of {table}"
            yield Finding(operation.span, {"what": f"alter {subject}", "table": table})
        case AddForeignKey(setting=setting, inline=inline) if setting.spelling == "column":
            if inline is False:
                yield Finding(operation.span, {"what": f"add a foreign key to {table} with the column", "table": table})
        case AddUniqueConstraint(setting=setting) if setting.spelling == "column":
            yield Finding(operation.span, {"what": f"add a unique constraint to {table} with the column", "table": table})
        case _ if isinstance(operation, _CONSTRAINTS) and operation.setting.spelling == "op":
            verb = "drop a constraint of" if isinstance(operation, DropConstraint) else "add a constraint to"
            yield Finding(operation.span, {"what": f"{verb} {table}", "table": table})
        case _:
            pass


RULE = Rule(
    code="SQA634",
    name="batch-mode-needed",
    impact=Impact.HIGH,
    message="SQLite cannot {what}; do it in `with op.batch_alter_table(…) as batch_op:`, which copies the table there",
    doc=__doc__,
    on=Operation,
    check=check,
    sources=("S2-24", "M4"),
    options=("--sqla-dialects",),
)
