"""The models that examples import from `shop.models`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The base of all of them."""


class User(Base):
    """Somebody. An index keeps addresses apart, and can be dropped."""

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email", "email", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]


class Product(Base):
    """What there is."""

    __tablename__ = "products"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Price(Base):
    """What it costs."""

    __tablename__ = "prices"
    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[int]


class Order(Base):
    """What somebody bought."""

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str]


class Note(Base):
    """What somebody wrote, and may have thrown away."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    deleted_at: Mapped[datetime | None]
