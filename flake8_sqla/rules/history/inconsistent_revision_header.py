'''Header that disagrees with the revision.

People read the docstring, Alembic reads the variables. When a revision is moved behind another, `down_revision` is edited and
`Revises:` is forgotten, and whoever then follows the chain by eye is led astray. Ids that are computed cannot be followed at all, and
`@`, `-`, `+` and `:` have a meaning on Alembic's command line: it refuses ids that hold them.

```python bad
"""Give users a nickname

Revision ID: b2
Revises: a0
"""
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"  # SQA705 "Revises: a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

```python good
"""Give users a nickname

Revision ID: b2
Revises: a1
"""
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

A docstring without these lines is in order.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_sqla.facts.lazy_patterns import lazy_pattern
from flake8_sqla.facts.migrations import Revision
from flake8_sqla.facts.unknown import UNKNOWN
from flake8_sqla.rule import Context, Finding, Impact, Rule

_ID = lazy_pattern(r"^\s*Revision ID:[ \t]*(\S*)[ \t]*$", re.MULTILINE)
_PARENTS = lazy_pattern(r"^\s*Revises:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_REFUSED = frozenset("@-+:")


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report ids that the docstring, the variables and Alembic do not agree on."""
    own, parents = _ID.search(revision.docstring), _PARENTS.search(revision.docstring)
    if revision.revision is UNKNOWN:
        yield Finding(revision.span, {"name": "revision"}, "computed")
    else:
        refused = sorted(_REFUSED.intersection(revision.revision))
        if refused:
            yield Finding(revision.span, {"id": revision.revision, "characters": " ".join(refused)}, "refused")
        elif own is not None and own[1] and own[1] != revision.revision:
            yield Finding(revision.span, {"written": f"Revision ID: {own[1]}", "name": "revision", "real": revision.revision})
    if revision.down_revision is UNKNOWN:
        yield Finding(revision.parents_span, {"name": "down_revision"}, "computed")
    elif parents is not None:
        written = {part for part in re.split(r"[,\s]+", parents[1]) if part not in ("", "None")}
        real = revision.down_revision or ()
        if written != set(real):
            shown = f"Revises: {parents[1] or '(nothing)'}"
            yield Finding(revision.parents_span, {"written": shown, "name": "down_revision", "real": ", ".join(real) or "None"})


RULE = Rule(
    code="SQA705",
    name="inconsistent-revision-header",
    impact=Impact.MEDIUM,
    message="the docstring says '{written}', and {name} is {real}; Alembic goes by the variable, so mend the docstring",
    doc=__doc__,
    on=Revision,
    check=check,
    variants={
        "computed": "{name} is no literal: neither people nor tools can follow the chain; write the id out",
        "refused": "Alembic refuses the id '{id}' for its {characters}; use letters, digits and underscores",
    },
    sources=("S2-20",),
)
