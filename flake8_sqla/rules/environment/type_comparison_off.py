'''Autogenerate that overlooks changed types.

With `compare_type=False` a column whose type has changed is no difference: the migration that would change it is never written. Since
Alembic 1.12 types are compared by default; before that the argument has to be given.

```python bad file=migrations/env.py
from alembic import context

from shop.models import Base


def run(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=False,  # SQA803
    )
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

Also reported: nothing said, in a project that asks for an Alembic before 1.12. Silent for a function, which decides type by type.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import ContextConfiguration
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(configuration: ContextConfiguration, context: Context) -> Iterator[Finding]:
    """Report the argument that turns it off, or the call of an old Alembic's that leaves it off."""
    if configuration.mode == "offline":
        return
    if configuration.is_constant("compare_type", False, None):
        yield Finding(configuration.places["compare_type"])
    elif configuration.compares and configuration.is_absent("compare_type") and context.surroundings.alembic_pin:
        yield Finding(configuration.span, {"pin": context.surroundings.alembic_pin}, "old")


RULE = Rule(
    code="SQA803",
    name="type-comparison-off",
    impact=Impact.MEDIUM,
    message="autogenerate overlooks changed column types with compare_type turned off; leave it out, or give a function for the exceptions",
    doc=__doc__,
    on=ContextConfiguration,
    check=check,
    variants={"old": "{pin}, which compares no types unless it is told to; pass compare_type=True"},
    sources=("S2-14", "S1-22"),
)
