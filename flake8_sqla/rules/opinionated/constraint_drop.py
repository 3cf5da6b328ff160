'''Constraint dropped.

From here on the database admits rows that it refused, and no later migration can put the constraint back before somebody has cleaned
them up. `INSERT … ON CONFLICT` needs its unique constraint and fails at once. On PostgreSQL the drop takes ACCESS EXCLUSIVE; of a foreign
key, on both tables.

```python bad
"""Two users may share an address."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_constraint("uq_users_email", "users", type_="unique")  # SQA930 "uq_users_email"


def downgrade() -> None:
    op.create_unique_constraint("uq_users_email", "users", ["email"])
```

```python good
"""Addresses are unique in each tenant; the states are other ones."""
from alembic import op

revision = "a1"
down_revision = "a0"


def upgrade() -> None:
    op.drop_constraint("ck_users_state", "users", type_="check")
    op.create_check_constraint("ck_users_state", "users", "state IN ('new', 'old')", postgresql_not_valid=True)


def downgrade() -> None:
    op.drop_constraint("ck_users_state", "users", type_="check")
    op.create_check_constraint("ck_users_state", "users", "state IN ('new')")
```

Whose opinion: squawk (`ban-drop-constraint`) and Atlas (CD101). What speaks against it: some constraints are wrong, and the drop is
the remedy. Silent: downgrades; a constraint that the upgrade replaces by one of the same kind or name; a CHECK that has served its turn as
proof for SET NOT NULL in the same upgrade; tables that the upgrade makes or drops, or of which it drops a column.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_sqla.facts import migrations as m
from flake8_sqla.facts.migrations import DropConstraint, Operation, Revision
from flake8_sqla.facts.replay import same_table
from flake8_sqla.rule import Context, Finding, Impact, Rule

_KINDS: dict[type[Operation], str] = {
    m.AddCheckConstraint: "check",
    m.AddExcludeConstraint: "exclude",
    m.AddForeignKey: "foreignkey",
    m.AddPrimaryKey: "primary",
    m.AddUniqueConstraint: "unique",
}


def _excuses(other: Operation, drop: DropConstraint) -> bool:
    """Whether another operation of the upgrade makes the drop a part of something else."""
    if isinstance(other, (m.DropTable, m.RenameTable, m.UnreadableSql, m.RefusedSql)):
        referenced = not isinstance(other, m.RenameTable) and drop.kind in ("foreignkey", "")
        return referenced or same_table(other.table, drop.table)
    if not same_table(other.table, drop.table):
        return False
    if isinstance(other, m.DropColumn):
        return True
    if isinstance(other, m.AlterColumn):
        return other.nullable is False and drop.kind in ("check", "")
    if isinstance(other, m.CreateIndex):
        return other.unique is not False and drop.kind in ("unique", "")
    kind = _KINDS.get(type(other))
    if kind is None:
        return False
    return not isinstance(drop.kind, str) or drop.kind in ("", kind) or getattr(other, "name", None) == drop.name


def check(revision: Revision, context: Context) -> Iterator[Finding]:
    """Report constraints that go and are not replaced."""
    operations = revision.upgrade.operations
    for drop in operations:
        if not isinstance(drop, DropConstraint) or not isinstance(drop.name, str) or not isinstance(drop.table, m.TableName):
            continue
        if drop.table_exists_before is True and not any(_excuses(other, drop) for other in operations):
            yield Finding(drop.span, {"name": drop.name, "table": drop.table})


RULE = Rule(
    code="SQA930",
    name="constraint-drop",
    impact=Impact.LOW,
    message="without {name} the database admits rows into {table} that it refused so far, and they stay: make sure that this is meant",
    doc=__doc__,
    on=Revision,
    check=check,
    sources=("M1B",),
)
