'''Revision that does nothing.

`alembic revision --autogenerate` writes a file even where there is nothing to do. Each such file is one more step of the history,
and one more candidate whenever something is searched in it.

```python bad
"""Give users a nickname."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:  # SQA715
    pass


def downgrade() -> None:
    pass
```

```python good
"""Join the two branches."""

revision = "a3"
down_revision = ("a1", "a2")


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
```

Silent: functions with a comment of the author's, emptied on purpose or kept for what it tells, merges, revisions with a branch label or `depends_on`, which do their work by being there, and the first revision, which may
be the mark of a schema that was there before Alembic.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.migrations import Revision
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_NOTHING = ("empty", "missing")


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report a revision that neither direction of which does anything."""
    parents = revision.down_revision
    if revision.labelled or parents is UNKNOWN or parents is None or len(parents) != 1:
        return
    if revision.upgrade.commented or revision.downgrade.commented:
        return
    if revision.upgrade.body in _NOTHING and revision.downgrade.body in _NOTHING:
        yield Finding(revision.upgrade.span)


RULE = Rule(
    code="SQA715",
    name="empty-migration",
    impact=Impact.LOW,
    message="this revision does nothing in either direction; delete it before anyone has run it, and let its child follow its parent",
    doc=__doc__,
    on=Revision,
    words=frozenset({"upgrade empty", "upgrade missing"}),
    check=check,
    sources=("S2-35",),
)
