'''Every row changed in one statement.

An UPDATE or DELETE without WHERE locks each row it has passed until the migration ends, writes every row anew and lets replicas
fall behind; on a large table that is an outage of minutes. In portions, each in a transaction of its own, it disturbs nobody.

```python bad
"""Activate all the users."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("UPDATE users SET active = true")  # SQA626 "users"


def downgrade() -> None:
    """Nothing to undo."""
```

```python good
"""Activate all the users."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"

portion = sa.text(
    "UPDATE users SET active = true WHERE id IN (SELECT id FROM users WHERE active IS NULL LIMIT 5000)"
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        while op.get_bind().execute(portion).rowcount:
            pass


def downgrade() -> None:
    """Nothing to undo."""
```

`WHERE true` and `WHERE 1 = 1` are no WHERE. Silent: tables that the same migration makes, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import DataChange
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(change: DataChange, context: Context) -> Iterator[Finding]:
    """Report an UPDATE or DELETE that leaves out no row."""
    if change.setting.direction != "upgrade" or change.kind not in ("update", "delete"):
        return
    if change.has_where is False and change.table_exists_before is True:
        yield Finding(change.span, {"command": change.kind.upper(), "table": change.table})


RULE = Rule(
    code="SQA626",
    name="unbounded-data-change",
    impact=Impact.MEDIUM,
    message="this {command} touches every row of {table} and keeps them locked until the migration ends; work in portions, "
    "each in its own transaction",
    doc=__doc__,
    on=DataChange,
    check=check,
    sources=("S2-37", "M1H"),
)
