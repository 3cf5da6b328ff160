"""SQLAlchemy imported under an unusual name.

SQLAlchemy's and Alembic's own documentation write `import sqlalchemy as sa`; Flask applications know it as `db`. One name for one
module makes code easy to search and to read across projects.

```python bad
import sqlalchemy as sql  # SQA901 "sql"
```

```python good
import sqlalchemy as sa
from sqlalchemy import select
```

Whose opinion: flake8-sqlalchemy's SQA100, which this rule replaces. What speaks against it: a project that has always used another
name gains nothing from changing it. An import without an alias is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.calls import NameImport
from flake8_sqla.rule import Context, Finding, Impact, Rule

_USUAL = frozenset({"sa", "db"})


def check(imported: NameImport, context: Context) -> Iterator[Finding]:
    """Report an alias of the whole module that nobody expects."""
    if imported.module == "sqlalchemy" and not imported.name and imported.alias and imported.alias not in _USUAL:
        yield Finding(imported.span, {"alias": imported.alias})


RULE = Rule(
    code="SQA901",
    name="import-alias",
    impact=Impact.LOW,
    message="sqlalchemy is imported as {alias}; the usual names are sa and db",
    doc=__doc__,
    on=NameImport,
    check=check,
    sources=("flake8-sqlalchemy SQA100",),
)
