"""Statements that more than one service needs."""

from collections.abc import Collection
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from app.models import Customer, Order, OrderLine, OrderStatus, Product


def open_orders(customer_id: int) -> Select[tuple[Order]]:
    """A customer's open orders with their lines, newest first."""
    return (
        select(Order)
        .where(Order.customer_id == customer_id, Order.status == OrderStatus.OPEN)
        .options(selectinload(Order.lines))
        .order_by(Order.placed_at.desc(), Order.id)
    )


def orders_to_ship() -> Select[tuple[Order]]:
    """Orders that are paid and wait to be packed."""
    return (
        select(Order)
        .where(
            Order.status == OrderStatus.PAID,
            Order.shipped_at is None,
        )
        .order_by(Order.placed_at)
    )


def catalogue(words: str = "", only_active: bool = True) -> Select[tuple[Product]]:
    """The products on sale, or all; those that match the words, where there are any."""
    statement = select(Product).order_by(Product.title)
    if only_active:
        statement.where(Product.active.is_(True))
    if words:
        pattern = f"%{words}%"
        statement = statement.where(or_(Product.title.ilike(pattern), Product.description.ilike(pattern)))
    return statement


def recent_customers(days: int = 30) -> Select[tuple[Customer]]:
    """Customers of the last days who still have an account."""
    since = datetime.now(timezone.utc) - timedelta(days=days)
    return select(Customer).where(Customer.created_at >= since and Customer.deleted_at.is_(None))


def turnover(products: Collection[int]) -> Select[tuple[int, Decimal]]:
    """What each of these products brought in."""
    return (
        select(OrderLine.product_id, func.sum(OrderLine.quantity * OrderLine.unit_price))
        .where(OrderLine.product_id.in_(products))
        .group_by(OrderLine.product_id)
    )
