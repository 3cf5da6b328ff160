"""The desk's routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from desk.database import Sessions, opened
from desk.models import Agent, Ticket
from desk.repository import TicketRepository, about
from desk.shown import shown

router = APIRouter()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with Sessions() as session:
        yield session


def get_tickets(session: Annotated[AsyncSession, Depends(get_session)]) -> TicketRepository:
    return TicketRepository(session)


SessionDep = Annotated[AsyncSession, Depends(get_session)]
Tickets = Annotated[TicketRepository, Depends(get_tickets)]


@router.get("/tickets/{key}")
async def ticket(key: int, tickets: Tickets) -> dict[str, Any]:
    found = await tickets.with_notes(key)
    if found is None:
        raise HTTPException(404)
    return {"subject": found.subject, "notes": len(found.notes), "labels": [label.word for label in found.labels]}


@router.get("/tickets/{key}/whole")
async def whole(key: int, session: SessionDep) -> dict[str, Any]:
    found = await TicketRepository(session).with_notes(key)
    if found is None:
        raise HTTPException(404)
    return shown(found)


@router.get("/tickets/{key}/agent")
async def agent_of(key: int, session: SessionDep) -> str:
    repository = TicketRepository(session)
    found = await repository.one(select(Ticket).where(Ticket.id == key).options(joinedload(Ticket.agent)))
    return found.agent.name if found is not None else ""


@router.get("/tickets")
async def newest(session: SessionDep) -> list[str]:
    return [f"{found.subject}: {found.agent.name}" for found in await TicketRepository(session).newest()]


@router.get("/search")
async def search(session: SessionDep, word: str, agent: int | None = None) -> list[str]:
    statement = about(word)
    if agent is not None:
        statement = statement.where(Ticket.agent_id == agent)
    return [found.subject for found in await session.scalars(statement.order_by(Ticket.id))]


@router.get("/agents/{key}")
async def agent(key: int, session: SessionDep) -> list[str]:
    statement = select(Agent).where(Agent.id == key).options(joinedload(Agent.tickets))
    found = (await session.scalars(statement)).unique().one()
    return [each.subject for each in found.tickets]


@router.post("/tickets/{key}/hand-over")
async def hand_over(key: int, agent_id: int) -> None:
    async with opened() as session:
        found = await session.get_one(Ticket, key, options=[selectinload(Ticket.notes)])
        print(shown(found))
        found.agent_id = agent_id
        await session.commit()


@router.get("/both")
async def both(session: SessionDep) -> dict[str, Any]:
    tickets = await TicketRepository(session).newest()
    first = await TicketRepository(session).with_notes(1)
    return {"newest": len(tickets), "first": first is not None}
