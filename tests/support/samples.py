"""Pieces of code that are reported, for tests of the way from the file to the report."""

from __future__ import annotations

#: The rules that the samples are about. Others may report on them as well.
SAMPLED_CODES = frozenset({"SQA601", "SQA901"})

#: A migration with one report of SQA601, on line 10, at the fifth column.
MIGRATION = '''"""Index users by email."""

from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_index("ix_users_email", "users", ["email"])


def downgrade() -> None:
    op.drop_index("ix_users_email", table_name="users")
'''
MIGRATION_LINE, MIGRATION_COLUMN = 10, 5

#: The same by a flag: what is at fault stands on a line of its own, line 15.
COLUMN_FLAG = '''"""Add a tenant to users."""

import sqlalchemy as sa
from alembic import op

revision = "a2"
down_revision = "a1"


def upgrade() -> None:
    op.add_column(  # the call
        "users",
        sa.Column(  # the column
            "tenant_id",
            sa.Integer(), index=True,  # the flag
        ),
    )  # the end


def downgrade() -> None:
    op.drop_column("users", "tenant_id")
'''
COLUMN_FLAG_LINE = 15

#: One report of SQA901, which is off unless it is selected by name.
OPINION = "import sqlalchemy as sql\n\nsql.select(1)\n"

#: Several reports of several rules.
QUERIES = """from models import User
from sqlalchemy import delete, select
from sqlalchemy.orm import Session


def purge(session: Session) -> None:
    session.execute(delete(User))
    session.query(User).filter(User.id == 1).all()
    select(User).where(User.active is True)
"""
