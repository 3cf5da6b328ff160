"""Database URL pasted from variables.

A password with `@`, `/`, `:`, `#` or `%` in it breaks a URL that is pasted together: the connection goes to the wrong host, or the password is cut.
It works until somebody draws a new one. `URL.create()` takes the parts as they are; `quote_plus()` escapes one.

```python bad
import os

from sqlalchemy import create_engine

user, password = os.environ["DB_USER"], os.environ["DB_PASSWORD"]
engine = create_engine(f"postgresql+psycopg://{user}:{password}@db/shop", pool_pre_ping=True)  # SQA511 "URL.create"
```

```python good
import os
from urllib.parse import quote_plus

from sqlalchemy import URL, create_engine

password = quote_plus(os.environ["DB_PASSWORD"])
url = URL.create("postgresql+psycopg", os.environ["DB_USER"], os.environ["DB_PASSWORD"], "db", database="shop")
engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=5, pool_recycle=1800)
other = f"postgresql+psycopg://shop:{password}@db/shop"
```

Silent: parts that a call nobody knows may have escaped, and URLs whose user and password are constant. Tests are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.engines import UrlLiteral
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(literal: UrlLiteral, context: Context) -> Iterator[Finding]:
    """Report a URL with unescaped variables in front of its `@`."""
    if literal.url.pasted and not context.file.test:
        yield Finding(literal.span, {})


RULE = Rule(
    code="SQA511",
    name="unescaped-url",
    impact=Impact.MEDIUM,
    message="a password with `@` or `/` breaks this URL; build it with sqlalchemy.URL.create(), or escape its parts with quote_plus()",
    doc=__doc__,
    on=UrlLiteral,
    check=check,
    sources=(),
)
