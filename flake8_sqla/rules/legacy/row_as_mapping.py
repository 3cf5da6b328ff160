"""Row taken for a mapping.

A row of SQLAlchemy 2 is a named tuple. `row["name"]` and `row[users.c.name]` raise TypeError, `dict(row)` and `row.keys()` fail as well, and `"name" in row` is worse:
it compares the values, and is quietly False. A column is `row.name`; `result.mappings()` gives rows that are mappings.

```python bad
from sqlalchemy import Connection, text


def names(connection: Connection) -> list[str]:
    return [row["name"] for row in connection.execute(text("SELECT name FROM users"))]  # SQA112 "row.name"
```

```python good
from sqlalchemy import Connection, text


def names(connection: Connection) -> list[str]:
    return [row.name for row in connection.execute(text("SELECT name FROM users"))]


def records(connection: Connection) -> list[dict[str, object]]:
    return [dict(row) for row in connection.execute(text("SELECT name FROM users")).mappings()]
```

Silent: `row[0]`, `row._mapping["name"]`, results of `mappings()`, `result.keys()`, and values that are not known to be rows, such as those of a
DBAPI cursor.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.rows import RowAsMapping
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(use: RowAsMapping, context: Context) -> Iterator[Finding]:
    """Report each form, in its own words."""
    column = f"row.{use.key}" if use.form in ("item", "column") and use.key.isidentifier() else ""
    yield Finding(use.span, {"key": use.key, "column": column or "the column's attribute"}, "" if use.form == "item" else use.form)


RULE = Rule(
    code="SQA112",
    name="row-as-mapping",
    impact=Impact.HIGH,
    message='row["{key}"] raises TypeError since SQLAlchemy 2.0: a row is a tuple; write {column}, or read result.mappings()',
    doc=__doc__,
    on=RowAsMapping,
    check=check,
    variants={
        "column": "row[…] with a column raises TypeError since SQLAlchemy 2.0: a row is a tuple; write {column}, or row._mapping[…]",
        "in": '"{key}" in row compares the values of the row since SQLAlchemy 2.0; ask row._fields, or read result.mappings()',
        "dict": "dict(row) fails since SQLAlchemy 2.0: a row is a tuple; write row._asdict(), or read result.mappings()",
        "method": "row.{key}() is gone since SQLAlchemy 2.0 and raises AttributeError; ask row._mapping, or read result.mappings()",
    },
    sources=("L2.1",),
)
