"""Session whose objects expire at commit.

After a commit every object of the session is loaded again at its next read: one query for each, after the transaction that was
thought to be over. Objects that outlive their session raise DetachedInstanceError instead. With `expire_on_commit=False` they keep
what was loaded.

```python bad
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker


def factory(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine)  # SQA905 "sessionmaker"
```

```python good
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker


def factory(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)
```

Whose opinion: authors of web applications that build the response after the commit. What speaks against it: the default guarantees
that nobody works with values that another transaction has changed. Asynchronous sessions have a rule of their own, which is on by
default. Silent: calls with `**options`, tests, migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.sessions import SessionOptions
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(options: SessionOptions, context: Context) -> Iterator[Finding]:
    """Report synchronous ones that expire."""
    if not options.asynchronous and options.expires is True and not context.file.test and not context.file.migration:
        yield Finding(options.span, {"function": options.function})


RULE = Rule(
    code="SQA905",
    name="sync-expire-on-commit",
    impact=Impact.LOW,
    message="objects of this {function} expire at commit, and each is loaded again when it is read next; pass expire_on_commit=False",
    doc=__doc__,
    on=SessionOptions,
    check=check,
    sources=("S2-5",),
)
