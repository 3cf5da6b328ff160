'''Revision that gives no reason.

The title says what changes, and the commands say it again. Why it changes, what must be deployed before it and what to do when it fails
halfway is written nowhere else that one finds from the file.

```python bad
"""Users have a nickname  # SQA923

Revision ID: a1
Revises: a0
Create Date: 2026-01-01 12:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

```python good
"""Users have a nickname

The forum shows it instead of the address, which the law forbids to show. Deploy before the forum.

Revision ID: a1
Revises: a0
Create Date: 2026-01-01 12:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

Whose opinion: guides that want a body under the title of each revision. What speaks against it: the commit's message is a better
place, and many revisions need no reason. Silent: merges.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import Revision
from flake8_sqla.facts.place import Span
from flake8_sqla.rule import Context, Finding, Impact, Rule

#: What Alembic's template writes under the title.
_HEADER = lazy_pattern(r"(?:Revision ID|Revises|Create Date|Branch Labels|Depends on)\s*:", re.IGNORECASE)


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a docstring of a title alone."""
    if isinstance(revision.down_revision, tuple) and len(revision.down_revision) > 1:
        return
    lines = [line.strip() for line in revision.docstring.strip().splitlines()]
    if not any(line and not _HEADER.match(line) for line in lines[1:]):
        place = revision.docstring_span
        yield Finding(Span(place.line, place.column, place.line, place.column))


RULE = Rule(
    code="SQA923",
    name="unexplained-migration",
    impact=Impact.LOW,
    message="nothing under the title says why the schema changes; add a sentence or two to the docstring",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S2-20",),
)
