'''Change for which MySQL copies the table.

MySQL makes many changes in place. Some that look as small it can only make by copying every row into a new table, and while it copies
nobody can write: labels of an ENUM removed, reordered or put in anywhere but at the end, and a VARCHAR that grows past 255 bytes,
where its length takes a second byte (with utf8mb4 that is past 63 characters). MariaDB copies for the same, except for a VARCHAR of up to 127
bytes; from 11.2 on its writers need not wait.

```python bad options="--sqla-dialects=mysql"
"""Let orders be on hold."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column(
        "orders",
        "status",
        existing_type=sa.Enum("open", "closed", name="status"),
        type_=sa.Enum("open", "held", "closed", name="status"),  # SQA635 "at the end"
        existing_nullable=False,
    )


def downgrade() -> None:
    """Irreversible: some orders are held."""
```

```python good options="--sqla-dialects=mysql"
"""Let orders be on hold."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.alter_column(
        "orders",
        "status",
        existing_type=sa.Enum("open", "closed", name="status"),
        type_=sa.Enum("open", "closed", "held", name="status"),
        existing_nullable=False,
    )


def downgrade() -> None:
    """Irreversible: some orders are held."""
```

Silent: `existing_type` missing or not known, labels that cannot be read, tables that the same migration makes, downgrades, SQL. Other
changes of type and length are SQA612's.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import AlterColumn
from flake8_sqla.facts.sql_types import SqlType
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: 255 bytes of utf8mb4, the default since MySQL 8.0.
_LONGEST_SHORT = 63
#: 127 bytes: MariaDB keeps their lengths in such a way that a second byte is no matter.
_LONGEST_FREE_ON_MARIADB = 31

_FAMILY = frozenset({"mysql", "mariadb"})


def _variant(old: SqlType, new: SqlType, mariadb: bool) -> str | None:
    if old.kind == new.kind == "enum" and old.values and new.values:
        return "" if new.values[: len(old.values)] != old.values else None
    if old.name == new.name == "varchar" and old.arguments and new.arguments:
        if mariadb and old.arguments[0] <= _LONGEST_FREE_ON_MARIADB:
            return None
        return "length" if old.arguments[0] <= _LONGEST_SHORT < new.arguments[0] else None
    return None


def check(change: AlterColumn, context: Context) -> Iterator[Finding]:
    """Report labels that move, and a length that takes another byte."""
    old, new = change.old_type, change.new_type
    if change.setting.direction != "upgrade" or change.table_exists_before is not True or change.setting.spelling == "sql":
        return
    if not isinstance(old, SqlType) or not isinstance(new, SqlType) or not context.may_be("mysql", change.setting.branch):
        return
    variant = _variant(old, new, mariadb=context.project.dialects & _FAMILY == {"mariadb"})
    if variant is not None and change.type is not None and not isinstance(change.type, str):
        column = "a column" if change.column is UNKNOWN else change.column
        yield Finding(change.type.span, {"table": change.table, "column": column, "old": old, "new": new}, variant)


RULE = Rule(
    code="SQA635",
    name="table-copy",
    impact=Impact.MEDIUM,
    message="MySQL copies {table} for this, and nobody can write meanwhile: add labels of {column} at the end, "
    "and remove or reorder none, or use gh-ost or pt-online-schema-change",
    doc=__doc__,
    on=AlterColumn,
    check=check,
    variants={
        "length": "from {old} to {new} MySQL copies {table} with utf8mb4, and nobody can write meanwhile: the length takes a second byte "
        "past 63 characters; stay below, or use gh-ost or pt-online-schema-change"
    },
    sources=("M4",),
    options=("--sqla-dialects",),
)
