'''NOT NULL lost in a change of something else.

MySQL and MariaDB change a column by stating it anew: `MODIFY` and `CHANGE` take away what they do not repeat. Alembic repeats what it
is told by the `existing_…` keywords. Without `existing_nullable` the column becomes nullable, whatever it was; without
`existing_type` Alembic refuses. SQL Server does the same to `type_=` without `nullable=` or `existing_nullable=`.

```python bad options="--sqla-dialects=mysql"
"""Make room for long names."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column("users", "name", type_=sa.String(60), existing_type=sa.String(50))  # SQA632 "existing_nullable"


def downgrade() -> None:
    op.alter_column("users", "name", nullable=False)  # SQA632 "existing_type"
```

```python good options="--sqla-dialects=mysql"
"""Make room for long names."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column("users", "name", type_=sa.String(60), existing_type=sa.String(50), existing_nullable=False)


def downgrade() -> None:
    op.alter_column("users", "name", type_=sa.String(50), existing_type=sa.String(60), existing_nullable=False)
```

A default, a comment and AUTO_INCREMENT are lost in the same way, but one call does not show whether there was any. Silent: a change
of the default alone, which MySQL makes without restating the column; SQL; calls with `postgresql_using`, which are meant for PostgreSQL.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AlterColumn, RenameColumn
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_TYPES = frozenset({"type_", "existing_type"})
_NULLABLE = frozenset({"nullable", "existing_nullable"})


def check(change: AlterColumn | RenameColumn, context: Context) -> Iterator[Finding]:
    """Report a column that is stated anew without its type, or without saying whether it takes NULL."""
    given = change.given
    if given is UNKNOWN or (isinstance(change, RenameColumn) and given & {"type_", "nullable", "server_default"}):
        return  # one call that renames and changes is two operations: the change speaks for both
    if "postgresql_using" in given:
        return
    table = "the table" if change.table is UNKNOWN else change.table
    values = {"table": table, "column": "its column" if change.column is UNKNOWN else change.column}
    for dialect, restating in (("mysql", {"type_", "nullable", "new_column_name"}), ("mssql", {"type_", "nullable"})):
        if not given & restating or not context.may_be(dialect, change.setting.branch):
            continue
        database = "MySQL" if dialect == "mysql" else "SQL Server"
        if not given & _TYPES:
            yield Finding(change.span, {**values, "database": database}, "type")
            return
        if not given & _NULLABLE:
            yield Finding(change.span, {**values, "database": database})
            return


RULE: Rule[AlterColumn | RenameColumn] = Rule(
    code="SQA632",
    name="attributes-lost-in-alter",
    impact=Impact.HIGH,
    message="without existing_nullable= {database} makes {table}.{column} nullable; say existing_nullable=False, or True",
    doc=__doc__,
    on=(AlterColumn, RenameColumn),
    check=check,
    variants={"type": "Alembic refuses to alter {table}.{column} on {database} without existing_type=; say what type it has"},
    sources=("M4",),
    options=("--sqla-dialects",),
)
