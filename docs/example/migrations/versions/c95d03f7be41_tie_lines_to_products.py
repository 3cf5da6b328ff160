"""Tie order lines to products; one newsletter an address.

Revision ID: c95d03f7be41
Revises: 8b17e4d6aa02
Create Date: 2025-09-30 08:47:31.908116
"""

from alembic import op

revision = "c95d03f7be41"
down_revision = "8b17e4d6aa02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "order_lines_product_id_idx",
            "order_lines",
            ["product_id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )
    op.create_foreign_key(
        "order_lines_product_id_fkey",
        "order_lines",
        "products",
        ["product_id"],
        ["id"],
    )
    op.create_unique_constraint("newsletters_email_key", "newsletters", ["email"])


def downgrade() -> None:
    pass
