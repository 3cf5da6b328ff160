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

What earlier revisions and the same function say of the column counts: a column that is nullable by them, or has become so by such a change,
has nothing to lose, and a default that they gave it is missed. `comment=` alone states the column anew too, and so does `server_default=`
alone where `existing_type` is a date and time. A comment and AUTO_INCREMENT are lost in the same way, but are not looked for. Silent: any other
change of the default alone, which MySQL makes without restating the column; SQL; calls with `postgresql_using`, which are meant for PostgreSQL.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import Step, steps_of
from flake8_sqla.facts.column_trace import restates
from flake8_sqla.facts.migrations import AlterColumn, CommentOnColumn, RenameColumn, Revision
from flake8_sqla.facts.shapes import ColumnShape
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_TYPES = frozenset({"type_", "existing_type"})
_DEFAULT = frozenset({"server_default", "existing_server_default"})
_NULLABLE = frozenset({"nullable", "existing_nullable"})
_CHANGES = (AlterColumn, RenameColumn, CommentOnColumn)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a column that is stated anew without its type, its default, or whether it takes NULL."""
    for operations in (revision.upgrade.operations, revision.downgrade.operations):
        for step in steps_of(_CHANGES, operations):
            if isinstance(step.operation, _CHANGES):
                yield from _judge(step, step.operation, context)


def _judge(step: Step, change: AlterColumn | RenameColumn | CommentOnColumn, context: Context) -> Iterator[Finding]:
    given = change.given
    if given is UNKNOWN or (isinstance(change, RenameColumn) and given & {"type_", "nullable", "server_default"}):
        return  # one call that renames and changes is two operations: the change speaks for both
    if "postgresql_using" in given:
        return
    table = "the table" if change.table is UNKNOWN else change.table
    values = {"table": table, "column": "its column" if change.column is UNKNOWN else change.column}
    for dialect in ("mysql", "mssql"):
        if not restates(change, dialect) or not context.may_be(dialect, change.setting.branch):
            continue
        database = "MySQL" if dialect == "mysql" else "SQL Server"
        known = context.column_at(step, change, dialect)
        if not given & _TYPES:
            kind = f" ({known.type})" if known is not None and known.type is not UNKNOWN else ""
            yield Finding(change.span, {**values, "database": database, "type": kind}, "type")
        elif not given & _NULLABLE and not (known is not None and known.nullable is True):
            certain = known is not None and known.nullable is False
            yield Finding(change.span, {**values, "database": database}, "certain" if certain else "")
        elif dialect == "mysql" and not given & _DEFAULT and known is not None and _is_plain_default(known):
            yield Finding(change.span, values, "default")
        else:
            continue
        return


def _is_plain_default(column: ColumnShape) -> bool:
    return column.default is not UNKNOWN and column.default.kind in ("value", "calls")


RULE = Rule(
    code="SQA632",
    name="attributes-lost-in-alter",
    impact=Impact.HIGH,
    message="without existing_nullable= {database} makes {table}.{column} nullable; say existing_nullable=False, or True",
    doc=__doc__,
    on=Revision,
    words=frozenset({"AlterColumn", "RenameColumn", "CommentOnColumn"}),
    check=check,
    variants={
        "type": "Alembic refuses to alter {table}.{column} on {database} without existing_type=; say what type it has{type}",
        "certain": "{table}.{column} is NOT NULL, and without existing_nullable=False {database} makes it nullable; say so",
        "default": "{table}.{column} has a default, and without existing_server_default= MySQL drops it; repeat it",
    },
    sources=("M4",),
    options=("--sqla-dialects",),
)
