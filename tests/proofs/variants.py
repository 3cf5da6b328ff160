"""Examples of the messages that no page shows: for each the body of an `upgrade`, named as the pages' examples are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from proofs.blocks import Block

from flake8_sqla.pages import Example, ExampleFile, parse_page
from flake8_sqla.rules import BY_CODE

_BESIDE = Path(__file__).with_name("variants.md")
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

#: The same, where the message asks for earlier revisions: the bodies of all of them, in order.
HISTORIES = {
    "SQA616": {
        "nullable": (
            'op.create_table("readings", sa.Column("sensor_id", sa.Integer()))\n'
            '    op.execute("INSERT INTO readings SELECT generate_series(1, 3000)")',
            'with op.get_context().autocommit_block():\n'
            '        op.create_index("pk_readings", "readings", ["sensor_id"], unique=True, postgresql_concurrently=True)',
            'op.execute("ALTER TABLE readings ADD CONSTRAINT pk_readings PRIMARY KEY USING INDEX pk_readings")',
        )
    }
}


def more() -> Iterator[Block]:
    """The examples, as if they stood on a page."""
    for code, variants in UPGRADES.items():
        for variant, operation in variants.items():
            text = f'{_HEAD}def upgrade() -> None:\n    {operation}  # {code}\n\n\ndef downgrade() -> None:\n    """Nothing to undo."""\n'
            yield Block(BY_CODE[code], variant, Example("bad", "", (ExampleFile("example.py", text),)))
    for code, histories in HISTORIES.items():
        for variant, upgrades in histories.items():
            files = [ExampleFile("migrations/env.py", '"""Alembic\'s environment."""\n')]
            for number, upgrade in enumerate(upgrades):
                head = _HEAD.replace('"a1"', f'"h{number}"').replace('"a0"', f'"h{number - 1}"' if number else "None")
                text = f'{head}def upgrade() -> None:\n    {upgrade}\n\n\ndef downgrade() -> None:\n    """Nothing to undo."""\n'
                files.append(ExampleFile(f"migrations/versions/h{number}.py", text))
            yield Block(BY_CODE[code], variant, Example("bad", "", tuple(files)))


def beside() -> Iterator[Block]:
    """Those in variants.md, by the rule whose heading they stand under: `SQA105-bad-more-1`."""
    examples = parse_page(_BESIDE.read_text(encoding="utf-8")).examples
    for number, example in enumerate(examples):
        yield Block(BY_CODE[example.title], f"more-{sum(each.title == example.title for each in examples[:number]) + 1}", example)
