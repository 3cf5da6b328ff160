'''Revision without a way back.

When a release has to be rolled back, `alembic downgrade` is the tool, and it is too late to write the function then. An empty
`downgrade` is worse than none: it succeeds, Alembic notes the old revision, and the schema is the new one.

```python bad
"""Add a nickname to users."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:  # SQA701 "does nothing"
    pass
```

```python good
"""Add a nickname to users."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

```python good
"""Forget the old passwords.

Irreversible: the hashes are gone. Backup before: pg_dump -t users
"""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.drop_column("users", "old_password")


def downgrade() -> None:
    raise NotImplementedError("the old passwords cannot be restored")
```

Silent: a revision whose `upgrade` does nothing (merges), an empty `downgrade` where `upgrade` changes no schema that would have to be
changed back (it moves data, validates a constraint, adds a value to an enum) or does what cannot be read, and a revision that
says in its docstring, in `downgrade` or in what it raises that there is no way back. Where no revision of the history has a `downgrade`, the
project means to go forward only: its heads alone are reported.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import (
    DataChange,
    Operation,
    OtherCommand,
    RefusedSql,
    Revision,
    TransactionControl,
    UnreadableSql,
    ValidateConstraint,
)
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: Operations that ask for no inverse.
_NOTHING_TO_UNDO = (DataChange, TransactionControl, ValidateConstraint, UnreadableSql, RefusedSql)
_COMMANDS_WITHOUT_INVERSE = frozenset(
    "ALTER TYPE ADD VALUE,ANALYZE,CLUSTER,COMMENT ON,COPY,CREATE EXTENSION,LOCK TABLE,REFRESH MATERIALIZED VIEW,REINDEX,SET,SHOW,"
    "VACUUM,VACUUM FULL".split(",")
)


def _asks_for_inverse(operation: Operation) -> bool:
    if isinstance(operation, OtherCommand):
        return operation.command not in _COMMANDS_WITHOUT_INVERSE
    return not isinstance(operation, _NOTHING_TO_UNDO)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a downgrade that is not there, or does nothing."""
    upgrade, downgrade = revision.upgrade, revision.downgrade
    if upgrade.body != "code" or downgrade.body == "code" or downgrade.declared_irreversible:
        return
    if downgrade.body != "missing" and not any(map(_asks_for_inverse, upgrade.operations)):
        return
    if downgrade.body == "missing" and context.history.goes_forward_only and revision.revision in context.history.children:
        return
    yield Finding(downgrade.span, {}, {"missing": "missing", "raises": "raises"}.get(downgrade.body, ""))


RULE = Rule(
    code="SQA701",
    name="missing-downgrade",
    impact=Impact.MEDIUM,
    message="downgrade() does nothing: Alembic would note the old revision and leave the new schema; undo what upgrade() does",
    doc=__doc__,
    on=Revision, words=frozenset({"downgrade missing", "downgrade empty", "downgrade raises"}), check=check,
    variants={
        "missing": "this revision has no downgrade(); write the way back, or say in the docstring that it is irreversible",
        "raises": "downgrade() only raises; undo what upgrade() does, or say in the docstring that it is irreversible",
    },
    sources=("S1-23", "M1I"),
)
