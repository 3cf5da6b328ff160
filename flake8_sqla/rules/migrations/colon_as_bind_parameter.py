r'''Colon that becomes a parameter.

A string handed to `op.execute` goes through `text()`, where a colon and a word are a parameter, inside quotes too. JSON without a
space behind the colon, a time zone, a comment: nobody gives a value, and the migration fails with "A value is required for bind
parameter".

```python bad
"""Set the default settings."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("""UPDATE users SET settings = '{"mails":true}' WHERE settings IS NULL""")  # SQA630 ":true"


def downgrade() -> None:
    """Nothing to undo."""
```

```python good
"""Set the default settings."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute(
        sa.text("UPDATE users SET settings = :settings WHERE settings IS NULL").bindparams(settings='{"mails":true}')
    )


def downgrade() -> None:
    op.execute(r"""UPDATE users SET settings = NULL WHERE settings = '{"mails"\:true}'""")
```

A backslash before the colon keeps it one. Silent: casts (`::int`) and times (`12:30`), text with `bindparams()`, `execute` with
parameters of its own, `exec_driver_sql`, which knows no such parameters.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.scripts import UngivenParameters
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(parameters: UngivenParameters, context: Context) -> Iterator[Finding]:
    """Report parameters without values."""
    yield Finding(parameters.span, {"names": ", ".join(f":{name}" for name in parameters.names[:4])})


RULE = Rule(
    code="SQA630",
    name="colon-as-bind-parameter",
    impact=Impact.HIGH,
    message="SQLAlchemy reads {names} in this text as a parameter that nobody gives a value, and raises; "
    "write \\: where a colon is meant, else text(…).bindparams(…)",
    doc=__doc__,
    on=UngivenParameters,
    check=check,
    sources=("M1L",),
)
