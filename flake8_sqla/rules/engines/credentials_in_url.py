"""Password written into the source.

A URL with a password in it is in every clone, every image and every backup of the repository, and it cannot be changed without a
release. Read it from the environment or a secret store.

```python bad
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://shop:s3cr3t-9f2@db.example.com/shop", pool_pre_ping=True)  # SQA504 "db.example.com"
```

```python good
import os

from sqlalchemy import URL, NullPool, create_engine

engine = create_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
other = create_engine(URL.create("postgresql+psycopg", "shop", os.environ["DB_PASSWORD"], "db.example.com"), poolclass=NullPool)
local = create_engine("postgresql+psycopg://postgres:postgres@localhost/shop", poolclass=NullPool)
```

Silent: tests, placeholders (`user:pass@…`, `{password}`, `<password>`), and a local host (or the service name of a compose file)
with a password that everybody knows or that is the user's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.engines import TEXT_ALONE, DatabaseUrl, UrlLiteral
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.drivers import KNOWN_PASSWORDS, LOCAL_HOSTS

_PLACEHOLDER = lazy_pattern(r"[<>{}$%*]|^x+$|^\.\.\.$|your|placeholder|^\[", re.IGNORECASE)


def _is_secret(url: DatabaseUrl) -> bool:
    if not isinstance(url.password, str) or not url.password or _PLACEHOLDER.search(url.password):
        return False
    local = url.host in LOCAL_HOSTS
    return not (local and (url.password.lower() in KNOWN_PASSWORDS or url.password == url.user))


def check(literal: UrlLiteral, context: Context) -> Iterator[Finding]:
    """Report a literal password at the place where it stands."""
    if not context.file.test and literal.purpose != TEXT_ALONE and _is_secret(literal.url):
        host = literal.url.host if isinstance(literal.url.host, str) and literal.url.host else "the database"
        yield Finding(literal.span, {"host": host})


RULE = Rule(
    code="SQA504",
    name="credentials-in-url",
    impact=Impact.HIGH,
    message="the password for {host} is in the source; read the URL from the environment or a secret store",
    doc=__doc__,
    on=UrlLiteral,
    check=check,
    sources=("S3-3", "P121"),
)
