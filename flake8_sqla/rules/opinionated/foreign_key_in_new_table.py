'''Foreign key that locks the table it points to.

A new table has no rows to check, and yet its foreign key takes SHARE ROW EXCLUSIVE on the table it references, and keeps it until
the transaction ends: whoever writes to that table waits, and so does the migration, behind every transaction that has written to
it. A `lock_timeout` bounds the wait; a revision that does nothing else keeps it short.

```python bad
"""Users have notes."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_table(  # SQA929 "users"
        "notes",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("users.id")),
    )


def downgrade() -> None:
    op.drop_table("notes")
```

```python good
"""Users have notes."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("users.id")),
        sa.Column("parent_id", sa.BigInteger(), sa.ForeignKey("notes.id")),
    )


def downgrade() -> None:
    op.drop_table("notes")
```

Whose opinion: squawk asks for a timeout here, and the authors of strong_migrations keep foreign keys out of their exemption of new
tables for this lock. What speaks against it: alone in its transaction the lock lasts an instant, and readers never wait. Silent:
keys to the table itself and to tables that the same upgrade makes, a revision that runs a `SET` before, other databases than
PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddForeignKey, CreateTable, Operation, OtherCommand, Revision, TableName
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _parents(operation: Operation) -> list[TableName]:
    """The tables at the other end of the keys that come with a new table."""
    found: list[TableName] = []
    if isinstance(operation, CreateTable):
        found = [reference.table for reference in operation.references if isinstance(reference.table, TableName)]
    elif isinstance(operation, AddForeignKey) and operation.table_exists_before is False and isinstance(operation.references, TableName):
        found = [operation.references]
    return [table for table in dict.fromkeys(found) if table != operation.table]


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the tables that a new table's keys lock."""
    made: set[object] = set()
    for operation in revision.upgrade.operations:
        if isinstance(operation, OtherCommand) and operation.command == "SET":
            return
        if isinstance(operation, CreateTable):
            made.add(operation.table)
        if not context.may_be("postgresql", operation.setting.branch):
            continue
        parents = [str(table) for table in _parents(operation) if table not in made]
        if parents and isinstance(operation.table, TableName):
            yield Finding(operation.span, {"table": operation.table, "parents": " and ".join(parents)})


RULE = Rule(
    code="SQA929",
    name="foreign-key-in-new-table",
    impact=Impact.LOW,
    message="a foreign key of the new table {table} locks {parents} SHARE ROW EXCLUSIVE until this transaction ends: "
    "set a lock_timeout before it, and do little else in this revision",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("M1B",),
    options=("--sqla-dialects",),
)
