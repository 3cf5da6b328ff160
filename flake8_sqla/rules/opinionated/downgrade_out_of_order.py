'''Downgrade that does not go back the way upgrade came.

What is built last is taken away first: the index before its column, the foreign key before the table it points to. In reverse order each
step of `downgrade()` meets the schema as the matching step of `upgrade()` left it. In any other order it works by luck, or fails where
somebody needs it.

```python bad
"""Users have a nickname, by which they are found."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.create_table("nicknames", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("users", sa.Column("nickname_id", sa.Integer()))
    op.create_foreign_key("fk_nickname", "users", "nicknames", ["nickname_id"], ["id"], postgresql_not_valid=True)


def downgrade() -> None:
    op.drop_table("nicknames")
    op.drop_constraint("fk_nickname", "users", type_="foreignkey")  # SQA940 "table nicknames"
    op.drop_column("users", "nickname_id")
```

```python good
"""Users have a nickname, by which they are found."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.Text()))
    op.add_column("users", sa.Column("motto", sa.Text()))


def downgrade() -> None:
    op.drop_column("users", "motto")
    op.drop_column("users", "nickname")
```

Whose opinion: guides that want downgrade to be upgrade in a mirror; autogenerate writes it so. What speaks against it: operations that
have nothing to do with one another may be undone in any order, and are reported too. Each downgrade is reported once. Silent:
operations behind a condition or in a loop, renames, and what only one of the two functions mentions.
'''

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_sqla.facts.inverses import subject_of, wants_inverse
from flake8_sqla.facts.circumstances import DialectBranch
from flake8_sqla.facts.migrations import Operation, RenameColumn, RenameTable, Revision
from flake8_sqla.rule import Context, Finding, Impact, Rule


def _subjects(operations: Iterable[Operation]) -> dict[str, Operation | None]:
    """What is done to each thing, in order; None for a thing that is worked on twice, whose place is not one."""
    found: dict[str, Operation | None] = {}
    for operation in operations:
        if wants_inverse(operation) and not isinstance(operation, (RenameColumn, RenameTable)):
            subject = subject_of(operation)
            found[subject] = operation if subject not in found and _runs_once(operation) else None
    return found


def _runs_once(operation: Operation) -> bool:
    """Whether an operation stands behind no condition and in no loop."""
    setting = operation.setting
    return not setting.conditional and setting.repeated == 1 and setting.branch == DialectBranch()


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report the first operation of downgrade that takes back what upgrade did after the thing taken back before it."""
    done = {subject: place for place, (subject, operation) in enumerate(_subjects(revision.upgrade.operations).items()) if operation}
    before = ""
    for subject, operation in _subjects(revision.downgrade.operations).items():
        if operation is None or subject not in done:
            continue
        if before and done[subject] > done[before]:
            yield Finding(operation.span, {"later": subject, "earlier": before})
            return
        before = subject


RULE = Rule(
    code="SQA940",
    name="downgrade-out-of-order",
    impact=Impact.LOW,
    message="upgrade() worked on {earlier} first and on {later} then, and downgrade() undoes them in the same order; reverse it",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("S2-21",),
)
