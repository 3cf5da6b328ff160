"""Keyword that SQLAlchemy takes for another database's option.

`Column`, `ForeignKey`, `Index` and their like accept `<dialect>_<option>` for dialects they do not know. A misspelt keyword with an
underscore in it looks just like that: `foreign_key=`, `on_delete=`, `not_null=` raise nothing and do nothing.

```python bad
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table

metadata = MetaData()
books = Table(
    "books",
    metadata,
    Column("id", Integer, primary_key=True, auto_increment=True),  # SQA215 "autoincrement"
    Column("author_id", ForeignKey("authors.id", on_delete="CASCADE"), index=True),  # SQA215 "ondelete"
    Index("ix_books_open", "id", postgres_where="open"),  # SQA215 "postgresql_where"
)
```

```python good
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, text

metadata = MetaData()
books = Table(
    "books",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("author_id", ForeignKey("authors.id", ondelete="CASCADE"), index=True),
    Index("ix_books_open", "id", postgresql_where=text("open")),
)
```

Keywords that begin with the name of a dialect are silent, be it SQLAlchemy's own or another package's (`snowflake_clusterby`).
Keywords without an underscore raise TypeError of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.models import SchemaCall
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.schema import DIALECT_PREFIXES, KEYWORDS, MEANT_KEYWORDS

_MISSPELT_DIALECTS = {"postgres": "postgresql", "psql": "postgresql", "pg": "postgresql", "postgre": "postgresql", "sqllite": "sqlite", "sqlserver": "mssql"}


def _meant(keyword: str, known: frozenset[str]) -> str:
    if keyword in MEANT_KEYWORDS:
        return MEANT_KEYWORDS[keyword]
    prefix, _, rest = keyword.partition("_")
    if prefix in _MISSPELT_DIALECTS:
        return f"{_MISSPELT_DIALECTS[prefix]}_{rest}"
    from difflib import get_close_matches  # where something is misspelt

    close = get_close_matches(keyword, known, 1, 0.75) or get_close_matches(keyword.replace("_", ""), known, 1, 0.85)
    return close[0] if close else ""


def check(call: SchemaCall, context: Context) -> Iterator[Finding]:
    """Compare the keywords with the construct's own."""
    known = KEYWORDS.get(call.construct)
    if known is None:
        return
    for argument in call.arguments:
        prefix, underscore, _ = argument.keyword.partition("_")
        if not underscore or not prefix or argument.keyword in known or prefix in DIALECT_PREFIXES:
            continue
        meant = _meant(argument.keyword, known)
        values = {"keyword": argument.keyword, "construct": call.construct.rpartition(".")[2], "prefix": prefix, "meant": meant}
        yield Finding(argument.span, values, "" if meant else "unknown")


RULE = Rule(
    code="SQA215",
    name="misspelt-schema-keyword",
    impact=Impact.HIGH,
    message="{construct} has no argument {keyword} and ignores it as an option of a database '{prefix}'; write {meant}",
    doc=__doc__,
    on=SchemaCall,
    check=check,
    variants={"unknown": "{construct} has no argument {keyword} and ignores it as an option of a database '{prefix}'; drop or correct it"},
    sources=("P13",),
)
