'''Dialect keyword that SQLAlchemy refuses.

Each dialect says which of its keywords it accepts for which construct. Any other raises `ArgumentError` as soon as the construct is
made: the migration, or the import of the models, fails. The two that are tried most often are `postgresql_using_index`, which does
not exist, and `postgresql_not_valid` on a unique constraint, which PostgreSQL cannot do.

```python bad
"""Make emails unique by an index."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_unique_constraint(
        "uq_users_email",
        "users",
        ["email"],
        postgresql_using_index="uq_users_email",  # SQA606 "postgresql_using_index"
    )


def downgrade() -> None:
    op.drop_constraint("uq_users_email", "users", type_="unique")
```

```python good
"""Make emails unique by an index."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE USING INDEX uq_users_email")


def downgrade() -> None:
    op.drop_constraint("uq_users_email", "users", type_="unique")
```

In models it is the same, and so is a column that `postgresql_include` of `op.create_unique_constraint` names and its own list
lacks: Alembic builds the constraint on a table with the listed columns only, and raises `KeyError`. Silent: dialects of other
packages, whose keywords are theirs to know, and constructs that take anything (MySQL's tables).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.keywords import DialectKeyword
from flake8_sqla.rule import Context, Finding, Impact, Rule
from flake8_sqla.vocabulary.dialect_keywords import ACCEPTED

_BY_SQL = {
    "using_index": "attach the index by SQL: ALTER TABLE … ADD CONSTRAINT … UNIQUE USING INDEX …",
    "algorithm": "say ALGORITHM by SQL, with op.execute",
    "lock": "say LOCK by SQL, with op.execute",
    "not_valid": "only foreign keys and checks can be NOT VALID; build a unique index concurrently instead",
}


def _remedy(keyword: DialectKeyword, accepted: frozenset[str]) -> str:
    if keyword.name in _BY_SQL:
        return _BY_SQL[keyword.name]
    if not accepted:
        return f"{keyword.dialect} has no keyword for it"
    return "accepted are " + ", ".join(f"{keyword.dialect}_{name}" for name in sorted(accepted))


def check(keyword: DialectKeyword, context: Context) -> Iterator[Finding]:
    """Report a keyword that is not among those its dialect accepts for the construct."""
    values = {"keyword": keyword.keyword, "function": keyword.function}
    accepted = ACCEPTED[keyword.construct].get(keyword.dialect, frozenset())
    if keyword.name not in accepted and "*" not in accepted:
        yield Finding(keyword.span, {**values, "remedy": _remedy(keyword, accepted)})
    elif keyword.missing_columns:
        yield Finding(keyword.span, {**values, "columns": ", ".join(keyword.missing_columns)}, "include")


RULE = Rule(
    code="SQA606",
    name="unsupported-dialect-keyword",
    impact=Impact.HIGH,
    message="{function}() refuses {keyword} with an ArgumentError; {remedy}",
    doc=__doc__,
    on=DialectKeyword,
    check=check,
    variants={
        "include": "{function}() raises KeyError here: {keyword} names {columns}, which its list of columns lacks; write this constraint as SQL"
    },
    sources=("S0-5", "M1L"),
)
