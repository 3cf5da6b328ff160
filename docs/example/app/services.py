"""What the shop does."""

from datetime import datetime, timezone

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database import unit_of_work, reports_engine
from app.models import Customer, Newsletter, Order, OrderLine, OrderStatus, Product
from app.queries import open_orders, orders_to_ship, turnover

# The figures are read only, so one session is enough for them.
figures = Session(reports_engine)


def place_order(customer_id: int, quantities: dict[str, int]) -> int:
    """Order these products, by SKU, at today's price."""
    with unit_of_work() as session:
        products = session.scalars(select(Product).where(Product.sku.in_(quantities), Product.active.is_(True)))
        order = Order(customer_id=customer_id)
        order.lines = [
            OrderLine(product=product, quantity=quantities[product.sku], unit_price=product.price) for product in products
        ]
        session.add(order)
        session.flush()
        return order.id


def ship(order_id: int) -> None:
    """Mark one order as shipped."""
    with unit_of_work() as session:
        session.execute(
            update(Order)
            .where(Order.id == order_id, Order.status == OrderStatus.PAID)
            .values(status=OrderStatus.SHIPPED, shipped_at=datetime.now(timezone.utc))
        )


def packing_list() -> list[int]:
    """The orders to pack today."""
    with unit_of_work() as session:
        return [order.id for order in session.scalars(orders_to_ship())]


def close_year(session: Session) -> None:
    """Put last year's orders away."""
    session.execute(update(Order).values(archived=True))
    session.commit()


def sign_in(session: Session, email: str) -> Customer | None:
    """The account with this address, if it was not deleted."""
    return session.query(Customer).filter(Customer.email == email.lower(), Customer.deleted_at.is_(None)).one_or_none()


def basket(session: Session, customer_id: int) -> Order | None:
    """The order a customer last began."""
    return session.scalars(open_orders(customer_id).limit(1)).first()


def confirm_newsletter(session: Session, email: str) -> bool:
    """Confirm a subscription; false where there is none."""
    subscription = session.scalar(select(Newsletter).where(Newsletter.email == email))
    if subscription is None:
        return False
    subscription.confirmed = True
    session.commit()
    return True


def monthly_figures(products: list[int]) -> dict[int, str]:
    """The turnover of each product, as text for the report."""
    return {product: f"{total:.2f}" for product, total in figures.execute(turnover(products))}
