'''ORM session in a migration.

A session brings its own notion of when to flush, commit and roll back into a transaction that is Alembic's. Its `commit()` commits
nothing there (since SQLAlchemy 2.0); its `rollback()` undoes all that the migration has done, and the upgrade reports success all the
same; what it has not flushed at the end is lost without a word. It loads rows into memory to change them one by one, and it needs
mapped classes, which change. Statements on `op.get_bind()` do the same work where they belong.

```python bad
"""Spell emails in lower case."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    session = Session(bind=op.get_bind())  # SQA707
    session.execute(sa.text("UPDATE users SET email = lower(email) WHERE email <> lower(email)"))
    session.commit()


def downgrade() -> None:
    """Nothing to undo."""
```

```python good
"""Spell emails in lower case."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.execute("UPDATE users SET email = lower(email) WHERE email <> lower(email)")


def downgrade() -> None:
    """Nothing to undo."""
```

Reported where the session is made, at the first use of Flask-SQLAlchemy's `db.session`, and at `Model.query`, which uses it too. What the
application's own session or factory gives, or a session on an engine, works on a connection of its own: what it commits stays when the
migration fails, and on PostgreSQL a table that the migration has just changed keeps it waiting for ever.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.scripts import BorrowedSession
from flake8_sqla.facts.sessions import SessionCreation
from flake8_sqla.facts.statements import LegacyQuery
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: SessionCreation | BorrowedSession | LegacyQuery, context: Context) -> Iterator[Finding]:
    """Report a session that is made, or one of the application's, in a revision."""
    if not context.file.migration:
        return
    if isinstance(fact, SessionCreation):
        yield Finding(fact.span, {"subject": f"{fact.lender}()"}, "borrowed" if fact.lender else "")
    elif isinstance(fact, BorrowedSession):
        yield Finding(fact.span, {"subject": fact.name}, "borrowed")
    elif fact.form == "model":
        yield Finding(fact.span, {"subject": f"{fact.subject}.query"}, "borrowed")


RULE: Rule[SessionCreation | BorrowedSession | LegacyQuery] = Rule(
    code="SQA707",
    name="session-in-migration",
    impact=Impact.HIGH,
    message="a session flushes when it likes, and its rollback() undoes the whole migration without a word; run statements with op.execute()",
    doc=__doc__,
    on=(SessionCreation, BorrowedSession, LegacyQuery),
    check=check,
    variants={
        "borrowed": "{subject} works on a connection of the application's, outside of Alembic's transaction; "
        "run statements with op.execute() or op.get_bind()"
    },
    sources=("S2-30",),
)
