"""SQL text with a value put into it.

`text(f"… WHERE name = '{name}'")` runs whatever `name` holds as SQL. A bound parameter (`:name`) goes to the server apart from
the text: it cannot change the statement, needs no quoting, and the server reuses its plan.

```python bad
from sqlalchemy import text
from sqlalchemy.orm import Session


def find(session: Session, name: str, order: str) -> None:
    session.execute(text(f"SELECT id FROM users WHERE name = '{name}'"))  # SQA323 "name"
    session.execute(text("SELECT id FROM users WHERE name = '%s'" % name))  # SQA323 "%"
    session.execute(text("SELECT id FROM users WHERE name = '{}'".format(name)))  # SQA323 ".format()"
    session.execute(text("SELECT id FROM users ORDER BY " + order))  # SQA323 "order"
```

```python good
from sqlalchemy import text
from sqlalchemy.orm import Session

TABLE = "users"


def find(session: Session, name: str, descending: bool) -> None:
    session.execute(text("SELECT id FROM users WHERE name = :name"), {"name": name})
    order = "DESC" if descending else "ASC"
    session.execute(text(f"SELECT id FROM {TABLE} ORDER BY name {order}"))
```

Silent: constants, names in capitals, `__tablename__` and other names of the schema, numbers made by `int()`, moments of the clock, members of an enum, what is quoted by
the dialect's preparer, names that only ever hold constants, what stands where SQL wants a name (a table, a column list, a quoted
identifier) and so could not be bound, and t-strings. Migrations, scripts and tests run on values of their
authors and are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.interpolation import InterpolatedSql
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(sql: InterpolatedSql, context: Context) -> Iterator[Finding]:
    """Report text that holds what is not constant."""
    if context.file.test or context.file.migration or context.file.environment or context.file.script:
        return
    yield Finding(sql.span, {"function": sql.function, "form": sql.form, "inserted": sql.inserted})


RULE = Rule(
    code="SQA323",
    name="sql-string-interpolation",
    impact=Impact.CRITICAL,
    message="{inserted} becomes part of the SQL by {form}: whoever sets it can change the statement; use a bound parameter (:name)",
    doc=__doc__,
    on=InterpolatedSql,
    check=check,
    sources=("S2-31", "P120"),
)
