'''Partition attached or detached under lock.

`ATTACH PARTITION` reads every row of the new partition under ACCESS EXCLUSIVE, unless a validated CHECK proves that they belong there.
`DETACH PARTITION` locks the parent ACCESS EXCLUSIVE, and waits for every query over any of its partitions; from PostgreSQL 14 it can be
done CONCURRENTLY.

```python bad
"""Readings of 2025 join, those of 2020 leave."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("ALTER TABLE readings ATTACH PARTITION readings_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')")  # SQA624 "CHECK"
    op.execute("ALTER TABLE readings DETACH PARTITION readings_2020")  # SQA624 "CONCURRENTLY"


def downgrade() -> None:
    op.execute("ALTER TABLE readings DETACH PARTITION readings_2025")
```

```python good
"""Readings of 2025 join; an earlier revision added the check as NOT VALID."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TABLE readings_2025 VALIDATE CONSTRAINT ck_readings_2025")
    op.execute("ALTER TABLE readings ATTACH PARTITION readings_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')")


def downgrade() -> None:
    op.execute("ALTER TABLE readings DETACH PARTITION readings_2025")
```

```python good
"""Readings of 2020 leave."""
from alembic import op

revision = "a3"
down_revision = "a2"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE readings DETACH PARTITION readings_2020 CONCURRENTLY")


def downgrade() -> None:
    op.execute("ALTER TABLE readings ATTACH PARTITION readings_2020 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')")
```

Silent: partitions or parents that the same migration makes, a check of the partition that is added, validated or dropped in the same
function or stands validated since an earlier revision, DETACH before PostgreSQL 14, other databases, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import Step, steps
from flake8_sqla.facts.migrations import AddCheckConstraint, CreateTable, DropConstraint, OtherCommand, Revision, TableName, ValidateConstraint
from flake8_sqla.rule import Context, Finding, Impact, Rule

_CONCURRENT_SINCE = 14


_CHECKS = (AddCheckConstraint, ValidateConstraint, DropConstraint)


def _is_proven(step: Step, partition: TableName, context: Context) -> bool:
    """Whether there is nothing to read, or a check, of this or an earlier revision, says what the reading would find."""
    if any(isinstance(operation, CreateTable) and operation.table == partition for operation in step.before):
        return True
    if any(isinstance(operation, _CHECKS) and operation.table == partition for operation in (*step.before, *step.after)):
        return True
    schema = context.schema_before()
    return schema is not None and schema.has_validated_check(partition)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a partition that comes or goes with everybody waiting."""
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        change = step.operation
        if not isinstance(change, OtherCommand) or not isinstance(change.partition, TableName):
            continue
        values = {"partition": change.partition, "table": change.table}
        if change.command == "ATTACH PARTITION":
            if change.table_exists_before is not False and not _is_proven(step, change.partition, context):
                yield Finding(change.span, values)
        elif change.command == "DETACH PARTITION" and not change.concurrently and change.table_exists_before is True:
            if context.settings.postgresql_version >= _CONCURRENT_SINCE:
                yield Finding(change.span, values, "detach")


RULE = Rule(
    code="SQA624",
    name="blocking-partition-change",
    impact=Impact.HIGH,
    message="ATTACH PARTITION reads {partition} while it is locked ACCESS EXCLUSIVE; "
    "add a CHECK of its bounds as NOT VALID and validate it before, in a revision of its own",
    doc=__doc__,
    on=Revision,
    words=frozenset({"ATTACH PARTITION", "DETACH PARTITION"}),
    check=check,
    variants={
        "detach": "DETACH PARTITION locks {table} ACCESS EXCLUSIVE, behind every query that runs over it; "
        "use DETACH PARTITION … CONCURRENTLY inside autocommit_block()"
    },
    sources=("M1F",),
    options=("--sqla-dialects", "--sqla-postgresql-version"),
)
