'''Type change that rewrites the table under lock.

Most changes of a column's type write every row anew, and every index with it, while the table is locked ACCESS EXCLUSIVE. A few are made
in the catalogue alone: a `varchar` that grows or becomes `text`, a `numeric` that grows at the same scale. `existing_type` says which
it is, to the reader as well as to this rule.

```python bad
"""Order numbers outgrow the integer."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column("orders", "number", type_=sa.BigInteger(), existing_type=sa.Integer())  # SQA612 "integer to bigint"
    op.alter_column("orders", "note", type_=sa.Text())  # SQA612 "existing_type"


def downgrade() -> None:
    op.alter_column("orders", "number", type_=sa.Integer(), existing_type=sa.BigInteger())
```

```python good
"""Notes may be longer."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column("orders", "note", type_=sa.Text(), existing_type=sa.String(200))


def downgrade() -> None:
    op.alter_column("orders", "note", type_=sa.String(200), existing_type=sa.Text())
```

For the others: add a column of the new type, write to both, copy in batches, then read from the new one and drop the old.

```python good
"""Order numbers outgrow the integer: the column to move to."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("orders", sa.Column("number_big", sa.BigInteger()))


def downgrade() -> None:
    op.drop_column("orders", "number_big")
```

MySQL copies the table for almost any other type. Silent: tables that the same migration makes, types that are not known, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.locks import Work
from flake8_sqla.effects.type_changes import type_change
from flake8_sqla.facts.migrations import AlterColumn
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.rule import Context, Finding, Impact, Rule

_ZONED = frozenset({"timestamp", "timestamptz"})


def check(change: AlterColumn, context: Context) -> Iterator[Finding]:
    """Report a change of type that does more than note the new one."""
    old, new = change.old_type, change.new_type
    if not isinstance(new, SqlType) or change.setting.direction != "upgrade" or change.table_exists_before is not True:
        return
    values = {"column": change.column if isinstance(change.column, str) else "a column", "table": change.table, "new": new, "old": old}
    if context.may_be("postgresql", change.setting.branch):
        if old is None:
            yield Finding(change.span, values, "unknown")
        elif isinstance(old, SqlType):
            work = type_change(old, new, change.using, context.settings.postgresql_version, utc_session=False)
            if isinstance(work, Work) and work > Work.NONE:
                zone = old.name != new.name and {old.name, new.name} == _ZONED and not change.using
                yield Finding(change.span, values, "zone" if zone else "scan" if work is Work.SCAN else "index" if work is Work.INDEX else "")
    elif context.may_be("mysql", change.setting.branch) and isinstance(old, SqlType) and old.name != new.name:
        yield Finding(change.span, values, "mysql")


RULE = Rule(
    code="SQA612",
    name="blocking-type-change",
    impact=Impact.CRITICAL,
    message="changing {table}.{column} from {old} to {new} rewrites the table while it is locked ACCESS EXCLUSIVE; "
    "add a column of the new type, copy in batches, then switch",
    doc=__doc__,
    on=AlterColumn,
    check=check,
    variants={
        "unknown": "changing {table}.{column} to {new} may rewrite the table while it is locked ACCESS EXCLUSIVE; "
        "say what it was, op.alter_column(…, existing_type=…), so that it can be judged",
        "zone": "changing {table}.{column} from {old} to {new} rewrites the table under ACCESS EXCLUSIVE unless the session's time zone is UTC; "
        "add a column of the new type, copy in batches, then switch",
        "scan": "changing {table}.{column} to {new} adds a CHECK that reads the table under ACCESS EXCLUSIVE; "
        "drop the constraint, change the type, add it back as NOT VALID",
        "index": "changing the collation of {table}.{column} rebuilds its indexes while {table} is locked ACCESS EXCLUSIVE; "
        "drop them concurrently before, build them concurrently after",
        "mysql": "changing {table}.{column} from {old} to {new} makes MySQL copy the table while its writers wait; "
        "add a column of the new type, copy in batches, then switch",
    },
    sources=("S0-8", "M1D"),
    options=("--sqla-dialects", "--sqla-postgresql-version"),
)
