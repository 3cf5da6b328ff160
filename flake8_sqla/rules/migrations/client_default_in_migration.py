'''Default that never reaches the database.

`default=` is Python's: SQLAlchemy fills it in when the application inserts a row. `add_column` sends no word of it, so the rows that
are there get NULL, and so does whatever is inserted past the ORM. `server_default=` is the database's and fills the old rows too.

```python bad
"""Count the logins."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("logins", sa.Integer(), default=0))  # SQA637 "users"


def downgrade() -> None:
    op.drop_column("users", "logins")
```

```python good
"""Count the logins."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("logins", sa.Integer(), server_default="0"))


def downgrade() -> None:
    op.drop_column("users", "logins")
```

Silent: a column with `server_default=` as well, `default=None`, NOT NULL columns on PostgreSQL and SQLite (SQA614 says that they fail
for want of a server default), an UPDATE of the table later in the same function, which fills the column, tables that the same migration makes, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import steps_of
from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.migrations import AddColumn, DataChange, Operation, RefusedSql, Revision, UnreadableSql
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a default of Python's on a column that is added to an existing table and not filled."""
    for step in steps_of(AddColumn, revision.upgrade.operations):
        if isinstance(step.operation, AddColumn) and not any(_may_fill(step.operation, later) for later in step.after):
            yield from _judge(step.operation, context)


def _may_fill(added: AddColumn, later: Operation) -> bool:
    """Whether an operation after it may fill the new column."""
    if isinstance(later, DataChange):
        return later.kind in ("update", "merge") and later.table in (added.table, UNKNOWN)
    return isinstance(later, (UnreadableSql, RefusedSql))


def _judge(added: AddColumn, context: Context) -> Iterator[Finding]:
    definition = added.definition
    if definition is None or added.table_exists_before is not True:
        return
    default = definition.keyword("default")
    if default is None or added.has_server_default is not False:
        return
    if isinstance(default.value, Constant) and default.value.value is None:
        return
    branch = added.setting.branch
    if added.nullable is not True and (context.may_be("postgresql", branch) or context.may_be("sqlite", branch)):
        return
    column = definition.name if definition.name is not UNKNOWN else "the column"
    yield Finding(default.span, {"table": added.table, "column": column})


RULE = Rule(
    code="SQA637",
    name="client-default-in-migration",
    impact=Impact.MEDIUM,
    message="default= is never sent to the database: the rows that {table} has get no {column} from it; "
    "use server_default=, or fill them in a later revision",
    doc=__doc__,
    on=Revision,
    words=frozenset({"default="}),
    check=check,
    sources=("M1C",),
)
