"""Archive orders, and find those that wait to be shipped.

Revision ID: 8b17e4d6aa02
Revises: 3f2a9c51d0e7
Create Date: 2025-06-18 14:02:09.551204
"""

import sqlalchemy as sa
from alembic import op

revision = "8b17e4d6aa02"
down_revision = "3f2a9c51d0e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("archived", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("orders_placed_at_idx", "orders", ["placed_at"])
    op.execute("CREATE INDEX CONCURRENTLY orders_to_ship_idx ON orders (placed_at) WHERE shipped_at IS NULL")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("orders_to_ship_idx", table_name="orders", postgresql_concurrently=True, if_exists=True)
        op.drop_index("orders_placed_at_idx", table_name="orders", postgresql_concurrently=True, if_exists=True)
    op.drop_column("orders", "archived")
