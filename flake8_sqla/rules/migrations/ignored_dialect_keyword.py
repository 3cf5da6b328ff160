'''Keyword for another database.

`postgresql_where=`, `postgresql_using=` and their like say nothing to another database, and SQLAlchemy does not say so: on MySQL a
partial unique index is a full one, which refuses rows that it was meant to let pass.

```python bad options="--sqla-dialects=mysql"
"""One active address a user."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_index(
        "uq_addresses_user",
        "addresses",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("active"),  # SQA636 "postgresql_where"
    )


def downgrade() -> None:
    op.drop_index("uq_addresses_user", table_name="addresses")
```

```python good options="--sqla-dialects=mysql"
"""One address a user."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_index("uq_addresses_user", "addresses", ["user_id", "kind"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_addresses_user", table_name="addresses")
```

Reported in models too. Silent where the project may run on PostgreSQL, does not say on what it runs, says SQLite without
`--sqla-dialects` (a default that many projects keep beside a server), or has the same keyword for another database beside it
(`sqlite_where=` next to `postgresql_where=`): then it is written for both.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.keywords import DialectKeyword
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(keyword: DialectKeyword, context: Context) -> Iterator[Finding]:
    """Report PostgreSQL's keywords where PostgreSQL is none of the databases."""
    dialects = context.project.dialects
    if keyword.dialect != "postgresql" or not dialects or context.may_be("postgresql", keyword.branch) or keyword.has_sibling:
        return
    if dialects == {"sqlite"} and not context.settings.dialects:
        return  # what a template of alembic.ini says, or the developers' own database
    yield Finding(keyword.span, {"keyword": keyword.keyword, "dialects": " and ".join(sorted(dialects))})


RULE = Rule(
    code="SQA636",
    name="ignored-dialect-keyword",
    impact=Impact.LOW,
    message="{keyword} does nothing on {dialects}, the databases of this project; drop it, or say what it is to mean there",
    doc=__doc__,
    on=DialectKeyword,
    check=check,
    sources=("M1L",),
    options=("--sqla-dialects",),
)
