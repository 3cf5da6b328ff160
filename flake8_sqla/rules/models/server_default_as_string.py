"""SQL in quotes as server default.

A string given as `server_default` is a *value*, and is quoted once more: `server_default="now()"` becomes `DEFAULT 'now()'`. SQLite stores
those five characters; PostgreSQL reads the literal once, when the table is made, and gives that moment to every row; for functions it
cannot read as a literal it refuses the table. SQL is written as `func.now()` or `text("…")`, a string value without quotes of its own.

```python bad
from datetime import datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True, server_default="nextval('job_ids')")  # SQA225 "text("
    made_at: Mapped[datetime] = mapped_column(server_default="CURRENT_TIMESTAMP")  # SQA225 "func.now()"
    state: Mapped[str] = mapped_column(server_default="'new'")  # SQA225 "quotes"
```

```python good
from datetime import datetime

from sqlalchemy import DateTime, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True, server_default=text("nextval('job_ids')"))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    state: Mapped[str] = mapped_column(server_default="new")
```

Columns of models, tables and migrations are read alike. Silent: strings that only resemble SQL, such as words in parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.expressions import Constant
from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.models import ColumnDefinition
from flake8_sqla.rule import Context, Finding, Impact, Rule

_CALL = lazy_pattern(r"\(*\s*[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*\([^()]*(\([^()]*\)[^()]*)*\)\s*\)*(::[a-z_ ]+|\s+at\s+time\s+zone\s+.+)?", re.IGNORECASE)
_NOW = lazy_pattern(r"\(?\s*(now\(\)|current_timestamp(\(\d*\))?)\s*\)?", re.IGNORECASE)
_KEYWORD = lazy_pattern(
    r"(CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|LOCALTIMESTAMP|LOCALTIME|CURRENT_USER|SESSION_USER)( ON UPDATE CURRENT_TIMESTAMP)?",
    re.IGNORECASE,
)
_QUOTED = lazy_pattern(r"E?'([^']|'')*'(::[a-zA-Z_][\w \"\[\].]*)?", re.DOTALL)


def check(column: ColumnDefinition, context: Context) -> Iterator[Finding]:
    """Report constant strings that are SQL."""
    argument = column.keyword("server_default")
    if argument is None or not isinstance(argument.value, Constant) or not isinstance(argument.value.value, str):
        return
    text = argument.value.value.strip()
    if _QUOTED.fullmatch(text):
        yield Finding(argument.span, {"text": text, "column": column.attribute}, "quoted")
    elif _NOW.fullmatch(text):
        yield Finding(argument.span, {"text": text, "meant": "func.now()"})
    elif _KEYWORD.fullmatch(text) or _CALL.fullmatch(text):
        yield Finding(argument.span, {"text": text, "meant": f"text({text!r})"})


RULE = Rule(
    code="SQA225",
    name="server-default-as-string",
    impact=Impact.HIGH,
    message="a string is quoted: the default will be the words '{text}'; write server_default={meant}",
    doc=__doc__,
    on=ColumnDefinition,
    words=frozenset({"server_default="}),
    check=check,
    variants={"quoted": "a string is quoted once more: the default will hold the quotes of {text}; drop them, or write text(…)"},
    sources=("P14", "P15"),
)
