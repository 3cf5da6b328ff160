'''SQL on the connection before Alembic is configured with it.

Any statement begins a transaction on a SQLAlchemy connection. `context.configure` sees it open, takes it for a transaction of env.py's
own, and `context.begin_transaction()` then neither begins nor commits one. The upgrade logs success and exits with 0; when the connection
closes, everything is rolled back, or on SQLite the table of versions is. `op.get_context().autocommit_block()` fails on such a connection.

```python bad file=migrations/env.py
from alembic import context
from sqlalchemy import text

from shop.database import engine
from shop.models import Base

with engine.connect() as connection:
    connection.execute(text("SET lock_timeout = '4s'"))  # SQA808
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=migrations/env.py
from alembic import context
from sqlalchemy import text

from shop.database import engine
from shop.models import Base


def drop_empty_revisions(context, revision, directives):
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []


with engine.connect() as connection:
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        process_revision_directives=drop_empty_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
```

Methods of `inspect(connection)` read from the database and count; `inspect()` alone does not. Silent where the transaction is ended before
`configure` or committed at the end, where env.py begins it (`engine.begin()`), in AUTOCOMMIT, and for a connection that others hand over.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EarlyStatement
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(statement: EarlyStatement, context: Context) -> Iterator[Finding]:
    """Report the first statement that leaves a transaction open."""
    yield Finding(statement.span, {"call": statement.call, "connection": statement.connection})


RULE = Rule(
    code="SQA808",
    name="sql-before-configure",
    impact=Impact.CRITICAL,
    message="{call}() begins a transaction that nothing commits: the upgrade rolls back and reports success; "
    "call {connection}.commit() before context.configure()",
    doc=__doc__,
    on=EarlyStatement,
    check=check,
    sources=("M1L",),
)
