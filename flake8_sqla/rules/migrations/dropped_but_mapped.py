'''Dropped in the database, mapped in the code.

A mapped column stands in every SELECT of its class. Once it is gone from the table, each of them fails, and so does every INSERT. The mapping
goes first, in a release of its own; the column, which nobody reads any more, in the next.

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a1.py
"""Users have no nickname any more. Backup before: pg_dump -t users."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.drop_column("users", "nickname")  # SQA620 "User"


def downgrade() -> None:
    """Irreversible."""
```

```python bad file=app/models.py
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str | None]
```

```python good
"""Users have no nickname any more; the class lost it a release ago. Backup before: pg_dump -t users."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.drop_column("users", "nickname")


def downgrade() -> None:
    """Irreversible."""
```

Judged at head: what a later revision brings back is there. Renames count: the old name is gone. Silent: a history with several heads, or
of which not every revision can be read; what may have been dropped; classes in tests.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import DropColumn, DropTable, Operation, RenameColumn, RenameTable, Revision, TableName
from flake8_sqla.facts.replay import SchemaState
from flake8_sqla.facts.schema import SchemaTable
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _gone(operation: Operation, head: SchemaState) -> bool:
    """Whether an operation takes away a table or column that is not there at head either."""
    if operation.setting.conditional or not isinstance(operation.table, TableName):
        return False
    if isinstance(operation, (DropTable, RenameTable)):
        return head.has_table(operation.table) is False
    if isinstance(operation, (DropColumn, RenameColumn)) and isinstance(operation.column, str):
        return head.column(operation.table, operation.column) is None
    return False


def _mapping(operation: DropColumn | DropTable | RenameColumn | RenameTable, context: Context) -> SchemaTable | None:
    """The class of the application that still maps it: revisions bring copies of their own."""
    assert isinstance(operation.table, TableName)
    revisions = [header.path for header in context.history.headers]
    for table in context.models.tables_named(operation.table.name, operation.table.schema or None):
        if table.model is None or not table.file or "test" in table.file or any(path.endswith(table.file) for path in revisions):
            continue
        if isinstance(operation, (DropTable, RenameTable)) or any(column.name == operation.column for column in table.columns):
            return table
    return None


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report what goes from the database while a class maps it."""
    dropping = (DropColumn, DropTable, RenameColumn, RenameTable)
    operations = [operation for operation in revision.upgrade.operations if isinstance(operation, dropping)]
    history = context.history if operations else None
    if history is None or not history.complete or len(history.heads) != 1:
        return
    for operation in operations:
        dialect = next((name for name in ("postgresql", "mysql", "sqlite") if context.may_be(name, operation.setting.branch)), "")
        if dialect and _gone(operation, history.at_head(dialect)):
            mapping = _mapping(operation, context)
            if mapping is not None:
                what = str(operation.table) if isinstance(operation, (DropTable, RenameTable)) else f"{operation.table}.{operation.column}"
                yield Finding(operation.span, {"what": what, "model": mapping.owner, "file": mapping.file})


RULE = Rule(
    code="SQA620",
    name="dropped-but-mapped",
    impact=Impact.CRITICAL,
    message="{what} is gone after this, and {model} ({file}) still maps it: its queries fail; take it out of the class, "
    "and drop it a release later",
    doc=__doc__,
    on=Revision, words=frozenset({"DropColumn", "DropTable", "RenameColumn", "RenameTable"}), check=check,
    sources=("M1E",),
)
