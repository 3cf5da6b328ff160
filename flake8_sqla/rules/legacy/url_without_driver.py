"""Database URL that leaves the driver to the version.

`postgresql://` meant psycopg2 up to SQLAlchemy 2.0 and means psycopg (version 3) since 2.1; `oracle://` changed from cx_Oracle to oracledb.
Where only the old driver is installed, the upgrade ends in ModuleNotFoundError; where both are, the program changes its driver without a
word. A URL that names its driver means the same on every version. `postgres://` has been refused since 1.4.

```python bad file=requirements.txt
sqlalchemy>=2.0
psycopg2-binary
```

```python bad file=app/database.py
import os

from sqlalchemy import create_engine

password = os.environ["DB_PASSWORD"]
engine = create_engine(f"postgresql://shop:{password}@db/shop", pool_pre_ping=True)  # SQA121 "psycopg"
old = create_engine("postgres://db/shop", pool_pre_ping=True)  # SQA121 "refused"
```

```python good file=requirements.txt
sqlalchemy>=2.0
psycopg2-binary
```

```python good file=app/database.py
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg2://db/shop", pool_pre_ping=True, pool_size=5, max_overflow=5, pool_recycle=1800)
local = create_engine("sqlite:///app.db")
```

Silent where no dependency file of the project names SQLAlchemy, or where they all keep it below 2.1; `postgres://` is reported in any case.
MySQL, SQLite and SQL Server kept their default drivers.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import TEXT_ALONE, UrlLiteral
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.drivers import DEFAULT_DRIVERS, OLD_DEFAULT_DRIVERS


def check(literal: UrlLiteral, context: Context) -> Iterator[Finding]:
    """Report a URL whose driver depends on the version, and one that no version takes any more."""
    url = literal.url
    if literal.purpose == TEXT_ALONE:
        return
    if url.scheme == "postgres":
        yield Finding(literal.span, {}, "postgres")
    elif url.driver == "" and url.scheme in OLD_DEFAULT_DRIVERS and context.project.requirements.admits_2_1:
        old, new = OLD_DEFAULT_DRIVERS[url.scheme], DEFAULT_DRIVERS[url.scheme]
        yield Finding(literal.span, {"scheme": url.scheme, "old": old, "new": new})


RULE = Rule(
    code="SQA121",
    name="url-without-driver",
    impact=Impact.MEDIUM,
    message="{scheme}:// means {old} up to SQLAlchemy 2.0 and {new} since 2.1, both of which the project allows; name the driver: {scheme}+{old}://",
    doc=__doc__,
    on=UrlLiteral,
    check=check,
    variants={"postgres": "postgres:// is refused since SQLAlchemy 1.4; write postgresql+psycopg:// or another driver"},
    sources=("L2.1",),
)
