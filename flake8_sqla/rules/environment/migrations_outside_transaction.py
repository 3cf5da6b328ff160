'''Migrations that nothing commits.

Where the database has transactional DDL (PostgreSQL, SQL Server), Alembic leaves the transaction around all the migrations to env.py.
Without `with context.begin_transaction()` the first statement begins one, nothing commits it, and closing the connection rolls it back:
the upgrade ends without an error and the database is as it was.

```python bad file=migrations/env.py
from alembic import context

from shop.database import engine
from shop.models import Base

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    context.run_migrations()  # SQA807
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
        compare_server_default=True,
        process_revision_directives=drop_empty_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
```

Silent where env.py begins or commits a transaction of its own, in AUTOCOMMIT, with `transaction_per_migration` (each revision then has its
transaction), with `transactional_ddl`, and where the project runs on other databases only.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import UnwrappedRun
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(run: UnwrappedRun, context: Context) -> Iterator[Finding]:
    """Report the run."""
    if context.may_be("postgresql") or context.may_be("mssql"):
        yield Finding(run.span)


RULE = Rule(
    code="SQA807",
    name="migrations-outside-transaction",
    impact=Impact.HIGH,
    message="nothing commits these migrations where DDL is transactional; put run_migrations() inside `with context.begin_transaction():`",
    doc=__doc__,
    on=UnwrappedRun,
    check=check,
    sources=("S2-18",),
)
