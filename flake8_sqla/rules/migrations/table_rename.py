'''Table renamed under the running application.

Old code goes on asking for the old name until the last of it is gone, and fails. A view with the old name in the same migration
answers it: simple views take INSERT, UPDATE and DELETE too. Or leave the name: `__tablename__` need not follow the class.
Moving a table to another schema, and renaming a schema, are the same.

```python bad
"""Call the users accounts."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.rename_table("users", "accounts")  # SQA619 "users"


def downgrade() -> None:
    op.rename_table("accounts", "users")
```

```python good
"""Call the users accounts."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.rename_table("users", "accounts")
    op.execute("CREATE VIEW users AS SELECT * FROM accounts")


def downgrade() -> None:
    op.execute("DROP VIEW users")
    op.rename_table("accounts", "users")
```

Silent: tables that the same migration makes, a table that takes the place of one that went (`orders_new` becomes `orders`), a name
that a view or another table takes over, SQL that cannot be read behind it, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import CreateTable, DropTable, Operation, OtherCommand, RenameTable, Revision, TableName, UnreadableSql
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _takes(operation: Operation, name: object) -> bool:
    """Whether the name stands for something again after this, or may."""
    match operation:
        case RenameTable(new_name=new_name):
            return new_name == name
        case CreateTable(table=table):
            return table == name
        case OtherCommand(command="CREATE VIEW" | "CREATE MATERIALIZED VIEW" | "CREATE FOREIGN TABLE" | "CREATE SYNONYM", table=table):
            return isinstance(table, TableName) and isinstance(name, TableName) and table.name == name.name
        case UnreadableSql():
            return True
        case _:
            return False


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a rename after which nothing answers to the old name."""
    operations = revision.upgrade.operations
    for index, operation in enumerate(operations):
        if isinstance(operation, OtherCommand) and operation.command == "ALTER SCHEMA RENAME":
            yield Finding(operation.span, {}, "schema")
        if not isinstance(operation, RenameTable) or operation.table_exists_before is not True or operation.table == operation.new_name:
            continue
        if not isinstance(operation.table, TableName) or not isinstance(operation.new_name, TableName):
            continue
        replaces = any(isinstance(before, (DropTable, RenameTable)) and before.table == operation.new_name for before in operations[:index])
        if not replaces and not any(_takes(after, operation.table) for after in operations[index + 1 :]):
            yield Finding(operation.span, {"table": operation.table, "new": operation.new_name})


RULE = Rule(
    code="SQA619",
    name="table-rename",
    impact=Impact.HIGH,
    message="renaming {table} to {new} breaks the code that is still running; create a view {table} in the same migration, "
    "or keep the name and change only the model's",
    doc=__doc__,
    on=Revision,
    words=frozenset({"RenameTable", "ALTER SCHEMA RENAME"}),
    check=check,
    variants={"schema": "renaming a schema breaks the code that is still running; make the new one, and views in the old"},
    sources=("M1D",),
)
