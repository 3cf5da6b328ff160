'''Index that cannot be attached.

`ADD CONSTRAINT … USING INDEX` takes over an index that stands already: it has to be unique, of the same table, and built before. An index
that fails in one of these makes the migration fail, at the worst moment: after the long build.

```python bad
"""Emails are unique."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("uq_users_email", "users", ["email"], postgresql_concurrently=True)
    op.execute("ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE USING INDEX uq_users_email")  # SQA611 "not unique"


def downgrade() -> None:
    op.drop_constraint("uq_users_email", "users", type_="unique")
```

```python good
"""Emails are unique."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("uq_users_email", "users", ["email"], unique=True, postgresql_concurrently=True)
    op.execute("ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE USING INDEX uq_users_email")


def downgrade() -> None:
    op.drop_constraint("uq_users_email", "users", type_="unique")
```

The index may come from the same function or from any revision before. Silent: an index of which neither says anything, where not every
earlier revision can be read; other databases than PostgreSQL; downgrades.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.effects.order import Step, steps
from flake8_sqla.facts.migrations import AddPrimaryKey, AddUniqueConstraint, CreateIndex, DropIndex, Revision, TableName
from flake8_sqla.facts.replay import same_table
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _flaw(step: Step, constraint: AddUniqueConstraint | AddPrimaryKey, context: Context) -> str:
    """What is wrong with the index, by this function and the revisions before; empty where nothing is, or nothing is known."""
    wanted = constraint.using_index
    changes = [operation for operation in step.before if isinstance(operation, (CreateIndex, DropIndex)) and operation.name == wanted]
    if not changes:
        later = any(isinstance(operation, CreateIndex) and operation.name == wanted for operation in step.after)
        return "is built only afterwards" if later else _flaw_before(constraint, context)
    last = changes[-1]
    if last.setting.conditional:
        return ""
    if isinstance(last, DropIndex):
        return "is dropped before"
    if last.table != constraint.table:
        return f"is one of {last.table}" if last.table_exists_before is True and constraint.table_exists_before is True else ""
    return "is not unique" if last.unique is False else ""


def _flaw_before(constraint: AddUniqueConstraint | AddPrimaryKey, context: Context) -> str:
    """What is wrong with the index as the revisions before left it."""
    schema = context.schema_before()
    if schema is None or not isinstance(constraint.using_index, str) or not isinstance(constraint.table, TableName):
        return ""
    index = schema.index(constraint.using_index, constraint.table)
    if index is None:
        return "is built by no earlier revision, or dropped again"
    if index is UNKNOWN:
        return ""
    if not same_table(index.table, constraint.table):
        return f"is one of {index.table}" if schema.has_table(constraint.table) is True and index.table is not UNKNOWN else ""
    if not isinstance(index, CreateIndex):
        return "belongs to a constraint already"
    return "is not unique" if index.unique is False else ""


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a constraint over an index that the revisions show to be wrong for it."""
    for step in steps(revision.upgrade.operations, lambda operation: context.may_be("postgresql", operation.setting.branch)):
        constraint = step.operation
        if isinstance(constraint, (AddUniqueConstraint, AddPrimaryKey)) and isinstance(constraint.using_index, str):
            flaw = _flaw(step, constraint, context)
            if flaw:
                yield Finding(constraint.span, {"index": constraint.using_index, "flaw": flaw, "table": constraint.table})


RULE = Rule(
    code="SQA611",
    name="index-to-attach-unknown",
    impact=Impact.HIGH,
    message="{index} {flaw}: the constraint cannot take it over; build it before, unique, on {table}",
    doc=__doc__,
    on=Revision,
    words=frozenset({"AddUniqueConstraint", "AddPrimaryKey"}),
    check=check,
    sources=("S0-5",),
    options=("--sqla-dialects",),
)
