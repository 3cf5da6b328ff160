'''One transaction for all revisions, though some count on their own.

By default all the revisions of one `alembic upgrade` share a transaction. A constraint that one revision adds NOT VALID and the next
validates is then added and validated under the lock of the first: splitting them was for nothing. And an `autocommit_block()` commits
whatever the revisions before it have done, so that a failure behind it undoes only some of them. `transaction_per_migration=True` gives
each revision its own transaction.

```python bad file=migrations/env.py
from alembic import context

from shop.database import engine
from shop.models import Base

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)  # SQA809 "a2_index_email.py uses autocommit_block()"
    with context.begin_transaction():
        context.run_migrations()
```

```python bad file=migrations/versions/a2_index_email.py
"""Find users by email without a scan."""
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_users_email", "users", ["email"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_users_email", table_name="users", postgresql_concurrently=True)
```

```python good file=migrations/env.py
from alembic import context

from shop.database import engine
from shop.models import Base


def drop_empty_revisions(context, revision, directives):
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        compare_server_default=True,
        process_revision_directives=drop_empty_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
```

Silent where the project does not run on PostgreSQL, and with `transactional_ddl`.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report the online configuration, once a file."""
    if environment.isolated_revisions or not context.may_be("postgresql"):
        return
    online = next((call for call in environment.configurations if call.mode != "offline"), None)
    reason = context.surroundings.read_split() if online is not None else ""
    if online is not None and reason:
        yield Finding(online.span, {"reason": reason})


RULE = Rule(
    code="SQA809",
    name="one-transaction-for-all",
    impact=Impact.MEDIUM,
    message="{reason}, but all revisions of an upgrade share one transaction; pass transaction_per_migration=True",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    sources=("S0-3", "M1L"),
)
