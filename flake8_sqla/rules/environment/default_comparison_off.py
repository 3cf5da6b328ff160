'''Autogenerate that overlooks changed server defaults.

Alembic does not compare `server_default` unless it is asked to. A default that is added to a column, changed or taken away then never
reaches a migration, and `alembic check` finds nothing. `compare_server_default=True` compares them; where a database writes its defaults
in another form than the models do, a function can say which differences count.

```python bad file=migrations/env.py
from alembic import context

from shop.models import Base


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)  # SQA804
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=migrations/env.py
from alembic import context

from shop.models import Base


def drop_empty_revisions(context, revision, directives):
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        process_revision_directives=drop_empty_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
```

Silent for offline configurations, which compare nothing, and as long as there is no metadata to compare (SQA801).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import ContextConfiguration
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(configuration: ContextConfiguration, context: Context) -> Iterator[Finding]:
    """Report the argument that turns it off, or the call that leaves it off."""
    if not configuration.compares:
        return
    if configuration.is_constant("compare_server_default", False, None):
        yield Finding(configuration.places["compare_server_default"])
    elif configuration.is_absent("compare_server_default"):
        yield Finding(configuration.span)


RULE = Rule(
    code="SQA804",
    name="default-comparison-off",
    impact=Impact.LOW,
    message="autogenerate overlooks changed server defaults here; pass compare_server_default=True",
    doc=__doc__,
    on=ContextConfiguration,
    check=check,
    sources=("S2-15",),
)
