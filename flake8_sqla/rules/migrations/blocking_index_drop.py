'''Index dropped while everybody waits.

A plain `DROP INDEX` needs ACCESS EXCLUSIVE on the table. It takes an instant once it has the lock, but it waits for every query that
runs, and whatever comes after it, reads included, queues up behind it. With CONCURRENTLY it waits without stopping anybody.

```python bad
"""Users are no longer found by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_index("ix_users_email", table_name="users")  # SQA602 "users"


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
```

```python good
"""Users are no longer found by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_users_email", table_name="users", postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)
```

A downgrade takes the same lock, on the day it is least welcome, and is reported too.

An index of a partitioned table is dropped in one piece: there PostgreSQL refuses CONCURRENTLY.

Silent: tables that the same revision makes or drops, an index that goes with a column of its own that is dropped in the same function,
other databases than PostgreSQL.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import CreateIndex, CreateTable, DropColumn, DropIndex, DropTable, Entry, Revision, TableName
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _goes_anyway(index: DropIndex, entry: Entry, other: Entry) -> bool:
    """Whether the table, or a column of the index, goes in the same function, or is no older than this revision."""
    same = [operation for operation in entry.operations if operation.table == index.table]
    if any(isinstance(operation, (DropTable, CreateTable)) for operation in same):
        return True
    if any(isinstance(operation, CreateTable) and operation.table == index.table for operation in other.operations):
        return True
    columns = {str(operation.column) for operation in same if isinstance(operation, DropColumn)}
    made = [operation for operation in (*entry.operations, *other.operations) if isinstance(operation, CreateIndex) and operation.name == index.name]
    if made and isinstance(made[0].columns, tuple) and UNKNOWN not in made[0].columns:
        return any(str(column) in columns for column in made[0].columns)
    return any(column in str(index.name) for column in columns)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a plain drop of an index whose table stays."""
    for entry, other in ((revision.upgrade, revision.downgrade), (revision.downgrade, revision.upgrade)):
        makes_or_drops = any(isinstance(operation, (CreateTable, DropTable)) for operation in (*entry.operations, *other.operations))
        for index in entry.operations:
            if not isinstance(index, DropIndex) or index.concurrently is not False or index.name is UNKNOWN:
                continue
            if not context.may_be("postgresql", index.setting.branch):
                continue
            if isinstance(index.table, TableName):
                if index.table_exists_before is True and not _goes_anyway(index, entry, other):
                    yield Finding(index.span, {"table": index.table})
            elif index.setting.spelling == "sql" and not makes_or_drops and not _goes_anyway(index, entry, other):
                yield Finding(index.span, {"table": "its table"})


RULE = Rule(
    code="SQA602",
    name="blocking-index-drop",
    impact=Impact.HIGH,
    message="dropping this index waits for ACCESS EXCLUSIVE on {table}, and every query waits behind it; "
    "use postgresql_concurrently=True inside autocommit_block()",
    doc=__doc__,
    on=Revision,
    words=frozenset({"DropIndex"}),
    check=check,
    sources=("S0-2", "M1A"),
    options=("--sqla-dialects",),
)
