"""The models of the right programs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement


class Base(DeclarativeBase):
    """What all models derive from."""


audit = Table("audit", Base.metadata, Column("id", Integer, primary_key=True), Column("text", String(200), nullable=False))
post_tag = Table(
    "post_tag",
    Base.metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class User(Base):
    """Somebody who writes posts."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    email: Mapped[str] = mapped_column(String(100), unique=True)
    active: Mapped[bool]
    age: Mapped[int | None]
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    posts: Mapped[list[Post]] = relationship(back_populates="user", cascade="all, delete-orphan")

    @hybrid_property
    def adult(self) -> bool:
        """Whether somebody is grown up."""
        return self.age >= 18  # type: ignore[operator]

    @hybrid_property
    def label(self) -> str:
        """Name and address."""
        return f"{self.name} <{self.email}>"

    @label.inplace.expression
    @classmethod
    def _label(cls) -> ColumnElement[str]:
        return cls.name + " <" + cls.email + ">"


class Post(Base):
    """Something written."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    user: Mapped[User] = relationship(back_populates="posts")
    tags: Mapped[list[Tag]] = relationship(secondary=post_tag)
    tag_names: AssociationProxy[list[str]] = association_proxy("tags", "name")


class Tag(Base):
    """A word for posts."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)


class Folder(Base):
    """A node of a tree."""

    __tablename__ = "folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id", ondelete="CASCADE"), index=True)
