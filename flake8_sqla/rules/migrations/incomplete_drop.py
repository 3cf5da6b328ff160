'''Drop that leaves out what the database asks for.

On MySQL an index belongs to its table: without a table name Alembic sends `DROP INDEX … ON no_table`, to SQL Server too. And MySQL
has a command of its own for each kind of constraint: without `type_` Alembic raises `NotImplementedError`. A constraint without a
name, which autogenerate writes as `drop_constraint(None, …)`, can be dropped on no database: Alembic raises or, where the metadata have
a naming convention, asks for the name that the convention would give to a constraint without columns.

```python bad options="--sqla-dialects=mysql"
"""Index users by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_index("ix_users_email", "users", ["email"])
    op.drop_constraint("fk_users_team", "users")  # SQA633 "type_"


def downgrade() -> None:
    op.create_foreign_key("fk_users_team", "users", "teams", ["team_id"], ["id"])
    op.drop_index("ix_users_email")  # SQA633 "table_name"
```

```python good options="--sqla-dialects=mysql"
"""Index users by email."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_index("ix_users_email", "users", ["email"])
    op.drop_constraint("fk_users_team", "users", type_="foreignkey")


def downgrade() -> None:
    op.create_foreign_key("fk_users_team", "users", "teams", ["team_id"], ["id"])
    op.drop_index("ix_users_email", table_name="users")
```

Downgrades are reported too: they fail just so. Silent: SQL, operations with `**kwargs`.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import DropConstraint, DropIndex
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(drop: DropIndex | DropConstraint, context: Context) -> Iterator[Finding]:
    """Report a drop that cannot be sent as it is written."""
    if drop.setting.spelling not in ("op", "batch"):
        return
    branch = drop.setting.branch
    if isinstance(drop, DropIndex):
        if drop.table_given is False:
            database = "MySQL" if context.may_be("mysql", branch) else "SQL Server" if context.may_be("mssql", branch) else ""
            if database:
                yield Finding(drop.span, {"database": database})
    elif drop.name is None and drop.kind != "primary":
        yield Finding(drop.span, {}, "unnamed")
    elif drop.kind == "" and context.may_be("mysql", branch):
        yield Finding(drop.span, {}, "kind")


RULE: Rule[DropIndex | DropConstraint] = Rule(
    code="SQA633",
    name="incomplete-drop",
    impact=Impact.HIGH,
    message="without table_name= this becomes DROP INDEX … ON no_table on {database}; name the table",
    doc=__doc__,
    on=(DropIndex, DropConstraint),
    check=check,
    variants={
        "kind": "drop_constraint() without type_= raises NotImplementedError on MySQL; say foreignkey, unique, check or primary",
        "unnamed": "a constraint without a name cannot be dropped: this fails; "
        "find its name, and give new ones names by a naming convention",
    },
    sources=("S2-21", "M4"),
    options=("--sqla-dialects",),
)
