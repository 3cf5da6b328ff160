"""What tasks do with a session that they are handed."""

from __future__ import annotations

from app.models import Order, User
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def load_users(session: AsyncSession, user_id: int = 0) -> None:
    """Read users, all of them or those above a key."""
    await session.scalars(select(User).where(User.id >= user_id))


async def load_orders(session: AsyncSession, user_id: int = 0) -> None:
    """Read orders."""
    await session.scalars(select(Order).where(Order.user_id >= user_id))
