"""Metadata without a naming convention.

A constraint without a name is named by the database, each in its own way. A migration that wants to drop it has to know that name, and
SQLite's batch mode has none to go by. A naming convention on the metadata gives every constraint a name that is known beforehand.

```python bad file=requirements.txt
alembic>=1.13
```

```python bad file=models.py
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):  # SQA216 "Base"
    pass
```

```python good file=requirements.txt
alembic>=1.13
```

```python good file=models.py
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
```

A convention that lacks one of the five keys, or has a token that neither SQLAlchemy nor the convention knows, is reported as well.
Reported where the project has migrations: Alembic among its dependencies, or an alembic.ini. Silent: tests, scripts, the migrations
themselves, and bases whose metadata, registry or other bases come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import ApiCall
from flake8_sqla.facts.expressions import Expression, Invocation
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.models import MappedClass, TableDefinition
from flake8_sqla.facts.schema import NamingConvention, convention_of
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KEYS = ("ix", "uq", "ck", "fk", "pk")
_TOKEN = lazy_pattern(r"%\((\w+)\)")
_TOKENS = lazy_pattern(
    r"table_name|referred_table_name|constraint_name|(referred_)?column_\d+(_?N)?(_name|_label|_key)?|"
    r"(referred_)?column_0_?N_(name|label|key)"
)


def _of_metadata(metadata: Expression, owner: str) -> Iterator[Finding]:
    found = convention_of(metadata)
    if found is None:
        yield Finding(metadata.span, {"owner": owner})
    elif isinstance(found, NamingConvention):
        known = {key for key, _ in found.formats}
        missing = [key for key in _KEYS if key not in known] if found.complete else []
        if missing:
            yield Finding(found.span, {"missing": ", ".join(missing)}, "incomplete")
        for _, text in found.formats:
            for token in _TOKEN.findall(text) if isinstance(text, str) else ():
                if found.complete and token not in known and not _TOKENS.fullmatch(token):
                    yield Finding(found.span, {"token": token}, "token")


def _is_bare(mapped: MappedClass) -> bool:
    return all(base.startswith(("sqlalchemy.", "typing.", "abc.")) for base in mapped.bases)


def check(fact: MappedClass | ApiCall | TableDefinition, context: Context) -> Iterator[Finding]:
    """Look at the metadata of bases and tables."""
    if not context.project.requirements.uses_alembic or context.file.migration or context.file.test or context.file.script:
        return
    if isinstance(fact, TableDefinition):
        if isinstance(fact.metadata, Invocation) and fact.metadata.function == "sqlalchemy.MetaData" and fact.columns:
            yield from _of_metadata(fact.metadata, "this MetaData")
    elif isinstance(fact, MappedClass):
        if fact.role != "base" or not _is_bare(fact) or fact.attribute("registry") is not None:
            return
        metadata = fact.attribute("metadata")
        if metadata is None:
            yield Finding(fact.span, {"owner": fact.name})
        elif metadata.value is not None:
            yield from _of_metadata(metadata.value, fact.name)
    elif fact.function == "sqlalchemy.orm.declarative_base" and not fact.decorator and not any(a.starred for a in fact.arguments):
        given = {argument.keyword: argument.value for argument in fact.arguments if argument.keyword}
        if "metadata" in given:
            yield from _of_metadata(given["metadata"], "this MetaData")
        elif "cls" not in given and "metaclass" not in given and len(given) == len(fact.arguments):
            yield Finding(fact.span, {"owner": "this declarative base"})


RULE: Rule[MappedClass | ApiCall | TableDefinition] = Rule(
    code="SQA216",
    name="missing-naming-convention",
    impact=Impact.LOW,
    message="{owner} has no naming convention, so constraints get names that migrations cannot know; "
    "give metadata=MetaData(naming_convention=…)",
    doc=__doc__,
    on=(MappedClass, ApiCall, TableDefinition),
    words=frozenset({"base", "sqlalchemy.orm.declarative_base"}),
    check=check,
    variants={
        "incomplete": "this naming convention leaves {missing} to the database; give each of ix, uq, ck, fk and pk a format",
        "token": "the naming convention uses a token %({token})s that nobody defines; constraints of that kind raise KeyError",
    },
    sources=("S1-27", "S2-3"),
)
