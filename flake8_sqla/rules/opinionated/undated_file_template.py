'''Revision file without a date in its name.

Alembic names the file of a revision by its id, a random number: the files of a year stand in no order, and whoever looks for what
was changed last week opens one after the other. With a `file_template` that begins with the date they sort by age. The id belongs
into the name too: it is what `alembic history` and error messages speak of.

```python bad file=alembic.ini
[alembic]
script_location = migrations
sqlalchemy.url = sqlite:///shop.db
```

```python bad file=migrations/env.py
"""Alembic's environment."""  # SQA920 "no file_template"
from alembic import context

from shop.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
```

```python good file=alembic.ini
[alembic]
script_location = migrations
file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s
sqlalchemy.url = sqlite:///shop.db
```

```python good file=migrations/env.py
"""Alembic's environment."""
from alembic import context

from shop.migrating import configure

configure(context)
```

Reported on the first line of env.py: flake8 reads Python only. A revision whose file is named otherwise than the template says is
reported in the revision, at its id; not those from before the first that keeps to it, when there was no such template yet.

Whose opinion: guides to Alembic; its own configuration file holds such a template, commented out. What speaks against it: the order of
the revisions is that of `down_revision`, and a date that was written before a rebase lies about it. Silent where nothing configures
Alembic, and where its `pyproject.toml` cannot be read.
'''

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.history import History
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import Revision
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEY = "file_template"
_TOKEN = lazy_pattern(r"%+\((\w+)\)(?:\.?\d*)[sdi]")
_DATES = frozenset({"year", "epoch"})
_PATTERNS = {"rev": r"[\w.]+", "slug": r"\w*", "epoch": r"\d+", "year": r"\d{4}"}


def _fits(template: str, path: str) -> bool:
    """Whether a file's path ends as the template says; true where the template holds what we do not know."""
    pattern, end = "", 0
    for token in _TOKEN.finditer(template):
        pattern += re.escape(template[end : token.start()]) + _PATTERNS.get(token[1], r"\d{1,2}")
        end = token.end()
    rest = template[end:]
    if "%" in rest or "{" in template:
        return True
    return re.search(rf"(?:^|/){pattern}{re.escape(rest)}\.py$", path.replace("\\", "/")) is not None


@lru_cache(maxsize=1)
def _first_to_fit(template: str, history: History) -> str:
    """The first revision whose file is named as the template says; empty where none is."""
    return history.earliest(header.revision for header in history.headers if _fits(template, header.path))


def check(fact: EnvironmentFile | Revision, context: Context) -> Iterator[Finding]:
    """Report a template that is missing or says too little, and a revision that does not keep to it."""
    surroundings = context.surroundings
    if not surroundings.can_be_read:
        return
    found = surroundings.setting(_KEY)
    tokens = set(_TOKEN.findall(found[1])) if found is not None else set()
    if isinstance(fact, Revision):
        if found is None or not tokens & _DATES or _fits(found[1], context.file.path):
            return
        first = _first_to_fit(found[1], context.history)
        if not first or not isinstance(fact.revision, str) or not context.history.runs_before(fact.revision, first):
            yield Finding(fact.span, {"template": found[1].replace("%%", "%"), "file": found[0]}, "unlike")
    elif found is None:
        yield Finding(FILE_START, {"file": surroundings.main_file})
    elif not tokens & _DATES:
        yield Finding(FILE_START, {"file": found[0]}, "undated")
    elif "rev" not in tokens:
        yield Finding(FILE_START, {"file": found[0]}, "unidentified")


RULE: Rule[EnvironmentFile | Revision] = Rule(
    code="SQA920",
    name="undated-file-template",
    impact=Impact.LOW,
    message="{file} has no file_template, so revisions are named by random ids and sort by nothing; begin the name with %%(year)d_%%(month).2d",
    doc=__doc__,
    on=(EnvironmentFile, Revision),
    check=check,
    variants={
        "undated": "file_template in {file} names no date, so revisions sort by nothing; begin it with %%(year)d_%%(month).2d_%%(day).2d",
        "unidentified": "file_template in {file} lacks %%(rev)s, so a revision is not found by the id that Alembic speaks of; add it",
        "unlike": "this file is not named as file_template in {file} says ({template}); rename it",
    },
    sources=("S2-8",),
)
