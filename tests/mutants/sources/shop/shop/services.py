"""What the shop does."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Sessions
from shop.models import Customer, Line, Order
from shop.repository import CustomerRepository, OrderRepository


async def register(session: AsyncSession, email: str, name: str) -> Customer:
    customer = Customer(email=email, name=name)
    session.add(customer)
    try:
        await session.commit()
    except IntegrityError:
        await session.rollback()
        raise
    return customer


async def place(customer_id: int, articles: list[str]) -> None:
    async with Sessions() as session:
        order = Order(status="new", customer_id=customer_id)
        for article in articles:
            order.lines.append(Line(article=article, pieces=1))
        session.add(order)
        await session.commit()


async def overview(session: AsyncSession, key: int) -> tuple[Customer, dict[int, int]]:
    customer = await CustomerRepository(session).with_orders(key)
    pieces = await OrderRepository(session).pieces("new")
    return customer, pieces


async def reopen(keys: list[int]) -> None:
    async with Sessions() as session:
        for customer in await session.scalars(select(Customer).where(Customer.id.in_(keys))):
            customer.closed_at = None
        await session.commit()
