'''Migrations generated for SQLite that SQLite cannot run.

SQLite can add a column and rename one; most other changes of a table need it copied, which Alembic does inside `batch_alter_table`.
Autogenerate writes its operations that way with `render_as_batch=True`. Other databases get plain ALTER statements from the same code.

```python bad file=migrations/env.py options="--sqla-dialects=sqlite,postgresql"
from alembic import context

from shop.models import Base


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)  # SQA805
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=migrations/env.py options="--sqla-dialects=sqlite,postgresql"
from alembic import context

from shop.models import Base


def drop_empty_revisions(context, revision, directives):
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_server_default=True,
        process_revision_directives=drop_empty_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
```

Silent where the project does not run on SQLite, for offline configurations, and as long as there is no metadata (SQA801).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import ContextConfiguration
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(configuration: ContextConfiguration, context: Context) -> Iterator[Finding]:
    """Report the argument that turns it off, or the call that leaves it off."""
    if not configuration.compares or not context.may_be("sqlite"):
        return
    if configuration.is_constant("render_as_batch", False, None):
        yield Finding(configuration.places["render_as_batch"])
    elif configuration.is_absent("render_as_batch"):
        yield Finding(configuration.span)


RULE = Rule(
    code="SQA805",
    name="batch-rendering-off",
    impact=Impact.MEDIUM,
    message="autogenerate writes ALTER statements that SQLite refuses; pass render_as_batch=True",
    doc=__doc__,
    on=ContextConfiguration,
    check=check,
    sources=("S2-16",),
)
