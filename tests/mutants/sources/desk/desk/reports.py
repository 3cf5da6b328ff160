"""Reports for the evening."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from desk.database import Reports
from desk.models import Agent
from desk.repository import busy_agents
from desk.shown import burden


def work() -> list[str]:
    found = []
    with Reports() as session:
        for agent in busy_agents(session):
            found.append(f"{agent.name}: {len(agent.tickets)}")
    return found


def rename(key: int, name: str) -> None:
    with Reports() as session:
        agent = session.get_one(Agent, key)
        agent.name = name
        session.commit()


def ordered(names: list[str]) -> dict[str, int]:
    with Reports() as session:
        agents = session.scalars(select(Agent).where(Agent.name.in_(names)).options(selectinload(Agent.tickets)).order_by(Agent.name))
        return {agent.name: burden(agent) for agent in agents}
