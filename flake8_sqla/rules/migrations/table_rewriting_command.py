'''Command that writes a table or index anew under lock.

`VACUUM FULL`, `CLUSTER`, `SET LOGGED` or `UNLOGGED`, and a move to another tablespace or access method copy the whole table under ACCESS
EXCLUSIVE. `REINDEX` stops the writers, and nearly every reader too: a query is planned with a lock on each index of its tables, whichever it
will use. `REFRESH MATERIALIZED VIEW` stops the view's readers. The last two have a CONCURRENTLY.

```python bad
"""Rebuild the indexes of orders and the view of sales."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("REINDEX TABLE orders")  # SQA623 "REINDEX"
    op.execute("REFRESH MATERIALIZED VIEW sales")  # SQA623 "sales"
    op.execute("CLUSTER orders USING ix_orders_date")  # SQA623 "CLUSTER"
    op.execute("ALTER TABLE orders SET UNLOGGED")  # SQA623 "SET UNLOGGED"


def downgrade() -> None:
    """Nothing to undo."""
```

```python good
"""Rebuild the indexes of orders and the view of sales."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("REINDEX TABLE CONCURRENTLY orders")
        op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY sales")


def downgrade() -> None:
    """Nothing to undo."""
```

A concurrent refresh needs a unique index on the view. `pg_repack` does what `VACUUM FULL` and `CLUSTER` do, and moves tables to another
tablespace, while they are used. A move to where the table lies already does nothing, and is reported all the same. Silent: tables and views
that the same migration makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import OtherCommand, TableName
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: The commands that are reported, by the variant of the message: pg_repack does what the first do, the last have a CONCURRENTLY.
_VARIANTS = {
    "CLUSTER": "",
    "SET TABLESPACE": "",
    "VACUUM FULL": "",
    "SET ACCESS METHOD": "kind",
    "SET LOGGED": "kind",
    "SET UNLOGGED": "kind",
    "REFRESH MATERIALIZED VIEW": "refresh",
    "REINDEX": "reindex",
}


def check(command: OtherCommand, context: Context) -> Iterator[Finding]:
    """Report a command that copies a table, or rebuilds an index or view with its users waiting."""
    if command.command not in _VARIANTS or command.concurrently:
        return
    if command.setting.direction != "upgrade" or not context.may_be("postgresql", command.setting.branch):
        return
    named = isinstance(command.table, TableName)
    if command.table_exists_before is True or (not named and command.command != "REFRESH MATERIALIZED VIEW"):
        table = command.table if named else "the table"
        yield Finding(command.span, {"command": command.command, "table": table}, _VARIANTS[command.command])


RULE = Rule(
    code="SQA623",
    name="table-rewriting-command",
    impact=Impact.HIGH,
    message="{command} copies {table} while it is locked ACCESS EXCLUSIVE: readers and writers wait; use pg_repack, outside of migrations",
    doc=__doc__,
    on=OtherCommand,
    check=check,
    variants={
        "kind": "{command} copies {table} while it is locked ACCESS EXCLUSIVE: readers and writers wait; fill a new table beside it, "
        "or do it while nobody uses this one",
        "refresh": "REFRESH MATERIALIZED VIEW locks {table} ACCESS EXCLUSIVE until it is filled: its readers wait; "
        "use CONCURRENTLY, for which the view needs a unique index",
        "reindex": "REINDEX locks {table} SHARE and its indexes ACCESS EXCLUSIVE until they are built; "
        "use REINDEX … CONCURRENTLY inside autocommit_block()",
    },
    sources=("M1F",),
    options=("--sqla-dialects",),
)
