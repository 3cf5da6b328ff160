'''Environment without the models' metadata.

Autogenerate compares the database with `target_metadata`. With None, which is what `alembic init` writes, `alembic revision --autogenerate`
and `alembic check` end with an error. The offline configuration wants it too: names of constraints come from the metadata's naming
convention, and a script made by `--sql` would otherwise name them differently than the migration itself does.

```python bad file=migrations/env.py
from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config
target_metadata = None  # SQA801

with engine_from_config(config.get_section("alembic"), poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
```

```python bad file=migrations/env.py
from alembic import context

from shop.models import Base


def run_offline(url: str) -> None:
    context.configure(url=url)  # SQA801 "offline"
    with context.begin_transaction():
        context.run_migrations()


def run_online(connection: object) -> None:
    context.configure(connection=connection)  # SQA801 "target_metadata=Base.metadata"
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=migrations/env.py
from alembic import context

from shop.models import Base


def process_revision_directives(context, revision, directives):
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run_online(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        process_revision_directives=process_revision_directives,
    )
    with context.begin_transaction():
        context.run_migrations()
```

Silent where `**options` may bring it, and for any value that is not certainly empty.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import ContextConfiguration
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(configuration: ContextConfiguration, context: Context) -> Iterator[Finding]:
    """Report where None is said, else the call that says nothing."""
    if configuration.metadata == "none" and configuration.metadata_span is not None:
        yield Finding(configuration.metadata_span)
    elif configuration.metadata == "absent":
        yield Finding(configuration.span, variant="offline" if configuration.mode == "offline" else "absent")


RULE = Rule(
    code="SQA801",
    name="missing-target-metadata",
    impact=Impact.HIGH,
    message="target_metadata is empty, so autogenerate and `alembic check` cannot run; give it the models' metadata",
    doc=__doc__,
    on=ContextConfiguration,
    check=check,
    variants={
        "absent": "context.configure() gets no metadata, so autogenerate and `alembic check` cannot run; pass target_metadata=Base.metadata",
        "offline": "the offline context.configure() gets no metadata, so its scripts ignore the naming convention; pass target_metadata as online",
    },
    sources=("S2-12", "S1-22"),
)
