'''Column renamed under the running application.

While a release is rolled out, old and new code run against one schema. From the moment of the rename every query of the old code
that names the column fails; if the release has to be taken back, so does every query of the new. A new column beside the old one,
written by both until nobody reads the first, has no such moment. Where only the attribute's name displeases, the mapping can have
another: `mail: Mapped[str] = mapped_column("email")`.

```python bad
"""Call the address mail."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column("users", "email", new_column_name="mail")  # SQA618 "users.email"


def downgrade() -> None:
    op.alter_column("users", "mail", new_column_name="email")
```

```python good
"""Add mail beside email."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("mail", sa.String(254)))


def downgrade() -> None:
    op.drop_column("users", "mail")
```

Silent: tables and columns that the same migration makes, the last step of a swap (`total_new` becomes `total`, which is gone), a
name that is there again at the end, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AddColumn, DropColumn, Operation, RenameColumn, Revision
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _gone(operation: Operation) -> object:
    return operation.column if isinstance(operation, (DropColumn, RenameColumn)) else None


def _come(operation: Operation) -> object:
    return operation.new_name if isinstance(operation, RenameColumn) else operation.column if isinstance(operation, AddColumn) else None


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a rename that takes a name away for good."""
    operations = revision.upgrade.operations
    for index, rename in enumerate(operations):
        if not isinstance(rename, RenameColumn) or rename.table_exists_before is not True:
            continue
        if rename.column is UNKNOWN or rename.new_name is UNKNOWN or rename.column == rename.new_name:
            continue
        before = [operation for operation in operations[:index] if operation.table == rename.table]
        after = [operation for operation in operations[index + 1 :] if operation.table == rename.table]
        made_here = any(_come(operation) == rename.column for operation in before)
        takes_over = any(_gone(operation) == rename.new_name for operation in before)
        back_again = any(_come(operation) == rename.column for operation in after)
        if not (made_here or takes_over or back_again):
            yield Finding(rename.span, {"table": rename.table, "column": rename.column, "new": rename.new_name})


RULE = Rule(
    code="SQA618",
    name="column-rename",
    impact=Impact.HIGH,
    message="renaming {table}.{column} to {new} breaks the code that is still running; add {new}, fill it, "
    "move the code over, and drop {column} in a later release",
    doc=__doc__,
    on=Revision,
    words=frozenset({"RenameColumn"}),
    check=check,
    sources=("M1D",),
)
