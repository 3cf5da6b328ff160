'''URL whose percent signs end the migration.

Alembic keeps its options in a ConfigParser, to which `%` begins a reference: `set_main_option("sqlalchemy.url", url)` raises ValueError
as soon as the URL holds one, and a password with a special character in it is written with one (`p%40ss`). Double them first.

```python bad file=migrations/env.py
import os

from alembic import context

context.config.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"])  # SQA811
```

```python good file=migrations/env.py
import os

from alembic import context

context.config.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"].replace("%", "%%"))
```

Silent for literals without a percent sign, URLs of SQLite, other options, parameters (whoever calls may have escaped them), and in tests.
An engine made from the URL itself (`create_engine(url)`) needs no option at all.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile, OptionValue
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEY = "sqlalchemy.url"
#: A percent sign that is neither doubled nor the start of `%(name)s`.
_SINGLE = lazy_pattern(r"(?<!%)%(?:%%)*(?![%(])")


def check(fact: OptionValue | EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report the value where it stands; that of the file on the first line of env.py."""
    if isinstance(fact, EnvironmentFile):
        for file in context.surroundings.files if fact.url_from_file else ():
            for section, settings in file.sections.items():
                if file.path.endswith(".ini") and _SINGLE.search(settings.get(_KEY, "")):
                    yield Finding(FILE_START, {"file": file.path, "section": section}, "file")
                    return
    elif fact.option == _KEY and not context.file.test:
        if fact.literal is None and not fact.escaped:
            yield Finding(fact.span, {"method": fact.method})
        elif fact.literal is not None and _SINGLE.search(fact.literal):
            yield Finding(fact.span, variant="literal")


RULE: Rule[OptionValue | EnvironmentFile] = Rule(
    code="SQA811",
    name="unescaped-option-value",
    impact=Impact.LOW,
    message='a percent sign in this URL makes {method}() raise; hand it the text with .replace("%", "%%")',
    doc=__doc__,
    on=(OptionValue, EnvironmentFile),
    check=check,
    variants={
        "literal": "a single percent sign makes this raise ValueError; double it: %%",
        "file": "sqlalchemy.url in [{section}] of {file} has a single percent sign, which cannot be read; double it: %%",
    },
    sources=("S2-41",),
)
