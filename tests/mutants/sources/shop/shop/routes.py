"""The shop's routes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from shop import services
from shop.database import get_session
from shop.models import Order
from shop.repository import CustomerRepository, OrderRepository

router = APIRouter()
SessionDep = Annotated[AsyncSession, Depends(get_session)]


@router.get("/customers/{email}")
async def customer(email: str, session: SessionDep) -> dict[str, str]:
    found = await CustomerRepository(session).by_email(email)
    if found is None:
        raise HTTPException(404)
    return {"name": found.name}


@router.post("/customers")
async def register(email: str, name: str, session: SessionDep) -> dict[str, int]:
    made = await services.register(session, email, name)
    return {"id": made.id}


@router.get("/orders/{key}")
async def order(key: int, session: SessionDep) -> dict[str, str]:
    found = await session.get(Order, key)
    if found is None:
        raise HTTPException(404)
    return {"status": found.status}


@router.delete("/orders/{key}")
async def forget(key: int, session: SessionDep) -> None:
    await OrderRepository(session).forget(key)
