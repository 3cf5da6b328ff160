"""Examples of the messages that no page shows: for each the body of an `upgrade`, named as the pages' examples are."""

from __future__ import annotations

from collections.abc import Iterator

from proofs.blocks import Block

from flake8_sqla.pages import Example, ExampleFile
from flake8_sqla.rules import BY_CODE

_HEAD = '"""One operation."""\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "a1"\ndown_revision = "a0"\n\n\n'

#: Rule → the message's variant → what brings it.
UPGRADES = {
    "SQA606": {"include": 'op.create_unique_constraint("uq_users_email", "users", ["email"], postgresql_include=["name"])'},
    "SQA608": {"column": 'op.add_column("products", sa.Column("price", sa.Integer(), sa.CheckConstraint("price > 0")))'},
    "SQA612": {
        "zone": 'op.alter_column("orders", "made_at", type_=sa.DateTime(timezone=True), existing_type=sa.DateTime())',
        "scan": 'op.alter_column("orders", "state", existing_type=sa.String(4),'
        ' type_=sa.Enum("new", "sent", name="ck_state", native_enum=False, create_constraint=True))',
        "index": 'op.alter_column("orders", "state", type_=sa.String(20, collation="C"), existing_type=sa.String(20))',
    },
    "SQA619": {"schema": 'op.execute("ALTER SCHEMA sales RENAME TO shop")'},
}


def more() -> Iterator[Block]:
    """The examples, as if they stood on a page."""
    for code, variants in UPGRADES.items():
        for variant, operation in variants.items():
            text = f'{_HEAD}def upgrade() -> None:\n    {operation}  # {code}\n\n\ndef downgrade() -> None:\n    """Nothing to undo."""\n'
            yield Block(BY_CODE[code], variant, Example("bad", "", (ExampleFile("example.py", text),)))
