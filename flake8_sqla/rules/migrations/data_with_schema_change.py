'''Rows changed in the transaction that changes the schema.

Altering a table locks it until the transaction ends. Rows that are written in the same transaction stretch "an instant" to as long
as they take, with readers and writers waiting; and where each command commits by itself (MySQL), a failure half-way leaves a schema
that neither revision describes. Three revisions, schema, data, schema, can be run, repeated and taken back one by one.

```python bad
"""Give users a status."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("status", sa.String(20)))
    op.execute("UPDATE users SET status = 'active' WHERE deleted_at IS NULL")  # SQA628 "users"


def downgrade() -> None:
    op.drop_column("users", "status")
```

```python good
"""Give users a status, step two: fill it."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("UPDATE users SET status = 'active' WHERE deleted_at IS NULL")


def downgrade() -> None:
    op.execute("UPDATE users SET status = NULL WHERE status IS NOT NULL")
```

Reported once a revision, at the first change of rows. Silent: rows of a table that the same migration makes, schema operations on
such tables only, either part in an `autocommit_block()`, downgrades. With `--sqla-allow-inline-backfill=yes` a single UPDATE between
`add_column` and the `alter_column(nullable=False)` of that column passes.
'''

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flake8_sqla.facts.migrations import (
    AddColumn,
    AlterColumn,
    CreateTable,
    DataChange,
    Operation,
    OtherCommand,
    RefusedSql,
    Revision,
    TransactionControl,
    UnreadableSql,
    ValidateConstraint,
)
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NO_SCHEMA = (CreateTable, DataChange, OtherCommand, RefusedSql, TransactionControl, UnreadableSql, ValidateConstraint)


def _in_transaction(operation: Operation) -> bool:
    return operation.table_exists_before is True and operation.setting.autocommit is False


def _is_backfill(change: DataChange, operations: Sequence[Operation]) -> bool:
    """Whether the one change of rows fills a column that is added before it and made NOT NULL after it."""
    place = next(index for index, operation in enumerate(operations) if operation is change)
    added = {(step.table, step.column) for step in operations[:place] if isinstance(step, AddColumn)}
    required = {(step.table, step.column) for step in operations[place:] if isinstance(step, AlterColumn) and step.nullable is False}
    return change.kind == "update" and any(table == change.table for table, _ in added & required)


def _together(one: Operation, other: Operation) -> bool:
    """Whether some dialect may run them both."""
    branches = (one.setting.branch, other.setting.branch)
    named = [branch.only for branch in branches if branch.only is not None]
    return not named or any(all(branch.admits(dialect) for branch in branches) for dialect in named[0])


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first change of rows beside a change of the schema."""
    operations = revision.upgrade.operations
    changes = [operation for operation in operations if isinstance(operation, DataChange) and _in_transaction(operation)]
    schema = [operation for operation in operations if not isinstance(operation, _NO_SCHEMA) and _in_transaction(operation)]
    if len(changes) == 1 and context.settings.allow_inline_backfill and _is_backfill(changes[0], operations):
        return
    for change in changes:
        if any(_together(change, operation) for operation in schema):
            by_itself = context.may_be("mysql", change.setting.branch) and not any(
                context.may_be(dialect, change.setting.branch) for dialect in ("postgresql", "mssql")
            )
            yield Finding(change.span, {"command": change.kind.upper(), "table": change.table}, "single" if by_itself else "")
            return


RULE = Rule(
    code="SQA628",
    name="data-with-schema-change",
    impact=Impact.HIGH,
    message="this {command} of {table} runs in the transaction that changes the schema, under its locks; "
    "give the data a revision of its own",
    doc=__doc__,
    on=Revision,
    words=frozenset({"DataChange"}),
    check=check,
    variants={
        "single": "this {command} of {table} stands beside changes of the schema, each of which MySQL commits by itself: "
        "a failure leaves half of them; give the data a revision of its own"
    },
    sources=("S1-24", "S2-22", "M1H"),
    options=("--sqla-allow-inline-backfill",),
)
