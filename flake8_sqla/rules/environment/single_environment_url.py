'''One database for every deployment.

Where the only URL stands in alembic.ini or in env.py, migrations run against that one database whoever starts them: a developer's upgrade
goes to the server, or the server's to a developer's machine. Read it from the environment or the application's settings. A file read by
ConfigParser knows no environment variables: `${DATABASE_URL}` in it stays as it is written, and the placeholder of `alembic init` is no
database at all.

```python bad file=alembic.ini
[alembic]
script_location = migrations
sqlalchemy.url = postgresql+psycopg://db.example.com/shop
```

```python bad file=migrations/env.py
"""Alembic's environment."""  # SQA810 "alembic.ini"
from alembic import context
from sqlalchemy import engine_from_config, pool

from shop.models import Base

with engine_from_config(context.config.get_section("alembic"), poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
```

```python bad file=migrations/env.py
from alembic import context
from sqlalchemy import create_engine, pool

from shop.models import Base

with create_engine(
    "postgresql+psycopg://db.example.com/shop",  # SQA810 "read it"
    poolclass=pool.NullPool,
).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
```

```python good file=migrations/env.py
import os

from alembic import context
from sqlalchemy import create_engine, pool

from shop.models import Base


def drop_empty_revisions(context, revision, directives):
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []


with create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        process_revision_directives=drop_empty_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
```

Silent where env.py looks at the environment, at `-x` arguments, at `config.attributes` or sets the option itself; where the file has URLs in
several sections, which are several environments; and for SQLite, whose URL is a file's name.
'''

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEY = "sqlalchemy.url"
_PLACEHOLDER = "driver://"


def _variant(url: str, urls: Mapping[str, str]) -> str:
    if url.startswith(_PLACEHOLDER):
        return "placeholder"
    if "${" in url or (url.startswith("$") and len(url) > 1):
        return "variable"
    literal = "://" in url and not url.startswith("sqlite") and "%(" not in url
    return "file" if literal and len(urls) == 1 else ""


def check(environment: EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report the only literal in env.py where it stands, else the file's URL on the first line."""
    if not environment.reads_surroundings and len(environment.server_urls) == 1:
        yield Finding(environment.server_urls[0])
    if not environment.url_from_file:
        return
    for file in context.surroundings.files:
        urls = {section: settings[_KEY].strip() for section, settings in file.sections.items() if _KEY in settings}
        found = next(((section, variant) for section, url in urls.items() if (variant := _variant(url, urls))), None)
        if found is not None:
            yield Finding(FILE_START, {"file": file.path, "section": found[0], "url": urls[found[0]]}, found[1])
            return


RULE = Rule(
    code="SQA810",
    name="single-environment-url",
    impact=Impact.MEDIUM,
    message="this URL is every deployment's: read it from the environment or the application's settings",
    doc=__doc__,
    on=EnvironmentFile,
    check=check,
    variants={
        "file": "sqlalchemy.url in [{section}] of {file} is every deployment's; let env.py take it from the environment or the settings",
        "placeholder": "sqlalchemy.url in [{section}] of {file} is still the placeholder {url}; let env.py take it from the environment",
        "variable": "ConfigParser leaves {url} (sqlalchemy.url in [{section}] of {file}) as it is; let env.py read the environment",
    },
    sources=("S2-40", "S2-9", "S2-17"),
)
