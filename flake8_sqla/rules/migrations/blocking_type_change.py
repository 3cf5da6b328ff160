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

For the others: `op.add_column("orders", sa.Column("number_big", sa.BigInteger()))`, written beside the old column, filled in batches,
then read in its place.

Earlier revisions, and what the same function did before, tell the old type too. MySQL copies the table for any other type, and for another
length or precision unless a VARCHAR grows; what it stores alike (`Boolean` and `TINYINT`, `DateTime` with and without time zone) is no change. MariaDB
does the same; from 11.2 on its writers need not wait for it. Silent: new tables, unknown types, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from flake8_sqla.effects.locks import Work
from flake8_sqla.effects.mysql_types import copies_table, stored
from flake8_sqla.effects.order import steps_of
from flake8_sqla.effects.type_changes import type_change
from flake8_sqla.facts.migrations import AlterColumn, Revision
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report changes of type that do more than note the new one."""
    for step in steps_of(AlterColumn, revision.upgrade.operations):
        change = step.operation
        if not isinstance(change, AlterColumn) or change.table_exists_before is not True:
            continue
        dialects = [name for name in ("postgresql", "mysql") if context.may_be(name, change.setting.branch)]
        judged = (_judge(change, context.column_at(step, change, name), name, context.settings.postgresql_version) for name in dialects)
        # What is free on one of a project's databases may copy the table on another.
        yield from islice(chain.from_iterable(judged), 1)


def _judge(change: AlterColumn, column: ColumnShape | None, dialect: str, version: int) -> Iterator[Finding]:
    new, known = change.new_type, UNKNOWN if column is None else column.type
    old = change.old_type if isinstance(change.old_type, SqlType) else known
    values = {"column": change.column if isinstance(change.column, str) else "a column", "table": change.table, "new": new, "old": old}
    if not isinstance(new, SqlType):
        return
    if not isinstance(old, SqlType):
        if dialect == "postgresql" and change.old_type is None:
            yield Finding(change.span, values, "unknown")
    elif dialect == "mysql":
        if copies_table(old, new):
            names = (old, new) if str(old) != str(new) else (stored(old), stored(new))
            yield Finding(change.span, {**values, "old": names[0], "new": names[1]}, "mysql")
    else:
        work, by_history = (type_change(before, new, change.using, version, utc_session=False) for before in (old, known))
        if isinstance(work, Work) and Work.NONE not in (work, by_history):
            zone = {old.name, new.name} == {"timestamp", "timestamptz"} and not change.using
            yield Finding(change.span, values, "zone" if zone else {Work.SCAN: "scan", Work.INDEX: "index"}.get(work, ""))


RULE = Rule(
    code="SQA612",
    name="blocking-type-change",
    impact=Impact.CRITICAL,
    message="changing {table}.{column} from {old} to {new} rewrites the table while it is locked ACCESS EXCLUSIVE; "
    "add a column of the new type, copy in batches, then switch",
    doc=__doc__,
    on=Revision, words=frozenset({"AlterColumn"}), check=check,
    variants={
        "unknown": "changing {table}.{column} to {new} may rewrite the table while it is locked ACCESS EXCLUSIVE; "
        "say what it was, op.alter_column(…, existing_type=…), so that it can be judged",
        "zone": "changing {table}.{column} from {old} to {new} rewrites the table under ACCESS EXCLUSIVE unless the session's time zone is UTC; "
        "add a column of the new type, copy in batches, then switch",
        "scan": "changing {table}.{column} to {new} adds a CHECK that reads the table under ACCESS EXCLUSIVE; "
        "drop the constraint, change the type, add it back as NOT VALID",
        "index": "another collation of {table}.{column} rebuilds its indexes under ACCESS EXCLUSIVE; drop and build them concurrently",
        "mysql": "changing {table}.{column} from {old} to {new} makes MySQL copy the table while its writers wait; "
        "add a column of the new type, copy in batches, then switch",
    },
    sources=("S0-8", "M1D"),
    options=("--sqla-dialects", "--sqla-postgresql-version"),
)
