'''Configuration that does not lead to its environment.

`alembic` finds env.py by `script_location` in alembic.ini or in the table `[tool.alembic]` of pyproject.toml. Where that is missing, where
it names a folder without an env.py, or where the file cannot be parsed, every command of Alembic's ends with an error. Neither file is
Python, so it is reported on the first line of the env.py beside it.

```python bad file=alembic.ini
[alembic]
script_location = db/migrations
```

```python bad file=schema/env.py
"""Alembic's environment."""  # SQA812 "schema"
from alembic import context

from shop.models import Base


def run(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=alembic.ini
[alembic]
script_location = %(here)s/migrations
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

Silent where no such file lies between env.py and the project's root, where it leads to another environment, where it lies beside env.py
and leaves the location out (as Flask-Migrate's does), and, on Python 3.10 without tomli, for pyproject.toml.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEY = "script_location"


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report on the first line what is wrong with the files beside env.py."""
    files = context.surroundings.files
    broken = next((file for file in files if file.error), None)
    if broken is not None:
        yield Finding(FILE_START, {"file": broken.path, "error": broken.error}, "broken")
        return
    stated = {file.path: settings[_KEY] for file in files for settings in file.sections.values() if settings.get(_KEY)}
    if any(file.locates in ("this", "another") for file in files):
        return
    if stated and all(file.locates == "nowhere" for file in files if file.path in stated):
        path, location = next(iter(stated.items()))
        yield Finding(FILE_START, {"file": path, "location": location, "folder": context.surroundings.folder})
    elif not stated:
        file = next((file for file in files if "alembic" in file.sections and not file.here), None)
        # A pyproject.toml beside it that could not be read may hold the location.
        if file is not None and all(other.sections for other in files):
            yield Finding(FILE_START, {"file": file.path, "folder": context.surroundings.folder}, "missing")


RULE = Rule(
    code="SQA812",
    name="wrong-script-location",
    impact=Impact.MEDIUM,
    message="script_location in {file} is {location}, where there is no env.py; this one lies in {folder}",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    variants={
        "missing": "{file} names no script_location, without which Alembic does not start; this env.py lies in {folder}",
        "broken": "{file} cannot be parsed, so Alembic does not start: {error}",
    },
    sources=("S2-7",),
)
