"""Queries over tickets: what the routes and the reports ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, joinedload, selectinload

from desk.models import Agent, Base, Ticket

M = TypeVar("M", bound=Base)


class Repository(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def one(self, statement: Select[tuple[M]]) -> M | None:
        result = await self.session.execute(statement)
        return result.unique().scalar_one_or_none()


class TicketRepository(Repository[Ticket]):
    model = Ticket

    async def with_notes(self, key: int) -> Ticket | None:
        return await self.session.scalar(select(Ticket).where(Ticket.id == key).options(selectinload(Ticket.notes)))

    async def newest(self) -> Sequence[Ticket]:
        statement = select(Ticket).options(joinedload(Ticket.agent)).order_by(Ticket.opened_at.desc(), Ticket.id).limit(20)
        return (await self.session.scalars(statement)).all()


def about(word: str) -> Select[tuple[Ticket]]:
    return select(Ticket).where(Ticket.subject.contains(word))


def busy_agents(session: Session) -> Sequence[Agent]:
    return session.scalars(select(Agent).options(selectinload(Agent.tickets)).order_by(Agent.name)).all()
