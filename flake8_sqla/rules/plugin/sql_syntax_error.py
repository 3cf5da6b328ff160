'''SQL that PostgreSQL cannot parse.

Constant SQL text is read with PostgreSQL's own grammar. What the grammar refuses, the server refuses too, at the moment the
migration runs in production.

```python bad
"""Add a check to orders."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("ALTER TABLE orders ADD CONSTRAINT positive CHECK total > 0")  # SQA002


def downgrade() -> None:
    op.execute("ALTER TABLE orders DROP CONSTRAINT positive")
```

```python good
"""Add a check to orders."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID")


def downgrade() -> None:
    op.execute("ALTER TABLE orders DROP CONSTRAINT positive")
```

Nothing is said of text with format placeholders (`%s`, `{}`), of psql commands (`\\d`), of text that is put together at run
time, of text under a branch for another dialect, and of text that another database would understand where the project may run
on another one or does not say on which it runs.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import RefusedSql
from flake8_sqla.facts.statements import TextExecution
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: Text that a program will fill in, that psql would read, or that another database speaks.
_NOT_OURS = lazy_pattern(
    r"%[(s]|\{|^\s*\\|`|\bPRAGMA\b|\bAUTO_?INCREMENT\b|\bENGINE\s*=|\bMODIFY\b|\bCHANGE\s+COLUMN\b|\bUNSIGNED\b|\bFOREIGN_KEY_CHECKS\b|"
    r"\bINSERT\s+(OR\s+)?IGNORE\b|\bINSERT\s+OR\s+REPLACE\b|\bREPLACE\s+INTO\b|\bsp_rename\b|\bNVARCHAR\b|\bGO\b\s*$|\[\w+\]|\bFROM\s+DUAL\b|"
    r"\bSHOW\s+(TABLES|COLUMNS|INDEX)|\bON\s+DUPLICATE\s+KEY\b|\bUSE\s+\w+\s*;|\bDATETIME\b|\bUPDATE\s+[\w.]+(\s+\w+)?\s+(INNER\s+|LEFT\s+)?JOIN\b|"
    r"\bDROP\s+(INDEX|FOREIGN\s+KEY|CHECK)\s+\w+\s+ON\b|\bDROP\s+(FOREIGN\s+KEY|INDEX)\b.*\w",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


def check(sql: RefusedSql | TextExecution, context: Context) -> Iterator[Finding]:
    """Report text that only PostgreSQL will read and that it refuses."""
    if sql.complaint is None:
        return
    branch = sql.setting.branch if isinstance(sql, RefusedSql) else None
    only_postgresql = frozenset({"postgresql"}) in (context.project.dialects, branch.only if branch is not None else None)
    nothing_known = not context.project.dialects and (branch is None or branch.admits("postgresql"))
    if only_postgresql or nothing_known:
        if not _NOT_OURS.search(sql.text):
            yield Finding(sql.span, {"complaint": sql.complaint})


RULE: Rule[RefusedSql | TextExecution] = Rule(
    code="SQA002",
    name="sql-syntax-error",
    impact=Impact.HIGH,
    message="PostgreSQL cannot parse this SQL: {complaint}",
    doc=__doc__,
    on=(RefusedSql, TextExecution),
    check=check,
    options=("--sqla-dialects",),
)
