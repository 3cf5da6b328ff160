'''env.py that finds the application by luck.

`from shop.models import Base` in env.py works where the folder of `shop` happens to be on Python's path: `alembic` started by
`python -m alembic` in the right folder, or the project installed. Started otherwise it ends with ModuleNotFoundError.
`prepend_sys_path = .` in the configuration puts the folder there each time.

```python bad file=alembic.ini
[alembic]
script_location = migrations
```

```python bad file=shop/models.py
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass
```

```python bad file=migrations/env.py
"""Alembic's environment."""  # SQA921 "shop.models"
from alembic import context

from shop.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
```

```python good file=alembic.ini
[alembic]
script_location = migrations
prepend_sys_path = .
path_separator = os
```

```python good file=shop/__init__.py
```

```python good file=migrations/env.py
"""Alembic's environment."""
from alembic import context

from shop import migrating

migrating.run(context)
```

Reported on the first line of env.py: flake8 reads Python only. An ini with `prepend_sys_path` and without `path_separator` is reported
too: Alembic 1.16 warns, and splits it at spaces, commas and colons.

Whose opinion: guides to Alembic, and its templates, which have both lines. What speaks against it: a project that is installed
(`pip install -e .`) needs no path, and then the tests meet the same modules as production does. Silent: Flask-Migrate's environments,
env.py that extends `sys.path` itself or imports nothing of the project, configuration that cannot be read.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEY = "prepend_sys_path"


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report imports of the project that no configured path leads to, or a path that Alembic has to guess how to split."""
    surroundings = context.surroundings
    if not surroundings.can_be_read or all(file.here for file in surroundings.files):
        return
    found = surroundings.setting(_KEY)
    if found is not None:
        if found[0].endswith(".ini") and surroundings.setting("path_separator") is None:
            yield Finding(FILE_START, {"file": found[0]}, "separator")
        return
    own = () if environment.extends_path else surroundings.read_own_modules(environment.imports)
    if own:
        yield Finding(FILE_START, {"file": surroundings.main_file, "module": own[0]})


RULE = Rule(
    code="SQA921",
    name="missing-sys-path",
    impact=Impact.LOW,
    message="env.py imports {module}, and {file} does not say where it lies; set prepend_sys_path to the folder above it",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    variants={"separator": "{file} has prepend_sys_path and no path_separator, so Alembic guesses how to split it; set path_separator = os"},
    sources=("S2-10",),
)
