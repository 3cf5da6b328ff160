'''Column or table dropped.

The rows go with it, and `downgrade` brings back the shape alone. Code that still runs while a release rolls out names the column in its
SELECT lists and fails until the last old process is gone. Dropping in a release of its own, after one that no longer maps the column,
avoids the second; only a copy of the data helps against the first.

```python bad
"""Drop what nobody reads any more."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_column("users", "nickname")  # SQA928 "users.nickname"
    op.drop_table("badges")  # SQA928 "badges"


def downgrade() -> None:
    op.create_table("badges", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("users", sa.Column("nickname", sa.String(80)))
```

```python good
"""Users have a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

Whose opinion: squawk, strong_migrations, Atlas and most other linters of migrations report every drop. What speaks against it: schemas have
to shrink at some time, and a drop that was planned is reported like one that was not; the reports are for a reviewer, who then writes
`# noqa: SQA928`. Silent: downgrades, and what the same upgrade has made itself.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddColumn, DropColumn, DropTable, Revision, TableName
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report each column and table that stood before and goes."""
    added: set[tuple[object, object]] = set()
    for operation in revision.upgrade.operations:
        if isinstance(operation, AddColumn):
            added.add((operation.table, operation.column))
        if not isinstance(operation.table, TableName) or operation.table_exists_before is not True:
            continue
        if isinstance(operation, DropTable):
            if not operation.table.name.startswith("_alembic_tmp_"):  # else the debris of a batch that failed
                yield Finding(operation.span, {"table": operation.table}, "table")
        elif isinstance(operation, DropColumn) and isinstance(operation.column, str):
            if (operation.table, operation.column) not in added:
                yield Finding(operation.span, {"table": operation.table, "column": operation.column})


RULE = Rule(
    code="SQA928",
    name="column-or-table-drop",
    impact=Impact.MEDIUM,
    message="{table}.{column} goes with its values: make sure that no running release reads it and that a copy is kept",
    doc=__doc__,
    on=Revision,
    check=check,
    variants={"table": "{table} goes with its rows: make sure that no running release reads it and that a copy is kept"},
    sources=("M1E",),
)
