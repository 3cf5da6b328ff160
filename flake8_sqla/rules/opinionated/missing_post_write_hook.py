'''New revisions that nobody formats.

What autogenerate writes has lines of any length and imports that are not used. A hook in the configuration runs the project's
formatter over each new revision, so that the first diff of it is the one that is reviewed.

```python bad file=alembic.ini
[alembic]
script_location = migrations
```

```python bad file=migrations/env.py
"""Alembic's environment."""  # SQA922 "post_write_hooks"
from alembic import context

from shop.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
```

```python good file=alembic.ini
[alembic]
script_location = migrations

[post_write_hooks]
hooks = ruff
ruff.type = module
ruff.module = ruff
ruff.options = format REVISION_SCRIPT_FILENAME
```

```python good file=migrations/env.py
"""Alembic's environment."""
from alembic import context

from shop.migrating import configure

configure(context)
```

Reported on the first line of env.py: flake8 reads Python only. A table `[[tool.alembic.post_write_hooks]]` in `pyproject.toml` will do.

Whose opinion: guides to Alembic; its configuration file holds the hooks, commented out. What speaks against it: pre-commit formats
what is committed, and a hook fails where the formatter is not installed. Silent where nothing configures Alembic, and where its
`pyproject.toml` cannot be read (Python 3.10 without `tomli`).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report configuration without hooks."""
    surroundings = context.surroundings
    if surroundings.can_be_read and surroundings.setting("hooks") is None:
        yield Finding(FILE_START, {"file": surroundings.main_file})


RULE = Rule(
    code="SQA922",
    name="missing-post-write-hook",
    impact=Impact.LOW,
    message="{file} has no post_write_hooks, so new revisions are written as they come; run the project's formatter over them",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    sources=("S2-11",),
)
