'''Autogenerate that writes revisions with nothing in them.

`alembic revision --autogenerate` writes a file even where models and database agree, and somebody commits it. A function given as
`process_revision_directives` can throw it away: it empties the list of directives when the upgrade has no operations. In such functions
`config.cmd_opts` is tempting; it is None wherever Alembic is not run from its command line, so that reading an option off it fails there.

```python bad file=migrations/env.py
from alembic import context

from shop.models import Base


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)  # SQA806
    with context.begin_transaction():
        context.run_migrations()
```

```python bad file=migrations/env.py
from alembic import context

from shop.models import Base

config = context.config


def drop_empty_revisions(context, revision, directives):
    if config.cmd_opts.autogenerate:  # SQA806 "config.cmd_opts is None"
        if directives[0].upgrade_ops.is_empty():
            directives[:] = []


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, process_revision_directives=drop_empty_revisions)
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=migrations/env.py
from alembic import context

from shop.models import Base

config = context.config


def drop_empty_revisions(context, revision, directives):
    if getattr(config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
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

Silent for functions of other modules, for offline configurations, and as long as there is no metadata (SQA801).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import ContextConfiguration, UnguardedOptions
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: ContextConfiguration | UnguardedOptions, context: Context) -> Iterator[Finding]:
    """Report the call without such a function, the function that drops nothing, and options read unguarded."""
    if isinstance(fact, UnguardedOptions):
        yield Finding(fact.span, {"attribute": fact.attribute}, "unguarded")
    elif fact.compares and fact.directives == "absent":
        yield Finding(fact.span)
    elif fact.compares and fact.directives == "keeps":
        yield Finding(fact.places["process_revision_directives"], variant="keeps")


RULE: Rule[ContextConfiguration | UnguardedOptions] = Rule(
    code="SQA806",
    name="empty-revisions-allowed",
    impact=Impact.LOW,
    message="autogenerate writes revisions with nothing in them; drop those in a function given as process_revision_directives",
    doc=__doc__,
    on=(ContextConfiguration, UnguardedOptions),
    check=check,
    variants={
        "keeps": "this function keeps revisions with nothing in them; empty the list where upgrade_ops.is_empty()",
        "unguarded": 'config.cmd_opts is None outside Alembic\'s command line; read getattr(config.cmd_opts, "{attribute}", None)',
    },
    sources=("S2-17", "S2-35"),
)
