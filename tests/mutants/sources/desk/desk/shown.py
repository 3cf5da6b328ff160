"""Tickets as the routes show them."""

from __future__ import annotations

from typing import Any

from desk.models import Agent, Ticket


def shown(ticket: Ticket) -> dict[str, Any]:
    return {"subject": ticket.subject, "notes": [note.text for note in ticket.notes]}


def burden(agent: Agent) -> int:
    return len(agent.tickets)
