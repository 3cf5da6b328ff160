'''Rows changed one by one.

A statement for each row costs a round trip for each row: a table that one UPDATE changes in a minute takes an hour, with all its
rows locked meanwhile. What a row becomes can mostly be said in SQL; where it cannot, a list of parameters makes one execution of many.

```python bad
"""Spell emails in lower case."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, email FROM users")):
        bind.execute(  # the statement below runs once a row
            sa.text("UPDATE users SET email = :email WHERE id = :id"),  # SQA627 "users"
            {"email": row.email.lower(), "id": row.id},
        )


def downgrade() -> None:
    """Nothing to undo."""
```

```python good
"""Spell emails in lower case."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT id, email FROM users"))
    bind.execute(
        sa.text("UPDATE users SET email = :email WHERE id = :id"),
        [{"email": row.email.lower(), "id": row.id} for row in rows],
    )


def downgrade() -> None:
    """Nothing to undo."""
```

Silent: loops over literal lists of up to twenty items, statements that take a list, a range or a query's rows each time (portions),
lists of parameters, `values(**row)` whose columns differ from row to row, a table whose name changes from round to round, tables that the same migration makes, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import DataChange, TableName
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_FEW = 20


def check(change: DataChange, context: Context) -> Iterator[Finding]:
    """Report an insert, update or delete of single rows inside a loop of unknown or great length."""
    if change.setting.direction != "upgrade" or change.many is not False or not isinstance(change.table, TableName):
        return
    repeated = change.setting.repeated
    if change.table_exists_before is True and (repeated is UNKNOWN or repeated > _FEW):
        yield Finding(change.span, {"command": change.kind.upper(), "table": change.table})


RULE = Rule(
    code="SQA627",
    name="row-by-row-data-change",
    impact=Impact.MEDIUM,
    message="this {command} of {table} runs once for every round of a loop; "
    "say it as one statement, or hand execute() a list of parameters",
    doc=__doc__,
    on=DataChange,
    check=check,
    sources=("S2-37",),
)
