'''Downgrade that forgets part of the upgrade.

`downgrade` is run in a hurry, and believed: when it is through, Alembic notes the old revision. What it left standing is met by the
next upgrade, which fails because the column, the index or the table is there already, or by the old code, which finds a schema that
is not its own.

```python bad
"""Give users a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))
    op.add_column("users", sa.Column("motto", sa.String(80)))


def downgrade() -> None:  # SQA702 "column users.motto"
    op.drop_column("users", "nickname")
```

```python good
"""Give users a nickname."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(80)))
    op.add_column("users", sa.Column("motto", sa.String(80)))


def downgrade() -> None:
    op.drop_column("users", "motto")
    op.drop_column("users", "nickname")
```

Tables, columns, indexes, constraints, renames and changes of columns are held against their inverses. What a dropped table or column
takes with it needs none of its own, and neither does what `upgrade` itself makes and takes away. Silent where `downgrade` is empty
(SQA701), where a name on either side or SQL in `downgrade` cannot be read, and where the revision says that there is no way back.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts.inverses import Inverses, can_be_read, subject_of, wants_inverse
from flake8_sqla.facts.migrations import OtherCommand, Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule

_MOST_NAMED = 3


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report what upgrade does and downgrade does not take back."""
    upgrade, downgrade = revision.upgrade, revision.downgrade
    if upgrade.body != "code" or downgrade.body != "code" or downgrade.declared_irreversible:
        return
    renamed = any(isinstance(step, OtherCommand) and "RENAME" in step.command for step in upgrade.operations)
    if renamed or not can_be_read(downgrade.operations):
        return
    later, back = Inverses(upgrade.operations), Inverses(downgrade.operations)
    forgotten = dict.fromkeys(
        subject_of(operation)
        for operation in upgrade.operations
        if wants_inverse(operation) and not back.undo(operation) and not later.undo(operation)
    )
    if forgotten:
        named = list(forgotten)
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        yield Finding(downgrade.span, {"forgotten": ", ".join(named[:_MOST_NAMED]) + more})


RULE = Rule(
    code="SQA702",
    name="incomplete-downgrade",
    impact=Impact.MEDIUM,
    message="downgrade() leaves behind what upgrade() did to: {forgotten}; undo it too",
    doc=__doc__,
    on=Revision,
    words=frozenset({"downgrade code"}),
    check=check,
    sources=("S1-23", "S2-21", "M1I"),
)
