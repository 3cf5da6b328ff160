"""Queries over customers and orders."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from shop.models import Customer, Line, Order


class CustomerRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_email(self, email: str) -> Customer | None:
        statement = select(Customer).where(func.lower(Customer.email) == email.lower()).limit(1)
        return (await self.session.scalars(statement)).first()

    async def open(self, name: str | None, page: int) -> Sequence[Customer]:
        statement = select(Customer).where(Customer.closed_at.is_(None))
        if name is not None:
            statement = statement.where(Customer.name == name)
        statement = statement.order_by(Customer.name, Customer.id).offset(page * 50).limit(50)
        return (await self.session.scalars(statement)).all()

    async def many(self, keys: list[int]) -> Sequence[Customer]:
        result = await self.session.scalars(select(Customer).where(Customer.id.in_(keys)))
        return result.all()

    async def close(self, key: int) -> None:
        await self.session.execute(update(Customer).where(Customer.id == key).values(closed_at=func.now()))
        await self.session.commit()

    async def with_orders(self, key: int) -> Customer:
        statement = select(Customer).where(Customer.id == key).options(joinedload(Customer.orders))
        return (await self.session.scalars(statement)).unique().one()


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def placed(self, status: str, customer_id: int) -> Sequence[Order]:
        statement = select(Order).where((Order.status == status) & (Order.customer_id == customer_id)).limit(20)
        return (await self.session.scalars(statement.order_by(Order.id))).all()

    async def pieces(self, status: str) -> dict[int, int]:
        statement = select(Order).where(Order.status == status).options(selectinload(Order.lines)).order_by(Order.id)
        orders = await self.session.scalars(statement)
        return {order.id: sum(line.pieces for line in order.lines) for order in orders}

    async def names(self) -> list[str]:
        statement = select(Order).options(joinedload(Order.customer)).order_by(Order.id)
        return [f"{order.id} {order.customer.name}" for order in await self.session.scalars(statement)]

    async def forget(self, key: int) -> None:
        await self.session.execute(delete(Line).where(Line.order_id == key))
        await self.session.execute(delete(Order).where(Order.id == key))
        await self.session.commit()

    async def articles(self, prefix: str) -> Sequence[str]:
        statement = text("SELECT DISTINCT article FROM lines WHERE article LIKE :prefix")
        return (await self.session.scalars(statement, {"prefix": prefix})).all()

    async def bought(self, article: str) -> Sequence[Order]:
        statement = select(Order).join(Line, Line.order_id == Order.id).where(Line.article == article).order_by(Order.id)
        return (await self.session.scalars(statement)).all()
