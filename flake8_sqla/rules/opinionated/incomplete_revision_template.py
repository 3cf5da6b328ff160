'''Revision that lacks a part of Alembic's template.

A revision says which one it is and which came before, whether it begins a branch and what it waits for. With all four variables at the
top, and `-> None` at both functions, tools and type checkers find in each revision what they find in the others. A revision made from an old
`script.py.mako` goes on lacking what the template lacked.

```python bad
"""Users have a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a1"  # SQA926 "branch_labels, depends_on"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.Text()))


def downgrade():  # SQA926 "downgrade"
    op.drop_column("users", "nickname")
```

```python good
"""Users have a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.Text()))


def downgrade() -> None:
    op.drop_column("users", "nickname")
```

A `script.py.mako` beside env.py that lacks one of them is reported once, on the first line of env.py.

Whose opinion: guides whose template has typed identifiers, and Alembic's own template. What speaks against it: Alembic takes what is
missing for None, and an old revision is best left alone (`sqla-migrations-start-after`).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.environment import EnvironmentFile
from flake8_sqla.facts.migrations import HEADER_NAMES, Revision
from flake8_sqla.facts.place import FILE_START
from flake8_sqla.rule import Context, Finding, Impact, Rule


def check(fact: Revision | EnvironmentFile, context: Context) -> Iterator[Finding]:
    """Report missing variables and annotations of a revision, and of the template that new ones are made from."""
    if isinstance(fact, EnvironmentFile):
        template = context.surroundings.read_template()
        lacking = sorted(name for name in (*HEADER_NAMES, "upgrade", "downgrade") if name not in template)
        if template and lacking:
            yield Finding(FILE_START, {"names": ", ".join(lacking)}, "template")
        return
    missing = HEADER_NAMES - fact.header
    if missing:
        yield Finding(fact.span, {"names": ", ".join(sorted(missing))})
    bare = {name: entry.span for name, entry in (("upgrade", fact.upgrade), ("downgrade", fact.downgrade)) if not entry.annotated}
    if bare:
        yield Finding(next(iter(bare.values())), {"names": "() and ".join(bare)}, "annotation")


RULE: Rule[Revision | EnvironmentFile] = Rule(
    code="SQA926",
    name="incomplete-revision-template",
    impact=Impact.LOW,
    message="this revision does not set {names}, as Alembic's template does; set each, to None where there is nothing to say",
    doc=__doc__,
    on=(Revision, EnvironmentFile),
    check=check,
    variants={
        "annotation": "{names}() without -> None, which Alembic's template writes; say that it returns nothing",
        "template": "script.py.mako beside this file lacks {names}, and so will every new revision; take them over from Alembic's template",
    },
    sources=("S3-41",),
)
