'''Several tables locked in one transaction.

Each ALTER TABLE holds ACCESS EXCLUSIVE until the transaction ends. The second one waits for its own table with the first still locked: a
long query on the second stops everybody on both. Two migrations, or a migration and an application that lock the tables in another order,
end in a deadlock.

```python bad
"""Users and orders have a note."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("note", sa.Text()))
    op.add_column("orders", sa.Column("note", sa.Text()))  # SQA931 "orders"


def downgrade() -> None:
    op.drop_column("orders", "note")
    op.drop_column("users", "note")
```

```python good
"""Users have a note and a title."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("note", sa.Text()))
    op.add_column("users", sa.Column("title", sa.Text()))


def downgrade() -> None:
    op.drop_column("users", "title")
    op.drop_column("users", "note")
```

Whose opinion: pgfence's `wide-lock-window`. What speaks against it: what belongs together is undone together when it fails, and a
revision for each table is only of use with `transaction_per_migration=True`. Each upgrade is reported once, at the second table.
Silent: operations behind a condition, tables that the same upgrade makes, other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.effect import effect_of
from flake8_sqla.effects.locks import Lock
from flake8_sqla.effects.order import steps
from flake8_sqla.facts.migrations import Revision, TableName
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first operation that locks a second table."""
    version = context.settings.postgresql_version
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        operation = step.operation
        table = operation.table
        if operation.setting.conditional or operation.setting.autocommit is not False:
            continue
        if operation.table_exists_before is not True or not isinstance(table, TableName):
            continue
        if effect_of(operation, version).lock is not Lock.ACCESS_EXCLUSIVE:
            continue
        held = step.held(Lock.ACCESS_EXCLUSIVE, version)
        if held and table not in held:
            yield Finding(operation.span, {"table": table, "held": " and ".join(map(str, held))})
            return


RULE = Rule(
    code="SQA931",
    name="several-locked-tables",
    impact=Impact.LOW,
    message="{table} is locked ACCESS EXCLUSIVE while this transaction still holds {held}: a wait for one stops both; "
    "change each table in a revision of its own",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("M1G",),
    options=("--sqla-dialects",),
)
