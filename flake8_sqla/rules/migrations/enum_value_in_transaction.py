'''Enum value added inside the migration's transaction.

PostgreSQL lets nobody use a value of an enum before the transaction that added it is committed: an UPDATE, a default or a check that
names it fails with "unsafe use of new value". By default Alembic runs all pending revisions in one transaction, so the use may stand in
another file. (Before version 12 the server refuses ADD VALUE inside a transaction altogether.)

```python bad
"""Orders can be returned."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("ALTER TYPE order_state ADD VALUE 'returned'")  # SQA621 "order_state"


def downgrade() -> None:
    """PostgreSQL cannot take a value away again."""
```

```python good
"""Orders can be returned."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE order_state ADD VALUE IF NOT EXISTS 'returned'")


def downgrade() -> None:
    """PostgreSQL cannot take a value away again."""
```

Silent: migrations that commit by other means, and from PostgreSQL 17 a type that the same function creates.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import OtherCommand, Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NEW_TYPES_ARE_FREE = 17


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report ADD VALUE where a transaction is open."""
    made: set[object] = set()
    for operation in (*revision.upgrade.operations, *revision.downgrade.operations):
        if not isinstance(operation, OtherCommand) or not context.may_be("postgresql", operation.setting.branch):
            continue
        if operation.command == "CREATE TYPE":
            made.add(operation.object_name)
        elif operation.command == "ALTER TYPE ADD VALUE" and operation.setting.autocommit is False:
            if operation.object_name in made and context.settings.postgresql_version >= _NEW_TYPES_ARE_FREE:
                continue
            name = operation.object_name if isinstance(operation.object_name, str) else "the enum"
            yield Finding(operation.span, {"type": name})


RULE = Rule(
    code="SQA621",
    name="enum-value-in-transaction",
    impact=Impact.HIGH,
    message="the new value of {type} cannot be used before the migration's transaction ends; "
    "add it inside `with op.get_context().autocommit_block():`",
    doc=__doc__,
    on=Revision,
    words=frozenset({"ALTER TYPE ADD VALUE"}),
    check=check,
    sources=("S2-38", "M1F"),
    options=("--sqla-dialects", "--sqla-postgresql-version"),
)
