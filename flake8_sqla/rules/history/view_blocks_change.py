'''Change of a column that a view uses.

PostgreSQL notes for each view what columns its query names. As long as the view stands it refuses to change the type of one of them, to
drop it, or to drop the table: `cannot alter type of a column used by a view or rule`. The view goes before, and is made anew after.

```python bad file=migrations/env.py
"""Alembic's environment."""
```

```python bad file=migrations/versions/a1.py
"""A view of grown-up users."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18")


def downgrade() -> None:
    op.execute("DROP VIEW adults")
```

```python bad file=migrations/versions/a2.py
"""Names may be long."""
import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.alter_column("users", "name", type_=sa.Text(), existing_type=sa.String(50))  # SQA718 "adults"


def downgrade() -> None:
    """Irreversible: the names may be long by now."""
```

```python good
"""Names may be long."""
import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DROP VIEW adults")
    op.alter_column("users", "name", type_=sa.Text(), existing_type=sa.String(50))
    op.execute("CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18")


def downgrade() -> None:
    """Irreversible: the names may be long by now."""
```

Silent: views made in another way than by SQL, columns of which the view's query does not show the table, CASCADE, renames (the view follows
them), other databases than PostgreSQL, downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import steps
from flake8_sqla.facts.migrations import AlterColumn, DropColumn, DropTable, Operation, Revision, TableName, ViewCommand
from flake8_sqla.facts.replay import same_table
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _uses(view: ViewCommand, operation: Operation, table: TableName) -> bool:
    """Whether the view's query names what the operation changes."""
    columns = {column for owner, column in view.uses if same_table(owner, table)}
    if isinstance(operation, DropTable):
        return bool(columns)
    assert isinstance(operation, (AlterColumn, DropColumn))
    return "*" in columns or operation.column in columns


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report what PostgreSQL refuses because of a view."""
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        change = step.operation
        blocked = isinstance(change, (DropTable, DropColumn)) and not change.cascade
        if not (blocked or (isinstance(change, AlterColumn) and change.new_type is not None)) or not isinstance(change.table, TableName):
            continue
        schema = context.schema_before()
        views = schema.after(step.before).views_of(change.table) if schema is not None else ()
        names = [str(view.table) for view in views if _uses(view, change, change.table)]
        if names:
            subject = str(change.table) if isinstance(change, DropTable) else f"{change.table}.{getattr(change, 'column', '')}"
            yield Finding(change.span, {"view": " and ".join(names), "subject": subject})


RULE = Rule(
    code="SQA718",
    name="view-blocks-change",
    impact=Impact.MEDIUM,
    message="PostgreSQL refuses this as long as view {view} uses {subject}; drop the view before it, and create it again after",
    doc=__doc__,
    on=Revision,
    words=frozenset({"AlterColumn", "DropColumn", "DropTable"}),
    check=check,
    sources=("S2-38", "M1D"),
    options=("--sqla-dialects",),
)
